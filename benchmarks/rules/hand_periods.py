"""By hand, as in ``hand.py``: the relations of form 6 across periods and those of form 7."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from benchmarks.rules.hand import FORM6, NUMBERS, Engine, HandRule, cells, form6

#: All monthly rules but those that compare with automatic values or with growth that nobody types.
RULES = frozenset(
    {f"R6-{n:02}" for n in range(1, 36) if n not in {7, 8, 26, 27}}
    | {f"R7-{n:02}" for n in range(1, 11)}
)
FORM7, BEFORE6, BEFORE7 = "current:7.", "previous:6.", "previous:7."
AGO6, AGO7 = "year_ago:6.", "year_ago:7."
#: Cumulative figures, which cannot fall within a year.
CUMULATIVE = tuple(n for n in NUMBERS if n not in {"2080", "2090", "2112", "2113"})
CHIPS = tuple(f"301{n}" for n in range(1, 10))
DEVICES = tuple(f"2023{n:02}" for n in range(1, 11))
PLATFORM = ("3021", "3022", "3023")
_SLIPS = ((8, 12), (80, 120), (800, 1200), (8000, 12_000))


def monthly(e: Engine) -> Iterator[HandRule]:
    """All of ``RULES``."""
    yield from form6(e)
    yield from _carried(e)
    yield from _compared(e)
    there = e.flag("present:current:7")
    for rule in (*_form7(e), *_form7_periods(e)):
        yield replace(rule, given=there if rule.given is None else there & rule.given)


def _carried(e: Engine) -> Iterator[HandRule]:
    """Columns that repeat another return, and figures that cannot fall."""
    c = e.cell
    for n in CUMULATIVE:
        now, before = f"{FORM6}{n}.A", f"{FORM6}{n}.C"
        good = c(now) >= c(before)
        yield HandRule(f"R6-23:{n}", good, (now, before), given=e.filled(before))
    for key, column, past, there in (
        ("R6-24", "C", BEFORE6, "present:previous:6"), ("R6-25", "B", AGO6, "present:year_ago:6"),
    ):  # fmt: skip
        for n in NUMBERS[:-1]:
            mine, other = f"{FORM6}{n}.{column}", f"{past}{n}.A"
            yield HandRule(f"{key}:{n}", c(mine) == c(other), (mine, other), given=e.flag(there))


def _compared(e: Engine) -> Iterator[HandRule]:
    """Figures beside last year's and last month's."""

    def c(name: str) -> Any:
        return e.cell(FORM6 + name)

    there = e.flag("present:previous:6")
    for n in ("2010", "2020", "2090"):
        now, ago = c(f"{n}.A"), c(f"{n}.B")
        little = (now < 50_000) & (ago < 50_000)
        close = (abs(now - ago) * 2 < abs(ago)) & (ago != 0)
        given = e.filled(f"{FORM6}{n}.A") & e.filled(f"{FORM6}{n}.B")
        yield HandRule(
            f"R6-28:{n}", close | little, cells(f"{n}.A", f"{n}.B"), given=given,
            unknown=(ago == 0) & ~little,
        )  # fmt: skip
    for n in ("2010", "2020", "2111"):
        now, ago = c(f"{n}.A"), c(f"{n}.B")
        named = cells(f"{n}.A", f"{n}.B")
        yield HandRule(f"R6-29:1.{n}", ~_slip(now, ago), named, given=(now > 0) & (ago > 0))
        month = now - c(f"{n}.C")
        last = e.cell(f"{BEFORE6}{n}.A") - e.cell(f"{BEFORE6}{n}.C")
        named = (*cells(f"{n}.A", f"{n}.C"), f"{BEFORE6}{n}.A", f"{BEFORE6}{n}.C")
        given = there & (month > 0) & (last > 0)
        yield HandRule(f"R6-29:2.{n}", ~_slip(month, last), named, given=given)
    yield HandRule("R6-30", ~_same(e, "C"), given=e.months() > 2)
    yield HandRule("R6-31", ~_same(e, "B"))
    people, before = c("2112.A"), e.cell(f"{BEFORE6}2112.A")
    change = abs(people - before)
    good = (change * 10 <= before * 3) | (change <= 50)
    yield HandRule("R6-33", good, (*cells("2112.A"), f"{BEFORE6}2112.A"), "all", given=there)


def _slip(one: Any, two: Any) -> Any:
    """Two figures above 0 about ten, a hundred … times apart."""
    found = None
    for low, high in _SLIPS:
        for large, small in ((one, two), (two, one)):
            within = (large >= small * low) & (large <= small * high)
            found = within if found is None else found | within
    return found


def _same(e: Engine, column: str) -> Any:
    """Column A equals another in every row, and is not all blank and zero."""
    alike: Any = None
    some: Any = None
    for n in (n for n in NUMBERS if n != "2113"):
        one, two = f"{FORM6}{n}.A", f"{FORM6}{n}.{column}"
        equal = (e.cell(one) == e.cell(two)) & (e.filled(one) == e.filled(two))
        alike = equal if alike is None else alike & equal
        some = e.cell(one) != 0 if some is None else some | (e.cell(one) != 0)
    return alike & some


def _form7(e: Engine) -> Iterator[HandRule]:
    def c(name: str) -> Any:
        return e.cell(FORM7 + name)

    for x in "AB":
        parts = [f"{n}.{x}" for n in DEVICES]
        total = c(parts[0])
        for part in parts[1:]:
            total = total + c(part)
        named = tuple(FORM7 + name for name in (f"3023.{x}", *parts))
        yield HandRule(f"R7-01:{x}", c(f"3023.{x}") == total, named)
    for part, rows in (("1", CHIPS), ("2", (*PLATFORM, *DEVICES))):
        for n in rows:
            for x in "AB":
                yield HandRule(f"R7-02:{part}.{n}.{x}", c(f"{n}.{x}") >= 0, (f"{FORM7}{n}.{x}",))
    for n in CHIPS:
        size = c(f"{n}.N")
        yield HandRule(f"R7-03:{n}", (size >= 1) & (size <= 10_000), (f"{FORM7}{n}.N",))
    yield HandRule("R7-07", e.flag("filled:7:A"), policy="zero", given=e.flag("on:form7"))
    sold = c(f"{CHIPS[0]}.A")
    for n in CHIPS[1:]:
        sold = sold + c(f"{n}.A")
    for key, given, n in (("R7-08", sold > 0, "20225"), ("R7-09", c("3021.A") > 0, "20223")):
        yield HandRule(key, e.cell(f"{FORM6}{n}.A") > 0, policy="zero", given=given)
    for n in CHIPS:
        yield HandRule(f"R7-10:{n}", e.filled(f"{FORM7}{n}.N"), given=c(f"{n}.A") > 0)


def _form7_periods(e: Engine) -> Iterator[HandRule]:
    before, ago = e.flag("present:previous:7"), e.flag("present:year_ago:7")
    for key, rows, tenths in (("R7-04", CHIPS, 10), ("R7-05", PLATFORM, 9)):
        for n in rows:
            now, past = f"{FORM7}{n}.A", f"{BEFORE7}{n}.A"
            good = e.cell(now) * 10 >= e.cell(past) * tenths
            yield HandRule(f"{key}:{n}", good, (now, past), given=before)
    for n in (*CHIPS, *PLATFORM, *DEVICES):
        mine, other = f"{FORM7}{n}.B", f"{AGO7}{n}.A"
        yield HandRule(f"R7-06:{n}", e.cell(mine) == e.cell(other), (mine, other), given=ago)
