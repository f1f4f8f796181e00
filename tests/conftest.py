"""What every test may use: which tests need a database, and a Chromium to play in."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.test import SimpleTestCase

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

HERE = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREEN: ViewportSize = {"width": 1366, "height": 768}
FAILED = pytest.StashKey[bool]()
SHOTS = HERE.parent / "test-results"

# Shared cores make single runs slow by chance; with CI=true hypothesis has such a profile itself.
hypothesis.settings.register_profile("desk", deadline=None)
if "CI" not in os.environ:
    hypothesis.settings.load_profile("desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="run only the tests that touch the database (the second round, on PostgreSQL)",
    )


def pytest_report_header() -> str:
    from django.db import connection  # settings are ready only now

    return f"database: {connection.vendor}"


def touches_database(item: pytest.Item) -> bool:
    """Asked for by mark, by fixture, or by being one of Django's own test classes."""
    case = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or "_django_db_helper" in getattr(item, "fixturenames", ())
        or (isinstance(case, type) and issubclass(case, SimpleTestCase))
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if HERE / "browser" in item.path.parents:
            item.add_marker(pytest.mark.browser)
    if config.getoption("--only-database"):
        unneeded = [item for item in items if not touches_database(item)]
        config.hook.pytest_deselected(items=unneeded)
        items[:] = [item for item in items if touches_database(item)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leaves the outcome on the item, so that the page fixture knows whether to take a picture."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh visitor at 1366×768; a failing test leaves its last screen in test-results/."""
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=SCREEN)
    page = context.new_page()
    yield page
    if request.node.stash.get(FAILED, False):
        SHOTS.mkdir(exist_ok=True)
        name = re.sub(r"[^\w.-]+", "_", request.node.name)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    context.close()
