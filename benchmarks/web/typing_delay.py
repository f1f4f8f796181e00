"""``python -m benchmarks.web.typing_delay``: what a keystroke waits for in the largest form, and two charts.

Every key is pressed as the system does it, with all rules live: from the key to the end of the next frame
(event timing, in steps of 8 ms), and the longest task between. The charts of 24 months at a cell: bytes and
the time until they are painted, our own drawing and ECharts. Ends with one JSON line.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.web.browsing import largest, sign_in, small_city

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MADE = Path(__file__).resolve().parents[2] / "build" / "static"
CELLS, LONGEST_PAUSE, ROUNDS = 60, 320, 5
_TYPED = "[data-grid] td > input[data-decimals]:not([readonly])"
_WATCH = """
() => {
  const seen = (window.delays = { events: [], tasks: [] });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "keydown") seen.events.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 0 });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.tasks.push(entry.duration);
  }).observe({ type: "longtask" });
}
"""
_POINTS = """
const points = Array.from({ length: 24 }, (_, at) => ({
  label: `2023年1—${at % 12 + 1}月`, text: String(100 + at * 7 % 31), same: at % 12 === 4 }));
const place = document.body.appendChild(document.createElement("div"));
place.style.width = "640px"; place.style.height = "220px";
const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
performance.clearResourceTimings();
const begun = performance.now();
"""
_BYTES = """
await painted();
const took = performance.now() - begun;
const bytes = performance.getEntriesByType("resource").reduce((sum, one) => sum + one.encodedBodySize, 0);
return { took, bytes };
"""
_OWN = """
const { drawn } = await import("SOURCE");
place.append(drawn(points, "历史走势"));
"""
_ECHARTS = """
await new Promise((done) => {
  const script = document.createElement("script");
  script.src = "SOURCE"; script.onload = done;
  document.head.append(script);
});
window.echarts.init(place).setOption({ animation: false,
  xAxis: { type: "category", data: points.map((one) => one.label) }, yAxis: { type: "value" },
  series: [{ type: "line", data: points.map((one) => Number(one.text)) }] });
"""


def main() -> int:
    with small_city() as (browser, address):
        found = {"typing": _typing(browser, address), "charts": _charts(browser, address)}
    print(json.dumps(found, ensure_ascii=False))
    return 0


def _typing(browser: Browser, address: str) -> dict[str, float]:
    name, form = largest(browser, address)
    page = browser.new_page(base_url=address, viewport={"width": 1366, "height": 768})
    sign_in(page, name)
    page.goto(form)
    page.locator("[data-live]").wait_for(state="visible")
    page.evaluate(f"({_WATCH})()")
    cells = page.locator(_TYPED)
    chance = random.Random(113)
    for number in range(min(CELLS, cells.count())):
        cells.nth(number).focus()
        for digit in str(chance.randrange(1_000, 99_999)):
            page.keyboard.press(digit)
            page.wait_for_timeout(chance.randrange(20, LONGEST_PAUSE))
        page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    seen = page.evaluate("window.delays")
    events = sorted(seen["events"])
    return {
        "cells": cells.count(),
        "keys": len(events),
        "median": statistics.median(events),
        "p99": events[int(len(events) * 0.99)],
        "worst": events[-1],
        "longest_task": max(seen["tasks"], default=0.0),
    }


def _charts(browser: Browser, address: str) -> dict[str, dict[str, float]]:
    """In turn, each on a page of its own with nothing in the cache."""
    runs: dict[str, list[dict[str, Any]]] = {"own": [], "echarts": []}
    for _ in range(ROUNDS):
        for name, draw, source in (
            ("own", _OWN, "js/series.*.js"),
            ("echarts", _ECHARTS, "vendor/**/echarts.min.*.js"),
        ):
            context = browser.new_context(base_url=address)
            served = draw.replace("SOURCE", f"/static/{_newest(source)}")
            runs[name].append(_drawn(context.new_page(), served))
            context.close()
    return {
        name: {"ms": statistics.median(one["took"] for one in each), "bytes": each[0]["bytes"]}
        for name, each in runs.items()
    }


def _newest(pattern: str) -> str:
    """The name under which the platform serves a file: the one made last."""
    found = sorted(MADE.glob(pattern), key=lambda each: each.stat().st_mtime)
    return str(found[-1].relative_to(MADE))


def _drawn(page: Page, draw: str) -> dict[str, Any]:
    page.goto("/login/")
    page.wait_for_load_state("networkidle")
    measured: dict[str, Any] = page.evaluate(f"async () => {{ {_POINTS}{draw}{_BYTES} }}")
    return measured


if __name__ == "__main__":
    sys.exit(main())
