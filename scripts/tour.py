"""A tour of realistic mistakes: one picture per mistake of what its respondent sees.

    RUANTONG_DATABASE=sqlite:////tmp/may.sqlite3 ./run serve --port 8000
    RUANTONG_DATABASE=sqlite:////tmp/may.sqlite3 RUANTONG_DEMO=1 \\
        .venv/bin/python scripts/tour.py http://127.0.0.1:8000

Looks in the demo's drafts for a failing 数据审核 with each rule below, signs in as that respondent
and writes docs/images/tour-RULE.png. Annual mistakes stand in a demo with --clock 2024-03-10.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))
from screenshots import ARGUMENTS, IMAGES, sign_in

MISTAKES = {
    "R6-19": "工资总额按元填成了万元",
    "R6-03": "其中项大于总项",
    "R6-30": "照抄上月",
    "R6-23": "累计数减少",
    "R6-02": "软件业务收入大于主营业务收入",
    "R6-35": "漏填",
    "R7-01": "合计与分项之和差1",
    "R3-02": "合计与四项之和差0.01",
    "R3-12": "3表与4表不一致",
    "R2-15": "应付职工薪酬按元填成了万元",
    "R3-08": "分项人数大于总人数",
    "R4-03": "同一分类填了两行",
}


def places() -> dict[str, tuple[str, int, str]]:
    """Rule → (user name, return, form) of a draft whose report has it, with the fewest findings."""
    from ruantong.returns.models import Draft

    found: dict[str, tuple[int, tuple[str, int, str]]] = {}
    for draft in Draft.objects.filter(owner__state="failed").select_related("owner"):
        member = draft.owner.unit.memberships.filter(until=None).first()
        findings = (draft.report or {}).get("findings", [])
        for finding in findings:
            rule = finding["rule"]
            if member is None or rule not in MISTAKES or finding["outcome"] != "fail":
                continue
            place = (member.user.username, draft.owner_id, rule[1])
            if rule not in found or len(findings) < found[rule][0]:
                found[rule] = (len(findings), place)
    return {rule: place for rule, (_, place) in found.items()}


def main(base: str) -> None:
    """Take a picture for every mistake that this demo holds."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    there = places()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for rule, (username, return_id, form) in sorted(there.items()):
            context = browser.new_context(
                locale="zh-CN", viewport={"width": 1366, "height": 768}, reduced_motion="reduce"
            )
            page = context.new_page()
            sign_in(page, base, username)
            page.goto(f"{base}/returns/{return_id}/{form}/")
            page.locator("#findings").wait_for()
            page.screenshot(path=str(IMAGES / f"tour-{rule}.png"))
            print(rule, MISTAKES[rule], username, return_id)  # noqa: T201
            context.close()
        browser.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruantong.site.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    django.setup()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright runs a loop in this thread
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
