"""Output tables: ``tables.toml`` of an edition, or of the one it extends, read by its own forms."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import read_toml
from ruantong.core.pack_format.section import Section
from ruantong.core.periods import Frequency
from ruantong.core.regime import ColumnRole, Form, Kind, Regime
from ruantong.core.tables import CellSum, OutputTable, ScopeTest, TableRow, Tables, Term
from ruantong.core.values import shown

FILE = "tables.toml"
# Words that stand in the place of a table's key in addresses.
_RESERVED = ("aggregate", "report", "runs")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PERCENT = re.compile(r"([1-9][0-9]?|100)%")
_NOTHING = CellSum(())


def read_tables(folder: Path, regime: Regime, faults: Faults) -> Tables:
    """The tables a folder states, checked against an edition; none when there is no such file."""
    path = folder / FILE
    toml = read_toml(folder, path, faults) if path.is_file() else None
    if toml is None:
        return Tables()
    section = Section(toml, faults)
    tables: list[OutputTable] = []
    for entry in section.sections("table"):
        table = _table(entry, regime)
        if any((t.key, t.frequency) == (table.key, table.frequency) for t in tables):
            entry.fault("key", f"{table.frequency.label}的汇总表“{table.key}”重复，key应各不相同")
        tables.append(table)
    national = section.section("national")
    tests, main_revenue = _national(national, regime) if national else ((), {})
    section.close()
    return Tables(tuple(tables), tests, main_revenue)


def _table(section: Section, regime: Regime) -> OutputTable:
    frequency = section.choice("frequency", Frequency)
    rows = tuple(_row(row, regime, frequency) for row in section.sections("row"))
    wanted = section.text("headline")
    sums = [row for row in rows if not row.count]
    if wanted not in {row.key for row in sums}:
        known = "、".join(row.key for row in sums) or "（本表没有取数的行）"
        section.fault("headline", f"headline“{shown(wanted)}”不对，应为本表取数的一行：{known}")
    if len({row.key for row in rows}) < len(rows):
        section.fault("row", "有两行的key相同，一张汇总表内每行的key应只出现一次")
    table = OutputTable(
        key=_key(section, _RESERVED),
        title=section.text("title"),
        frequency=frequency,
        headline=next((row for row in sums if row.key == wanted), _blank_row()),
        rows=rows,
        whole_unit=section.text("whole_unit", ""),
        note=section.text("note", ""),
    )
    section.close()
    return table


def _row(section: Section, regime: Regime, frequency: Frequency) -> TableRow:
    kind = section.text("kind", "sum")
    if kind not in {"sum", "count"}:
        section.fault("kind", f"kind“{shown(kind)}”不对，应为count（单位个数）或不写")
    cells = _cells(section, "cells", section.strings("cells"), regime, frequency)
    if kind == "sum" and not cells.terms:
        section.fault("cells", "没有取数指标，cells应写明“表.指标”")
    decimals = {term.decimals for term in cells.terms} or {0}
    if len(decimals) > 1:
        section.fault("cells", "各指标的小数位数不同，不能相加")
    row = TableRow(
        key=_key(section),
        name=section.text("name"),
        level=section.integer("level", 0) or 0,
        count=kind == "count",
        cells=cells,
        unit_of_measure=section.text("unit"),
        published_unit=section.text("published_unit"),
        divisor=_positive(section, "divisor"),
        decimals=max(decimals),
        signed=section.flag("signed"),
        published=section.flag("published", True),
    )
    section.close()
    return row


def _blank_row() -> TableRow:
    """Stands for a headline that is at fault: the pack is not used then."""
    return TableRow("", "", 0, False, _NOTHING, "", "", 1, 0, False, True)


def _key(section: Section, reserved: tuple[str, ...] = ()) -> str:
    key = section.text("key")
    if not _KEY.fullmatch(key) or key in reserved:
        section.fault(
            "key", f"key“{shown(key)}”不对，应以小写字母起头，只用小写字母、数字和下划线，"
            f"且不为：{'、'.join(_RESERVED)}"
        )  # fmt: skip
    return key


def _positive(section: Section, key: str) -> int:
    value = section.integer(key, 1)
    if value is None or value < 1:
        section.fault(key, f"{key}应为不小于1的整数")
        return 1
    return value


def _cells(
    section: Section, key: str, refs: tuple[str, ...], regime: Regime, frequency: Frequency
) -> CellSum:
    terms = []
    for ref in refs:
        code, _, indicator = ref.partition(".")
        form = regime.form.get(code)
        term = _term(form, indicator) if form else None
        if form is None or term is None:
            section.fault(key, f"引用了不存在的指标“{shown(ref)}”，应为“表.指标”")
        elif form.frequency is not frequency:
            section.fault(key, f"“{ref}”是{form.frequency.label}的指标，应为{frequency.label}的")
        else:
            terms.append(term)
    return CellSum(tuple(terms))


def _term(form: Form, indicator: str) -> Term | None:
    """A row of the form, or the lines of it that have a code and an amount."""
    row = form.by_code.get(indicator)
    if row is not None and row.kind is Kind.NUMBER and not row.title:
        keys = {c.role: c.key for c in form.columns if c.key in row.columns}
        current, year_ago = keys.get(ColumnRole.CURRENT), keys.get(ColumnRole.YEAR_AGO, "")
        if current is None:
            return None
        return Term(form.code, indicator, current, year_ago, decimals=row.decimals)
    for group in form.row_groups:
        if row is None and indicator and group.amount and group.line_key:
            places = group.decimals_of(group.amount)
            return Term(
                form.code, indicator, group.amount, "", group.key, group.line_key, places
            )  # fmt: skip
    return None


def _national(
    section: Section, regime: Regime
) -> tuple[tuple[ScopeTest, ...], dict[Frequency, CellSum]]:
    section.text("source", "")
    main_revenue = {}
    for frequency in Frequency:
        name = f"main_revenue_{frequency.value}"
        if ref := section.text(name, ""):
            main_revenue[frequency] = _cells(section, name, (ref,), regime, frequency)
    places = {term.decimals for cells in main_revenue.values() for term in cells.terms} or {0}
    if len(places) > 1:
        section.fault(None, "各报告期别收入指标的小数位数不同，门槛无法比较")
    tests = []
    for entry in section.sections("test"):
        kind, floor, part = _of_scope(entry, regime)
        share = _PERCENT.fullmatch(entry.text("share", part))
        minimum = entry.text("minimum_revenue", floor)
        if share is None:
            entry.fault("share", 'share应为百分数，如 "30%"')
        if not (minimum.isascii() and minimum.isdigit()):
            entry.fault("minimum_revenue", 'minimum_revenue应为带引号的整数，如 "2000"')
            minimum = "0"
        tests.append(
            ScopeTest(
                name=entry.text("name"),
                minimum_revenue=int(minimum) * 10 ** max(places),
                share_percent=int(share[1]) if share else 0,
                cells={
                    f: _cells(entry, f.value, entry.strings(f.value), regime, f)
                    for f in main_revenue
                },
                kind=kind,
            )
        )
        entry.close()
    section.close()
    return tuple(tests), main_revenue


def _of_scope(section: Section, regime: Regime) -> tuple[str, str | None, str | None]:
    """The kind of scope that a test measures, with the floor and the share (as a percentage) that
    its parameters state; None where they state none.
    """
    key = section.text("scope", "")
    kind = next((each for each in regime.survey.scopes if each.key == key), None)
    if key and kind is None:
        known = "、".join(each.key for each in regime.survey.scopes) or "（没有）"
        section.fault("scope", f"scope“{shown(key)}”不对，应为[[scopes]]的一个key：{known}")
    if kind is None:
        return key, None, None
    share = regime.parameters.get(kind.share)
    part = f"{(Decimal(share) * 100).normalize():f}%" if share else None
    return key, regime.parameters.get(kind.floor), part
