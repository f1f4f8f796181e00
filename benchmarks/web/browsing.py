"""A small demo city in Chromium: what the measurements in a browser share."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from benchmarks.web.servers import free_port, serving
from ruantong.demo.names import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
FORMS = "123567"
PEOPLE = [f"qy{number:04}" for number in range(1, 5)]  # of the demo city


@contextmanager
def small_city() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of a platform with a small demo city of its own."""
    with tempfile.TemporaryDirectory(prefix="ruantong-bench.") as folder:
        database = f"sqlite:///{Path(folder) / 'city.sqlite3'}"
        make = ["demo", "--small", "--fill-database", "--database", database]
        command = [sys.executable, "-m", "ruantong.cli", *make]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        ours = ["-m", "ruantong.cli", "serve", "--port", str(port), "--database", database]
        with serving(ours, port, database, "/login/"), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield browser, f"http://127.0.0.1:{port}"
            browser.close()


def sign_in(page: Page, name: str) -> None:
    """Without a page, so that nothing of it is in the cache."""
    text = page.request.get("/login/").text()
    token = text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    form: dict[str, str | float | bool] = {
        "username": name,
        "password": PASSWORD,
        "csrfmiddlewaretoken": token,
    }
    answer = page.request.post("/login/", form=form)
    if "/login/" in answer.url:
        raise RuntimeError(f"{name} could not sign in")


def largest(browser: Browser, address: str) -> tuple[str, str]:
    """The form in filing whose page is longest, and whose it is; none with a result to show instead."""
    found: dict[tuple[str, str], int] = {}
    for name in PEOPLE:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        sign_in(page, name)
        home = page.request.get("/returns/").text()
        for form in (
            f"{each}{code}/" for each in re.findall(r"/returns/\d+/", home) for code in FORMS
        ):
            text = page.request.get(form).text()
            if "data-dossier" in text and "data-findings" not in text:
                found[name, form] = len(text)
        context.close()
    if not found:
        raise RuntimeError("no form is being filled")
    return max(found, key=lambda each: found[each])
