"""The browser's executor in a real Chromium: the platform's verdicts and words on random returns."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.server import ROOT
from tests.differential.compare import differences, documents, expected_of
from tests.differential.returns import samples

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RETURNS = 400

# Judges every line; then, on consistent returns, how long whole judgements and single changes take.
SCRIPT = """
async ({rules, lines}) => {
  const { Executor, dossierOf } = await import("/tests/differential/outcomes.js");
  const { Audit } = await import("/ruantong/site/static/js/rules/audit.js");
  const executors = new Map(Object.entries(rules).map(([name, text]) => [name, new Executor(JSON.parse(text))]));
  const samples = lines.map((line) => JSON.parse(line));
  const of = (sample) => executors.get(`${sample.regime}-${sample.frequency}`);
  const outcomes = samples.map((sample) => of(sample).outcomes(sample));
  const cells = {monthly: ["6.2010.A", "6.2020.A", "6.2021.A"], annual: ["2.B00.A", "3.A0.A", "3.D1.A"]};
  const times = {full: [], worded: [], change: []};
  for (const sample of samples) {
    const audit = new Audit(of(sample).program, dossierOf(sample));
    let from = performance.now();
    for (let n = 0; n < 10; n += 1) audit.judgeAll();
    times.full.push((performance.now() - from) / 10);
    from = performance.now();
    audit.judgeAll();
    audit.findings();
    times.worded.push(performance.now() - from);
    from = performance.now();
    for (let n = 0; n < 30; n += 1) for (const ref of cells[sample.frequency]) audit.change(ref, String(n));
    times.change.push((performance.now() - from) / 90);
  }
  const middle = (all) => all.sort((a, b) => a - b)[all.length >> 1];
  return { outcomes, times: Object.fromEntries(Object.entries(times).map(([name, all]) => [name, middle(all)])) };
}
"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class says so
        """Says nothing."""


@pytest.fixture
def files() -> Iterator[str]:
    """The repository's files, so that modules are imported as the browser imports them."""
    handler = functools.partial(_Quiet, directory=str(ROOT))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_chromium_says_what_the_platform_says(
    chromium: Browser, files: str, record_property: Callable[[str, object], None]
) -> None:
    drawn = list(samples(RETURNS, seed="chromium"))
    page = chromium.new_page()
    page.goto(f"{files}/tests/differential/outcomes.js")
    given = {"rules": documents(), "lines": [one.line() for one in drawn]}
    found = page.evaluate(SCRIPT, given)
    page.close()
    unlike = [
        line
        for one, outcomes in zip(drawn, found["outcomes"], strict=True)
        for line in differences(one, expected_of(one), outcomes)
    ]
    assert unlike == []
    for name, milliseconds in found["times"].items():
        record_property(name, f"{milliseconds:.4f} ms")
        print(f"{name} {milliseconds:.4f} ms")  # noqa: T201 - for people; nothing hangs on it
