"""axe-core over the page that is open: WCAG 2.2 AA and good practice."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tests.browser.server import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _script() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Each violation with the elements that have it."""
    page.evaluate(_script())
    found = page.evaluate(
        "tags => axe.run(document, { runOnly: tags }).then(told => told.violations)", _TAGS
    )
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
