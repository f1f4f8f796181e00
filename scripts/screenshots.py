"""Take the pictures of README and manual anew from a running demo platform.

    ./run serve --port 8000          # in another window: the default demo city
    .venv/bin/python scripts/screenshots.py http://127.0.0.1:8000

Writes docs/images/*.png at 1366×768, one browser context per account.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PASSWORD = "Demo-2024-ruantong"  # noqa: S105 - published with the demo
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


def home(page: Page) -> None:
    """The account's own first page."""


def first_form(page: Page) -> None:
    """The sheet of the return that waits for the respondent."""
    page.get_by_role("link", name="继续修改").first.click()
    page.locator("table").first.wait_for()


def review(page: Page) -> None:
    """The return with the largest share of the district."""
    page.get_by_role("button", name="逐份审核").or_(
        page.get_by_role("link", name="逐份审核")
    ).click()
    page.locator("h1").wait_for()


def opened(path: str) -> Callable[[Page], None]:
    """A page by its address."""

    def go(page: Page) -> None:
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)

    return go


# picture → (account, what to do after signing in)
PICTURES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "login": ("", home),
    "register": ("", opened("/register/")),
    "enterprise-home": ("qy0001", home),
    "form-6": ("qy0001", first_form),
    "district-desk": ("qx500112", home),
    "district-review": ("qx500112", review),
    "city-desk": ("shiji", home),
    "main-indicators": ("shiji", opened("/tables/main/2024-04/")),
    "districts": ("shiji", opened("/tables/main/2024-04/districts/")),
    "trace": ("shiji", opened("/tables/main/2024-04/trace/software_revenue/")),
    "rosters": ("shiji", opened("/city/rosters/")),
    "association": ("xiehui", home),
    "registrations": ("xitong", home),
    "trail": ("shenji", home),
}


def sign_in(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/login/")
    if not username:
        return
    page.locator("input[name=username]").first.fill(username)
    page.locator("input[name=password]").first.fill(PASSWORD)
    page.locator("button[type=submit]").first.click()
    page.locator("nav.nav").wait_for()


def main(base: str) -> None:
    """Take every picture of ``PICTURES``."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for name, (username, act) in PICTURES.items():
            context = browser.new_context(
                locale="zh-CN", viewport={"width": 1366, "height": 768}, reduced_motion="reduce"
            )
            page = context.new_page()
            sign_in(page, base, username)
            act(page)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(IMAGES / f"{name}.png"))
            print(name, page.title())
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
