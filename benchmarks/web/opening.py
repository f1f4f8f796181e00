"""``python -m benchmarks.web.opening``: what opening the largest form costs in Chromium.

On this machine, and as through a line of 80 ms and 2 Mbit/s; with nothing in the browser's cache and
with everything that may be kept there. Ends with one JSON line.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from benchmarks.web.servers import free_port, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

CHROMIUM = "/usr/bin/chromium"
ROUNDS = 5
LINE = {"offline": False, "latency": 80, "downloadThroughput": 250_000, "uploadThroughput": 250_000}
FORMS = "123567"
PEOPLE = [f"qy{number:04}" for number in range(1, 5)]  # of the demo city
# when the live check first shows itself, when something was first painted, and what moved
_WATCH = """
(() => {
  const seen = (window.opening = { live: 0, shift: 0 });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new MutationObserver(() => {
    if (!seen.live && document.querySelector("[data-live]:not([hidden])")) seen.live = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["hidden"] });
})();
"""
_READ = """
() => {
  const page = performance.getEntriesByType("navigation")[0];
  const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  return { ...window.opening, painted, answered: page.responseStart, complete: page.domContentLoadedEventEnd };
}
"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="ruantong-bench.") as folder:
        database = f"sqlite:///{Path(folder) / 'city.sqlite3'}"
        make = ["demo", "--small", "--fill-database", "--database", database]
        command = [sys.executable, "-m", "ruantong.cli", *make]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        ours = ["-m", "ruantong.cli", "serve", "--port", str(port), "--database", database]
        with serving(ours, port, database, "/login/"), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            found = _measured(browser, f"http://127.0.0.1:{port}")
            browser.close()
    print(f"{'':<24}{'请求':>6}{'KB':>8}{'首次显示ms':>12}{'即时核对ms':>12}{'移动':>8}")
    for name, one in found.items():
        print(
            f"{name:<24}{one['requests']:>6}{one['kb']:>8.1f}{one['painted']:>12.0f}"
            f"{one['live']:>12.0f}{one['shift']:>8.3f}"
        )
    print(json.dumps(found, ensure_ascii=False))
    return 0


def _measured(browser: Browser, address: str) -> dict[str, dict[str, float]]:
    """Each way of opening, in turn, so that a busy moment hits all of them."""
    runs: dict[str, list[dict[str, float]]] = {}
    name, form = _largest(browser, address)
    for _ in range(ROUNDS):
        for line, conditions in (("本机", None), ("80ms 2Mbit/s", LINE)):
            context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 768})
            context.add_init_script(_WATCH)
            page = context.new_page()
            _sign_in(page, name)
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            if conditions:
                session.send("Network.emulateNetworkConditions", conditions)
            for cache in ("无缓存", "有缓存"):
                page.goto("about:blank")
                runs.setdefault(f"{line} {cache}", []).append(_opened(page, session, form))
            context.close()
    return {
        key: {
            figure: round(statistics.median(run[figure] for run in each), 3) for figure in each[0]
        }
        for key, each in runs.items()
    }


def _sign_in(page: Page, name: str) -> None:
    """Without a page, so that nothing of it is in the cache."""
    from ruantong.demo.names import PASSWORD

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


def _largest(browser: Browser, address: str) -> tuple[str, str]:
    """The form in filing whose page is longest, and whose it is; none with a result to show instead."""
    found: dict[tuple[str, str], int] = {}
    for name in PEOPLE:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        _sign_in(page, name)
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


def _opened(page: Page, session: CDPSession, form: str) -> dict[str, float]:
    carried: list[float] = []
    kept: set[str] = set()

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] not in kept:
            carried.append(event["encodedDataLength"])

    def from_cache(event: dict[str, Any]) -> None:
        kept.add(event["requestId"])

    session.on("Network.requestServedFromCache", from_cache)
    session.on("Network.loadingFinished", finished)
    page.goto(form)
    page.locator("[data-live]").wait_for(state="visible")
    page.wait_for_load_state("networkidle")
    session.remove_listener("Network.loadingFinished", finished)
    session.remove_listener("Network.requestServedFromCache", from_cache)
    # of a file kept in the cache without a question nothing is carried
    asked = [each for each in carried if each > 0]
    return {"requests": len(asked), "kb": sum(asked) / 1024, **page.evaluate(_READ)}


if __name__ == "__main__":
    sys.exit(main())
