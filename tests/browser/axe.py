"""axe-core over the page that is open: WCAG 2.2 AA and good practice."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tests.browser.server import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_SIZE = [
    "target-size",
    "scrollable-region-focusable",
    "color-contrast",
]  # what depends on the screen

# What stays in place over a sheet is laid beside it meanwhile: axe takes a cell half under it for a small one.
_LAID_BESIDE = """on => {
  window.beside ??= new CSSStyleSheet()
  window.beside.replaceSync(on ? '.dock, .sheet-bar, .sheet thead th { position: static !important }' : '')
  document.adoptedStyleSheets = [window.beside]
}"""


@cache
def _script() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def faults(page: Page, only: list[str] = ALL) -> list[str]:
    """Each violation of these tags or rules with the elements that have it."""
    page.evaluate(_LAID_BESIDE, True)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    found = page.evaluate(
        "tags => axe.run(document, { runOnly: tags }).then(told => told.violations)", only
    )
    page.evaluate(_LAID_BESIDE, False)
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
