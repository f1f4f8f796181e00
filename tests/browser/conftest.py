"""Visitors with browsers of their own, and the platforms they visit."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.server import Platform, demo_platform, new_platform

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
SCREENS = Path(__file__).resolve().parent.parent.parent / "test-results"
BROKEN = pytest.StashKey[bool]()
Visitor = Callable[[Platform], "Page"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[BROKEN] = report.failed
    return report


@pytest.fixture
def visitor(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A new person at a browser of its own; a failing test leaves everybody's last screen.

    No script of any page may throw.
    """
    contexts: list[BrowserContext] = []
    thrown: list[str] = []

    def come(platform: Platform) -> Page:
        context = chromium.new_context(
            base_url=platform.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": 1366, "height": 768},
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(30_000)
        context.on("weberror", lambda error: thrown.append(f"{error.page}: {error.error}"))
        contexts.append(context)
        return context.new_page()

    yield come
    if request.node.stash.get(BROKEN, False):
        SCREENS.mkdir(exist_ok=True)
        name = re.sub(r"[^\w.-]+", "_", request.node.name)
        for number, context in enumerate(contexts):
            for place, page in enumerate(context.pages):
                page.screenshot(path=SCREENS / f"{name}-{number}-{place}.png", full_page=True)
    for context in contexts:
        context.close()
    assert not thrown, "scripts of the pages threw"


@pytest.fixture(scope="session")
def june(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """An empty platform on 10 June 2024: the months January to May are being filed."""
    with new_platform(tmp_path_factory.mktemp("june"), "2024-06-10") as platform:
        yield platform


@pytest.fixture(scope="session")
def march(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """An empty platform on 10 March 2024: the year 2023 is being filed."""
    with new_platform(tmp_path_factory.mktemp("march"), "2024-03-10") as platform:
        yield platform


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The small demo city on 10 June 2024."""
    with demo_platform(tmp_path_factory.mktemp("demo"), "2024-06-10") as platform:
        yield platform
