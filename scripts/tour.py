"""The tour of common mistakes: one picture for each of what its respondent sees, and docs/tour.md.

    export RUANTONG_DATABASE=sqlite:////tmp/tour.sqlite3
    ./run serve --fill-database --port 8000   # in another window, same variable: the default city
    RUANTONG_DEMO=1 .venv/bin/python -m scripts.tour http://127.0.0.1:8000

The mistakes are those the demo itself plants (ruantong/demo/tour.py). Each is opened with its button on
the sign-in page. Ends with a message when one of them is missing, was mended, or cannot be found on
its screen: the picture must show the wrong cell and the sentence of the first finding.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import django
from playwright.sync_api import Page, ViewportSize, sync_playwright

from scripts.screenshots import ARGUMENTS, IMAGES
from scripts.small_png import small_png

if TYPE_CHECKING:
    from ruantong.demo.stops import FoundStop

PAGE = IMAGES.parent / "tour.md"
SIZE: ViewportSize = {"width": 1366, "height": 768}
LARGEST = 200_000  # bytes of a picture

HEAD = """\
# {count}处常见错误

演示城市里有{count}家虚构企业，各在一份报表的草稿里犯了一处统计工作中常见的错误：前{monthly}处在月报，后{annual}处在
逾期未报的年报。登录页（仅演示环境）列出这{count}处，点一处即以该企业填报员登录，看到的就是点“数据审核”之后的画面：
红框黄底的格可能填错，标“疑”或“错”；细框的格只是同一审核关系里的其他项；右边先说疑点，再问可能是哪些指标填错，最后
逐条列出未通过的审核关系，写明左右两边和差额。平台不告诉填报人应当填什么数（统计法第六条、第七条）。

本页和图片由 `scripts/tour.py` 根据演示数据生成，数据全部虚构。
"""


def said_of(stop: FoundStop) -> str:
    """What the screen says first: the guard's question, else the gravest finding."""
    from ruantong.returns.models import Draft
    from ruantong.returns.pages.repairing import SUSPECTED

    report = Draft.objects.get(owner=stop.ret).report or {}
    if told := report["suspicions"]:
        first = max(told, key=lambda each: stop.mistake.cell in each["cells"])
        return f"{SUSPECTED[first['kind']]}。{first['message']}"
    rules = stop.mistake.planted.rules
    failing = [each for each in report["findings"] if each["outcome"] == "fail"]
    return str(next(each["message"] for each in failing if each["rule"] in rules))


def sections(stops: list[FoundStop]) -> Iterator[str]:
    """The page, a piece at a time."""
    annual = sum(stop.ret.frequency == "annual" for stop in stops)
    yield HEAD.format(count=len(stops), monthly=len(stops) - annual, annual=annual)
    for number, stop in enumerate(stops, start=1):
        period, form = stop.ret.parsed_period.label, f"软统企{stop.mistake.form}表"
        yield "\n".join(
            (
                f"## {number}. {stop.mistake.title}",
                "",
                f"- 错在哪里：{stop.mistake.planted.story}（{stop.username}，{period}，{form}）。",
                f"- 屏幕上说：{said_of(stop)}",
                f"- 怎样改正：{stop.mistake.mend}",
                "",
                f"![{stop.mistake.title}](images/{name_of(stop)})",
                "",
            )
        )


def name_of(stop: FoundStop) -> str:
    return f"tour-{stop.mistake.plant.replace('_', '-')}.png"


def check_screen(page: Page, stop: FoundStop) -> None:
    """The wrong cell is marked and in view, and so is the first thing that is said."""
    cell = page.locator(
        "td.is-suspect, td.is-error", has=page.locator(f'[id="{stop.mistake.cell}"]')
    )
    said = page.locator(".guard, .finding__message").first
    for what, place in (("疑点单元格", cell), ("第一句说明", said)):
        box = place.bounding_box() if place.count() else None
        if box is None or box["y"] < 0 or box["y"] + box["height"] > SIZE["height"]:
            raise SystemExit(f"“{stop.mistake.title}”的画面上看不到{what}。")


def take(page: Page, base: str, stop: FoundStop) -> bytes:
    """Open the stop by its button and take the picture."""
    page.goto(f"{base}/login/")
    page.get_by_role("button", name=stop.mistake.title, exact=True).click()
    page.locator("#findings").wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)  # the page moves to the cell after it is loaded
    check_screen(page, stop)
    picture = small_png(page, page.screenshot())
    if len(picture) > LARGEST:
        raise SystemExit(f"“{stop.mistake.title}”的图片有{len(picture)}字节，超过{LARGEST}。")
    return picture


def main(base: str) -> None:
    """Take every picture and write the page."""
    from ruantong.demo.stops import NoSuchStop, found_stops

    try:
        stops = found_stops(strict=True)
    except NoSuchStop as missing:
        raise SystemExit(str(missing)) from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for stop in stops:
            context = browser.new_context(locale="zh-CN", viewport=SIZE, reduced_motion="reduce")
            (IMAGES / name_of(stop)).write_bytes(take(context.new_page(), base, stop))
            print(stop.username, stop.path, stop.mistake.title)
            context.close()
        browser.close()
    PAGE.write_text("\n".join(sections(stops)), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruantong.site.settings")
    django.setup()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright runs a loop in this thread
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
