"""What every test may use: which tests need a database, and a Chromium to play in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.test import SimpleTestCase

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
    parser.addoption(
        "--hostile-requests",
        type=int,
        default=0,
        metavar="N",
        help="let tests/fuzz send one in N of all combinations instead of a sample; 1 sends them all",
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


def asked_again(item: pytest.Item) -> bool:
    """Whether another database may give another answer."""
    return touches_database(item) and item.get_closest_marker("any_database") is None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if HERE / "browser" in item.path.parents:
            item.add_marker(pytest.mark.browser)
    if config.getoption("--only-database"):
        config.hook.pytest_deselected(items=[item for item in items if not asked_again(item)])
        items[:] = [item for item in items if asked_again(item)]


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
