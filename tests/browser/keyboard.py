"""A page used by the keyboard alone: what the Tab key never reaches, and where nobody sees the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_MOST = 120  # controls that are tried on one page
_WATCH = """most => {
  const controls = 'a[href], button, input, select, textarea, summary'
  const group = new Set()
  const usable = [...document.querySelectorAll(controls)].filter(each => {
    if (each.disabled || each.type === 'hidden' || each.tabIndex < 0) return false
    if (!each.checkVisibility({ visibilityProperty: true })) return false
    if (each.type !== 'radio') return true
    const first = !group.has(each.name)  // one of a group is in the order of Tab
    group.add(each.name)
    return first
  })
  window.reached = new Set()
  window.unseen = new Set()
  const said = each => `${each.tagName.toLowerCase()} ${each.name || each.textContent.trim().slice(0, 30)}`
  document.addEventListener('focusin', ({ target }) => {
    window.reached.add(target.type === 'radio' ? target.name : target)
    const style = getComputedStyle(target)
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
    if (!seen && style.boxShadow === 'none') window.unseen.add(said(target))
  })
  window.missed = () => usable.slice(0, most).filter(
    each => !window.reached.has(each.type === 'radio' ? each.name : each)).map(said)
  document.activeElement?.blur()
  const tried = usable.slice(0, most)
  return tried.length + 3 * tried.filter(each => each.type === 'date').length  // a day has four stops
}"""


def faults(page: Page) -> list[str]:
    """Controls that Tab does not reach, and those that show no focus when it does."""
    for _ in range(page.evaluate(_WATCH, _MOST) + 5):
        page.keyboard.press("Tab")
    missed: list[str] = page.evaluate("() => window.missed()")
    unseen: list[str] = page.evaluate("() => [...window.unseen]")
    return [f"not reached: {each}" for each in missed] + [f"focus not seen: {x}" for x in unseen]
