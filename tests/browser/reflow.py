"""A page on a phone and at 200 % zoom: it scrolls one way only, and whatever has the focus can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser import axe

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

WIDE: ViewportSize = {"width": 1366, "height": 768}
NARROW: dict[str, ViewportSize] = {
    "390 px": {"width": 390, "height": 844},
    "200 %": {"width": 683, "height": 384},
}
_MOST = 120  # controls that are tried on one page
# Wider than the screen, lost at the edge of what does not scroll, and covered although focused (WCAG 1.4.10, 2.4.11).
FAULTS = """most => {
  const found = []
  const said = each => `${each.tagName.toLowerCase()}.${each.className} ${each.textContent.trim().slice(0, 20)}`
  const page = document.documentElement
  if (page.scrollWidth > page.clientWidth) found.push(`scrolls sideways: ${page.scrollWidth} px`)
  const dialog = document.querySelector('dialog[open]')
  const inside = [...(dialog ?? document.body).querySelectorAll('*')].filter(each => each.checkVisibility())
  for (const each of inside) {
    const {overflowX, textOverflow} = getComputedStyle(each)
    const cut = ['hidden', 'clip'].includes(overflowX) && each.scrollWidth > each.clientWidth + 1
    if (cut && textOverflow !== 'ellipsis' && !each.matches('input, select, .visually-hidden')) found.push(`cut: ${said(each)}`)
  }
  const controls = inside.filter(each => each.matches('a[href], button, input, select, textarea, summary'))
  const usable = controls.filter(each => !each.disabled && each.tabIndex >= 0 && !each.matches('.visually-hidden'))
  for (const each of usable.slice(0, most)) {
    each.focus()
    if (document.activeElement !== each) continue
    const {left, top, width, height} = each.getBoundingClientRect()
    const points = [[.5, .5], [.05, .1], [.95, .1], [.05, .9], [.95, .9]]
    const seen = points.some(([x, y]) => {
      const top_most = document.elementFromPoint(left + x * width, top + y * height)
      return top_most && (each.contains(top_most) || top_most.contains(each))
    })
    if (!seen) found.push(`covered: ${said(each)}`)
  }
  document.activeElement?.blur()
  return found
}"""


def faults(page: Page) -> list[str]:
    """What is wrong on the open page at each narrow size; the page is wide again afterwards."""
    found: list[str] = []
    for size, viewport in NARROW.items():
        page.set_viewport_size(viewport)
        found += [f"{size}: {each}" for each in page.evaluate(FAULTS, _MOST)]
        found += [f"{size}: {each}" for each in axe.faults(page, axe.BY_SIZE)]
    page.set_viewport_size(WIDE)
    return found
