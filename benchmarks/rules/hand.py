"""The monthly relations written by hand, for any engine whose columns have operators.

The same lines make Polars expressions, pandas columns and SQL: what a person would write for that
engine, with numbers as integers in the last decimal place (money in hundredths, people in ones).
Here: those within form 6; ``hand_periods.py`` has those across periods and form 7.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

FORM6 = "current:6."
NUMBERS = (
    "2010", "2020", "2021", "20211", "20212", "2022", "20221", "20222", "20223", "20224", "20225",
    "2023", "20231", "2024", "2041", "20421", "2042", "2043", "2050", "2051", "2080", "2090",
    "2110", "2111", "2112", "2113",
)  # fmt: skip
NEGATIVE = ("2080", "2090", "2113")


class Engine(Protocol):
    """What the rules need of a column: as a number (blank as 0), whether it is filled, as a flag."""

    def cell(self, name: str) -> Any: ...
    def filled(self, name: str) -> Any: ...
    def flag(self, name: str) -> Any: ...
    def embedded(self) -> Any: ...
    def months(self) -> Any: ...
    def larger(self, value: Any, least: int) -> Any: ...
    def sign(self, value: Any) -> Any: ...


@dataclass(frozen=True)
class HandRule:
    """``named`` columns decide about blanks: ``partial`` (all blank: not applicable), ``all`` (one
    blank: not judged) or ``zero``. ``given`` is the condition, ``unknown`` where nothing can be said;
    ``filled`` instead of ``good``: the cell holds something.
    """

    key: str
    good: Any
    named: tuple[str, ...] = ()
    policy: str = "partial"
    given: Any = None
    unknown: Any = None
    filled: str = ""


def form6(e: Engine) -> Iterator[HandRule]:
    """The relations of form 6 that look at nothing else, in the order of the pack."""
    yield from _sums(e)
    yield from _figures(e)
    yield from _ratios(e)


def simple(key: str, good: Any, *named: str) -> HandRule:
    """A relation of form 6 without a condition, blanks counting as 0 unless all are blank."""
    return HandRule(key, good, cells(*named))


def cells(*names: str) -> tuple[str, ...]:
    """Columns of form 6."""
    return tuple(FORM6 + name for name in names)


def _sums(e: Engine) -> Iterator[HandRule]:
    def c(name: str) -> Any:
        return e.cell(FORM6 + name)

    for x in "ABC":
        parts = [f"{n}.{x}" for n in ("2020", "2021", "2022", "2023", "2024")]
        total = c(parts[1]) + c(parts[2]) + c(parts[3]) + c(parts[4])
        yield simple(f"R6-01:{x}", c(parts[0]) == total, *parts)
    for x in "ABC":
        yield simple(f"R6-02:{x}", c(f"2010.{x}") >= c(f"2020.{x}"), f"2010.{x}", f"2020.{x}")
    for x in "ABC":
        parts = [f"{n}.{x}" for n in ("2021", "20211", "20212")]
        yield simple(f"R6-03:{x}", c(parts[0]) >= c(parts[1]) + c(parts[2]), *parts)
    for x in "ABC":
        parts = [f"{n}.{x}" for n in ("2022", "20221", "20222", "20223", "20224", "20225")]
        total = c(parts[1]) + c(parts[2]) + c(parts[3]) + c(parts[4]) + c(parts[5])
        yield simple(f"R6-04:{x}", c(parts[0]) >= total, *parts)
    for x in "ABC":
        yield simple(f"R6-05:{x}", c(f"2023.{x}") >= c(f"20231.{x}"), f"2023.{x}", f"20231.{x}")
    for x in "ABC":
        good = c(f"2024.{x}") * 10 + 10 >= c(f"2042.{x}") * 64
        yield simple(f"R6-06:{x}", good, f"2024.{x}", f"2042.{x}")


def _figures(e: Engine) -> Iterator[HandRule]:
    def c(name: str) -> Any:
        return e.cell(FORM6 + name)

    for n in ("2024", "20421", "2042"):
        yield HandRule(f"R6-09:{n}", c(f"{n}.A") == 0, policy="zero", given=e.embedded() == "2")
    yield HandRule("R6-10", c("2024.A") > 0, policy="zero", given=e.embedded() == "1")
    exports = c("2041.A") + c("2042.A") + c("2043.A")
    good = exports * 640 <= c("2020.A") * 105 + 100
    yield simple("R6-11:A", good, "2041.A", "2042.A", "2043.A", "2020.A")
    for x in "ABC":
        yield simple(f"R6-12:{x}", c(f"2051.{x}") <= c(f"2050.{x}"), f"2051.{x}", f"2050.{x}")
    good = c("2050.A") * 10 <= c("2010.A") * 15 + 10
    yield simple("R6-13:A", good, "2050.A", "2010.A")
    gap = abs(c("2090.A") - (c("2010.A") - c("2050.A") - c("2080.A"))) * 10
    good = gap <= e.larger(c("2010.A") * 3, 100_000) + 10
    yield HandRule("R6-14:A", good, cells("2090.A", "2010.A", "2050.A", "2080.A"), "all")
    for key, n in (("R6-15:A", "2110.A"), ("R6-16:A", "2111.A")):
        good = c(n) <= c("2050.A") + c("2080.A")
        yield HandRule(key, good, cells(n, "2050.A", "2080.A"), "all")
    for n in NUMBERS:
        for x in "ABC" if n not in NEGATIVE else "":
            yield simple(f"R6-17:{n}.{x}", c(f"{n}.{x}") >= 0, f"{n}.{x}")
    good = (c("2010.A") <= 0) | (c("2112.A") > 0)
    yield simple("R6-18", good, "2112.A", "2010.A")


def _ratios(e: Engine) -> Iterator[HandRule]:
    def c(name: str) -> Any:
        return e.cell(FORM6 + name)

    people = c("2112.A") * e.months()
    for key, n, low, high in (("R6-19", "2111.A", 20, 1000), ("R6-20", "2010.A", 30, 20_000)):
        value, size = c(n) * e.sign(people), abs(people)
        good = (value >= size * low) & (value <= size * high)
        yield HandRule(key, good, cells(n, "2112.A"), "all", unknown=people == 0)
    revenue = c("2010.A")
    side, size = e.sign(revenue), abs(revenue)
    basics = ("20211.A", "20212.A", "2023.A", "20222.A", "20223.A")
    some = c(basics[0]) + c(basics[1]) + c(basics[2]) + c(basics[3]) + c(basics[4]) > 0
    share = (c("2020.A") * side * 100 >= size * 30) | (c("20225.A") * side * 100 >= size * 60)
    named = cells("2020.A", "2010.A", "20225.A", *basics)
    yield HandRule("R6-21", (share & (revenue != 0)) | some, named, unknown=(revenue == 0) & ~some)
    yield HandRule("R6-22", c("2020.A") > 0, cells("2020.A"), given=revenue > 0)
    growth = c("2113.A")
    yield simple("R6-32", (growth >= -10_000) & (growth <= 100_000), "2113.A")
    spent, sales = c("2110.A") * 100, c("2020.A")
    good = (spent >= sales) & (spent <= sales * 60)
    yield HandRule("R6-34", good, cells("2110.A", "2020.A"), "all", given=sales >= 200_000)
    for n in ("2010", "2020", "2090", "2110", "2111", "2112"):
        yield HandRule(f"R6-35:{n}", None, filled=f"{FORM6}{n}.A")
