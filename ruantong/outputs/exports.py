"""Columns and headings of the tables' files: what the screen shows, the file shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from ruantong.core.tables import TableRow
from ruantong.core.values import format_number
from ruantong.outputs.collect import VIEWS, Collected
from ruantong.outputs.pages import FEW
from ruantong.outputs.tracing import Traced
from ruantong.web.document import Column

FEW_MARK = f"不足{FEW}家"
FEW_NOTE = f"单位数{FEW_MARK}，对外发布须作保密处理（RA-09）。"


def view_words(context: dict[str, Any], collected: Collected) -> list[str]:
    """口径, the scope, how many are nil returns, and how many are outside it."""
    view = [f"口径：{context['view_label']}", f"范围：{context['district_name'] or '全市'}"]
    if collected.nil:
        view.append(f"其中零报{collected.nil}家")
    return [*view, f"口径外{collected.left_out}家"] if collected.left_out else view


def main_columns(context: dict[str, Any]) -> list[Column]:
    """主要指标表; the annual one has the part of units without a base."""
    columns = [
        Column("指标名称", lambda r: "　" * r.level + r.name, width=34),
        Column("单位", lambda r: r.unit, width=10),
        Column(context["current_head"], lambda r: r.current, "number", 18),
        Column(context["base_head"], lambda r: r.base, "number", 18),
    ]
    if not context["table"].has_year_ago:
        columns.append(Column("新增单位", lambda r: r.newcomers, "number", 18))
    return [*columns, Column("同比增减", lambda r: r.growth, "percent", 12)]


def district_columns(rows: Iterable[TableRow]) -> list[Column]:
    """分区县: every indicator with its growth, and the mark of few units."""
    columns = [
        Column("区县", lambda r: r["name"], width=20),
        Column("单位个数", lambda r: r["units"], "number", 9),
        Column("其中：零报", lambda r: r["nil"], "number", 9),
        Column("保密", lambda r: FEW_MARK if r["few"] else "", width=10),
    ]
    for row in rows:
        name = f"{row.name}（{row.unit_of_measure}）"
        columns.append(Column(name, _getter("texts", row.key), "number", 16))
        columns.append(Column(f"{row.name}同比", _getter("growth", row.key), "percent", 10))
    return columns


def _getter(part: str, key: str) -> Callable[[dict[str, Any]], str]:
    return lambda row: row[part].get(key, "")


def trace_columns(row: TableRow, context: dict[str, Any]) -> list[Column]:
    """取数明细: the returns behind one figure."""
    unit = f"（{row.unit_of_measure}）"
    return [
        Column("单位", lambda r: r.name, width=36),
        Column("统一社会信用代码", lambda r: r.unit, width=22),
        Column("区县", lambda r: r.district, width=24),
        Column("上报版本", lambda r: r.revision, "number", 10),
        Column(context["current_head"] + unit, lambda r: r.current, "number", 18),
        Column(context["base_head"] + unit, lambda r: r.base, "number", 18),
        Column("对同比的拉动（百分点）", lambda r: r.points, "number", 18),
        Column("零报", lambda r: "零报" if r.nil else "", width=8),
    ]


def trace_totals(row: TableRow, rows: Sequence[Traced]) -> list[Traced]:
    """The sums of the rows in the file, as a last line."""
    return [
        Traced(
            return_id=0,
            unit="",
            name=f"合计（{len(rows)}家）",
            district="",
            revision=None,
            nil=False,
            amount=None,
            year_ago=None,
            current=format_number(sum(r.amount or 0 for r in rows), row.decimals),
            base=format_number(sum(r.year_ago or 0 for r in rows), row.decimals),
            pull=Fraction(0),
            points="",
        )
    ]


def run_columns() -> list[Column]:
    """历次汇总: what was aggregated when, by whom, and the hash that names it."""
    return [
        Column("报告期", lambda r: r.period_label, width=14),
        Column("汇总表", lambda r: r.table_title, width=30),
        Column("口径", lambda r: VIEWS[r.view], width=22),
        Column("类别", lambda r: "汇总上报" if r.final else "汇总", width=10),
        Column("汇总时间", lambda r: r.made_at, "moment", 18),
        Column("经办人", lambda r: r.made_by.display_name, width=14),
        Column("内容校验值", lambda r: r.content_hash, width=76),
    ]
