"""``python -m benchmarks.web.opening``: what opening the largest form costs in Chromium.

On this machine, and as through a line of 80 ms and 2 Mbit/s; with nothing in the browser's cache and
with everything that may be kept there. Ends with one JSON line.
"""

from __future__ import annotations

import json
import statistics
import sys
from typing import TYPE_CHECKING, Any

from benchmarks.web.browsing import largest, sign_in, small_city

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

ROUNDS = 5
LINE = {"offline": False, "latency": 80, "downloadThroughput": 250_000, "uploadThroughput": 250_000}
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
    with small_city() as (browser, address):
        found = _measured(browser, address)
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
    name, form = largest(browser, address)
    for _ in range(ROUNDS):
        for line, conditions in (("本机", None), ("80ms 2Mbit/s", LINE)):
            context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 768})
            context.add_init_script(_WATCH)
            page = context.new_page()
            sign_in(page, name)
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
