"""Whatever fails, no cell is lost: each typed text is with the platform, on the page or sealed on the
machine, and the bar says where.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ruantong.demo.names import PASSWORD
from tests.browser import steps
from tests.browser.server import Running, demo_city, free_port, running
from tests.conftest import CHROMIUM, CHROMIUM_ARGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PERSON = "qy0003"
CELLS = ("6.2010.A", "6.2050.A", "6.2080.A", "6.2113.A")
STATUS = "[data-status]"


class Stage:
    """The platform with its server, which may be stopped, and one respondent's form page."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.environment, self.port = environment, port
        self.address = f"http://127.0.0.1:{port}"
        self.server: Running | None = None
        self._running = running(environment, port)
        self.round = 0

    def start(self) -> None:
        self._running = running(self.environment, self.port)
        self.server = self._running.__enter__()

    def end(self, how: signal.Signals) -> None:
        """As Ctrl-C does, or as the machine does to whatever takes too much memory."""
        assert self.server
        workers = self.server.workers()
        assert workers
        self.server.process.send_signal(how)
        if how == signal.SIGKILL:
            for worker in workers:
                os.kill(worker, how)
        self.server.process.wait(20)
        self.stop()

    def joined(self, name: str, to: str) -> None:
        """``name`` files for the enterprise of ``to``, too."""
        path = self.environment["RUANTONG_DATABASE"].removeprefix("sqlite:///")
        of = "SELECT id FROM accounts_user WHERE username = ?"
        with closing(sqlite3.connect(path)) as database, database:
            rows = database.execute(
                f"SELECT * FROM registry_membership WHERE user_id = ({of})", [to]
            )
            columns = [column[0] for column in rows.description]
            row = dict(zip(columns, rows.fetchone(), strict=True))
            row["id"] = None
            (row["user_id"],) = database.execute(of, [name]).fetchone()
            places = ", ".join("?" * len(row))
            database.execute(f"INSERT INTO registry_membership VALUES ({places})", [*row.values()])

    def stop(self) -> None:
        self._running.__exit__(None, None, None)

    def new_texts(self) -> dict[str, str]:
        """Figures that no earlier test has typed."""
        self.round += 1
        return {ref: f"{self.round}{number}.25" for number, ref in enumerate(CELLS)}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(demo_city(tmp_path_factory.mktemp("faults"), "2024-06-10"), free_port())
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def state(chromium: Browser, stage: Stage) -> dict[str, str]:
    """The address of the form, and a sign-in that all tests share."""
    context = chromium.new_context(base_url=stage.address, locale="zh-CN")
    page = context.new_page()
    steps.sign_in(page, PERSON, PASSWORD)
    page.locator("li.card").filter(has_text="2024年1—5月").get_by_role("link").first.click()
    steps.ready(page)
    path = re.sub(r"^https?://[^/]+", "", page.url)
    cookies = context.cookies()
    context.close()
    return {"path": path, **{each["name"]: each["value"] for each in cookies}}


@contextmanager
def at_the_form(chromium: Browser, stage: Stage, state: dict[str, str]) -> Iterator[Page]:
    context = chromium.new_context(base_url=stage.address, locale="zh-CN")
    _carry(context, stage, state)
    page = context.new_page()
    try:
        page.goto(state["path"])
        steps.ready(page)
        yield page
    finally:
        context.close()


def _carry(context: BrowserContext, stage: Stage, state: dict[str, str]) -> None:
    """The cookies of the shared sign-in."""
    context.set_default_timeout(30_000)
    names = [name for name in state if name != "path"]
    context.add_cookies([{"name": n, "value": state[n], "url": stage.address} for n in names])


