"""同比 and 环比 beside the typed values (rules R6-26, R6-27): their figures, and how they are told."""

from __future__ import annotations

from collections.abc import Mapping

from ruantong.core.regime import ColumnRole, Form, Indicator
from ruantong.core.values import ValueFault, format_number, parse_number

_YOY = "同比 =（{current} ÷ {year_ago} − 1）× 100；去年同期为空、0或负数时不算"
_POP = {
    "month": "环比 =（本月数 ÷ 上月数 − 1）× 100，本月数 = {current} − {previous}；"
    "首期及上月数为空、0或负数时不算",
    "cumulative": "环比 =（{current} ÷ {previous} − 1）× 100；上期为空、0或负数时不算",
    "standing": "环比 =（本期数 ÷ 上期数 − 1）× 100，平均数和时点数不分当月，两期直接相比；"
    "首期及上期为空、0或负数时不算",
}


def yoy_formula(form: Form) -> str:
    """How 同比 is computed, with the names of the form's columns."""
    return _YOY.format(**_column_names(form))


def pop_formula(form: Form, method: str) -> str:
    """The same for 环比 by one of the methods of :func:`pop_method`; "" for none."""
    return _POP.get(method, "").format(**_column_names(form))


def _column_names(form: Form) -> dict[str, str]:
    named = {column.role.value: column.name for column in form.columns}
    return {"current": "本期", "year_ago": "去年同期", "previous": "上期", **named}


def last_month(form: Form, indicator: Indicator, row: Mapping[str, str]) -> str:
    """The previous month's own value from its return's row: this cumulation less the one before.

    The first return of a year has none before it; blank when it cannot be told.
    """
    keys = {column.role: column.key for column in form.columns}
    now = _scaled(row.get(keys.get(ColumnRole.CURRENT, ""), ""), indicator.decimals)
    before = _scaled(row.get(keys.get(ColumnRole.PREVIOUS, ""), ""), indicator.decimals)
    return format_number(None if now is None else now - (before or 0), indicator.decimals)


def _scaled(text: str, decimals: int) -> int | None:
    try:
        return parse_number(text, decimals=decimals, negative=True)
    except ValueFault:
        return None
