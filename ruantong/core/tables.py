"""Output tables as data: which cells a row adds up and in what unit it is published.

Read from ``tables.toml`` of a pack, or of the pack it extends (regime §11.1, RA-01…RA-04).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime


class TableFault(ValueError):
    """The table file is wrong; the message is Chinese and names file and row."""


@dataclass(frozen=True)
class CellSum:
    """Cells added up: ``form``.``indicator`` each; on form 4 the indicator is a code prefix."""

    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TableRow:
    """One line of an output table.

    Values stay in units of ``10**-decimals`` of ``unit_of_measure``; ``divisor`` turns them into
    ``published_unit``. ``published`` False: shown on the city's desk, not in the ministry's table.
    """

    key: str
    name: str
    level: int
    count: bool
    cells: CellSum
    unit_of_measure: str
    published_unit: str
    divisor: int
    decimals: int
    signed: bool
    published: bool


@dataclass(frozen=True)
class ScopeTest:
    """One of the ministry's three ways into the national view (RA-04)."""

    name: str
    minimum_revenue: int  # scaled like the main-revenue indicator
    share_percent: int
    cells: Mapping[Frequency, CellSum]


@dataclass(frozen=True)
class OutputTable:
    """A table of main indicators for one frequency."""

    key: str
    title: str
    frequency: Frequency
    rows: tuple[TableRow, ...]

    def row(self, key: str) -> TableRow:
        return next(row for row in self.rows if row.key == key)


@dataclass(frozen=True)
class Tables:
    """All output tables of an edition and the scope of the national view."""

    tables: tuple[OutputTable, ...]
    scope_tests: tuple[ScopeTest, ...]
    main_revenue: Mapping[Frequency, CellSum]

    def main(self, frequency: Frequency) -> OutputTable:
        """The main-indicators table of a frequency."""
        return next(table for table in self.tables if table.frequency is frequency)


def load_tables(packs: Path, regime: Regime) -> Tables:
    """Tables of an edition, from its own folder or the one it extends. Raises TableFault."""
    folder: Path | None = packs / regime.key
    while folder is not None and not (folder / "tables.toml").is_file():
        extends = tomllib.loads((folder / "regime.toml").read_text("utf-8")).get("extends")
        folder = packs / extends if extends else None
    if folder is None:
        raise TableFault(f"制度包{regime.key}没有汇总表定义 tables.toml")
    return parse_tables((folder / "tables.toml").read_text("utf-8"), regime)


def parse_tables(text: str, regime: Regime) -> Tables:
    """Check the text of ``tables.toml`` against the edition."""
    try:
        document = tomllib.loads(text)
        tables = tuple(_table(entry, regime) for entry in document["table"])
        national = document["national"]
        main_revenue = {
            Frequency.MONTHLY: _cells([national["main_revenue_monthly"]], regime, "national"),
            Frequency.ANNUAL: _cells([national["main_revenue_annual"]], regime, "national"),
        }
        places = _decimals(main_revenue[Frequency.MONTHLY].terms[0], regime)
        return Tables(
            tables=tables,
            scope_tests=tuple(_scope_test(entry, regime, places) for entry in national["test"]),
            main_revenue=main_revenue,
        )
    except tomllib.TOMLDecodeError as error:
        raise TableFault(f"tables.toml：{error}") from error
    except KeyError as error:
        raise TableFault(f"tables.toml：缺少{error.args[0]}") from error


def _table(entry: Mapping[str, Any], regime: Regime) -> OutputTable:
    return OutputTable(
        key=entry["key"],
        title=entry["title"],
        frequency=Frequency(entry["frequency"]),
        rows=tuple(_row(row, regime) for row in entry["row"]),
    )


def _row(entry: Mapping[str, Any], regime: Regime) -> TableRow:
    where = f"行{entry['key']}"
    cells = _cells(entry.get("cells", []), regime, where)
    count = entry.get("kind") == "count"
    if not count and not cells.terms:
        raise TableFault(f"tables.toml：{where}没有取数指标")
    decimals = {_decimals(term, regime) for term in cells.terms} or {0}
    if len(decimals) > 1:
        raise TableFault(f"tables.toml：{where}各指标的小数位数不同，不能相加")
    return TableRow(
        key=entry["key"],
        name=entry["name"],
        level=entry.get("level", 0),
        count=count,
        cells=cells,
        unit_of_measure=entry["unit"],
        published_unit=entry["published_unit"],
        divisor=entry["divisor"],
        decimals=decimals.pop(),
        signed=entry.get("signed", False),
        published=entry.get("published", True),
    )


def _scope_test(entry: Mapping[str, Any], regime: Regime, places: int) -> ScopeTest:
    return ScopeTest(
        name=entry["name"],
        minimum_revenue=int(entry["minimum_revenue"]) * 10**places,
        share_percent=int(entry["share"].rstrip("%")),
        cells={
            Frequency.MONTHLY: _cells(entry["monthly"], regime, entry["name"]),
            Frequency.ANNUAL: _cells(entry["annual"], regime, entry["name"]),
        },
    )


def _cells(refs: list[str], regime: Regime, where: str) -> CellSum:
    terms = []
    for ref in refs:
        form, _, indicator = ref.partition(".")
        known = regime.form.get(form)
        if known is None or not (indicator in known.by_code or known.row_groups):
            raise TableFault(f"tables.toml：{where}引用了不存在的指标{ref}")
        terms.append((form, indicator))
    return CellSum(tuple(terms))


def _decimals(term: tuple[str, str], regime: Regime) -> int:
    form = regime.form[term[0]]
    return form.row_groups[0].decimals if form.row_groups else form.by_code[term[1]].decimals