def processes_with(argument: str) -> list[int]:
    """Those started by this one with an argument."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended meanwhile
            given = path.read_bytes().split(b"\0")
            if argument.encode() in given and not any(
                each.startswith(b"--type=") for each in given
            ):
                found.append(int(path.parent.name))
    return found


def says(page: Page, words: str) -> None:
    expect(page.locator(STATUS)).to_contain_text(re.compile(words))


def on_page(page: Page, texts: dict[str, str]) -> None:
    for ref, text in texts.items():
        expect(steps.cell(page, ref)).to_have_value(text)


def with_the_platform(page: Page, texts: dict[str, str]) -> None:
    """All of them, as another page shows them."""
    steps.saved(page)
    other = page.context.new_page()
    other.goto(page.url)
    on_page(other, texts)
    other.close()


def test_the_network_is_cut_and_comes_back(
    chromium: Browser, stage: Stage, state: dict[str, str]
) -> None:
    texts = stage.new_texts()
    with at_the_form(chromium, stage, state) as page:
        page.context.set_offline(True)
        steps.type_cells(page, texts)
        says(page, f"未保存：网络不通，{len(texts)}格只在本页")
        on_page(page, texts)
        page.context.set_offline(False)
        with_the_platform(page, texts)


@pytest.mark.parametrize("status", [500, 503])
def test_the_platform_answers_with_a_fault(
    chromium: Browser, stage: Stage, state: dict[str, str], status: int
) -> None:
    texts = stage.new_texts()
    with at_the_form(chromium, stage, state) as page:
        page.route("**/save", lambda route: route.fulfill(status=status, body="<h1>"))
        steps.type_cells(page, texts)
        says(page, f"未保存.*{len(texts)}格只在本页")
        on_page(page, texts)
        page.unroute("**/save")
        with_the_platform(page, texts)


def test_the_disk_of_the_server_is_full(
    chromium: Browser, stage: Stage, state: dict[str, str]
) -> None:
    texts = stage.new_texts()
    assert stage.server
    workers = stage.server.workers()
    with at_the_form(chromium, stage, state) as page:
        page.wait_for_load_state("networkidle")
        before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in workers}
        for pid, (_, hard) in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
        steps.type_cells(page, texts)
        says(page, f"存储空间已满，本次提交没有生效.*{len(texts)}格只在本页")
        on_page(page, texts)
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
        with_the_platform(page, texts)


def test_a_clock_that_is_wrong(chromium: Browser, stage: Stage, state: dict[str, str]) -> None:
    texts = stage.new_texts()
    context = chromium.new_context(base_url=stage.address, locale="zh-CN")
    _carry(context, stage, state)
    # ten years back, and an hour back again with each look
    context.add_init_script(
        "let n = 0; const was = Date.now; Date.now = () => was() - 3.2e11 - 3.6e6 * n++;"
    )
    page = context.new_page()
    page.goto(state["path"])
    steps.ready(page)
    steps.type_cells(page, texts)
    with_the_platform(page, texts)
    context.close()


def test_nothing_lies_on_the_machine_unless_it_was_chosen(
    chromium: Browser, stage: Stage, state: dict[str, str]
) -> None:
    with at_the_form(chromium, stage, state) as page:
        page.context.set_offline(True)
        steps.type_cells(page, stage.new_texts())
        says(page, "只在本页")
        stored = page.evaluate(
            "async () => [(await indexedDB.databases()).length, localStorage.length, sessionStorage.length,"
            " (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"
        )
        assert stored == [0, 0, 0, 0, 0]
        page.context.set_offline(False)
        steps.saved(page)


def test_the_browser_is_killed_and_what_was_sealed_is_offered_again(
    stage: Stage, state: dict[str, str], chromium: Browser, tmp_path: Path
) -> None:
    texts = stage.new_texts()
    # a browser of its own, whose folder outlives it
    open_browser = lambda: chromium.browser_type.launch_persistent_context(  # noqa: E731
        str(tmp_path),
        executable_path=CHROMIUM,
        args=CHROMIUM_ARGS,
        base_url=stage.address,
        locale="zh-CN",
    )
    context = open_browser()
    _carry(context, stage, state)
    page = context.pages[0]
    page.goto(state["path"])
    steps.ready(page)
    page.get_by_role("button", name="在本机暂存（加密）").click()
    expect(page.locator("[data-seal]")).to_have_attribute("aria-pressed", "true")
    context.set_offline(True)
    steps.type_cells(page, texts)
    says(page, f"网络不通，{len(texts)}格只存在本机（已加密）")
    (browser,) = processes_with(f"--user-data-dir={tmp_path}")
    os.kill(browser, signal.SIGKILL)

    disk = b"".join(
        path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and "IndexedDB" in str(path)
    )
    assert disk
    assert not [text for text in texts.values() if text.encode() in disk]
    assert b"2113" not in disk

    context = open_browser()
    _carry(context, stage, state)
    page = context.pages[0]
    page.goto(state["path"])
    expect(page.get_by_text(f"有{len(texts)}处没有保存到平台")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="恢复并保存").click()
    steps.ready(page)
    on_page(page, texts)
    with_the_platform(page, texts)
    context.close()


def test_a_reload_that_is_not_answered_leaves_the_page_as_it_is(
    chromium: Browser, stage: Stage, state: dict[str, str]
) -> None:
    texts = stage.new_texts()
    before, after = dict(list(texts.items())[:2]), dict(list(texts.items())[2:])
    with at_the_form(chromium, stage, state) as page:
        page.on("dialog", lambda asked: asked.accept())  # whether one wants to leave
        page.get_by_role("button", name="在本机暂存（加密）").click()
        page.wait_for_function("() => navigator.serviceWorker.controller")
        page.context.set_offline(True)
        steps.type_cells(page, before)
        says(page, "2格只存在本机（已加密）")
        for way in ("location.reload()", "document.querySelector('.crumbs a').click()"):
            page.evaluate(way)
            expect(page.locator("[data-paste-report]")).to_contain_text("没有离开本页")
            page.get_by_role("button", name="知道了").click()
        steps.type_cells(page, after)
        on_page(page, texts)
        new = page.context.new_page()
        new.goto(state["path"])
        expect(new.get_by_role("heading", name="网络不通")).to_be_visible()
        new.close()
        page.context.set_offline(False)
        with_the_platform(page, texts)
        page.reload()
        on_page(page, texts)
        page.get_by_role("button", name="在本机暂存（加密）").click()
        page.wait_for_function(
            "async () => (await navigator.serviceWorker.getRegistrations()).length === 0"
        )


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_server_ends_and_runs_again(
    chromium: Browser, stage: Stage, state: dict[str, str], how: signal.Signals
) -> None:
    acknowledged, texts = stage.new_texts(), stage.new_texts()
    kept = texts.popitem()[0]
    with at_the_form(chromium, stage, state) as page:
        steps.type_cells(page, acknowledged)
        steps.saved(page)
        stage.end(how)
        steps.type_cells(page, texts)
        says(page, f"未保存：网络不通，{len(texts)}格只在本页")
        on_page(page, texts)
        stage.start()
        with_the_platform(page, texts | {kept: acknowledged[kept]})


def test_a_colleague_submits_while_one_types(chromium: Browser, stage: Stage) -> None:
    stage.joined("qy0005", to="qy0004")
    contexts = [chromium.new_context(base_url=stage.address, locale="zh-CN") for _ in range(2)]
    one, other = (context.new_page() for context in contexts)
    steps.sign_in(one, "qy0004", PASSWORD)
    card = one.locator("li.card").filter(has_text="2024年1—5月").get_by_role("link").first
    form = (card.get_attribute("href") or "").rpartition("/")[0] + "/6/"
    steps.sign_in(other, "qy0005", PASSWORD)
    for page in (one, other):
        page.goto(form)
        steps.ready(page)
    expect(other.locator("[data-here]")).to_contain_text("正在填写本表（刚刚）")
    before = steps.figures(other, CELLS[0])[0]
    steps.submit(one)
    steps.type_cells(other, {CELLS[0]: "123.00"})
    says(other, "未保存：报表处于“待区县审核”状态.*1格只在本页")
    on_page(other, {CELLS[0]: "123.00"})
    one.goto(form)
    assert before.replace(",", "") in one.locator(f'[id="{CELLS[0]}"]').inner_text().replace(
        ",", ""
    )
    for context in contexts:
        context.close()


def test_signed_in_as_somebody_else_nothing_of_the_first_is_sent(
    chromium: Browser, stage: Stage, state: dict[str, str]
) -> None:
    texts = stage.new_texts()
    with at_the_form(chromium, stage, state) as page:
        page.wait_for_load_state("networkidle")
        page.context.clear_cookies()
        steps.type_cells(page, texts)
        says(page, f"登录已超时.*{len(texts)}格只在本页")
        again = page.context.new_page()
        steps.sign_in(again, "qy0005", PASSWORD)
        page.bring_to_front()
        says(page, "另一个人，本页所填没有发送")
        on_page(page, texts)
        page.context.clear_cookies()
        steps.sign_in(again, PERSON, PASSWORD)
        page.bring_to_front()
        with_the_platform(page, texts)
