"""同比 and 环比 of one row of a form, as shown beside the typed values (rules R6-26, R6-27).

Exact: texts of the interchange format in, percent text out; nothing is shown where the figure
would mislead (blank, zero or negative base).
"""

from __future__ import annotations

from ruantong.core.values import ValueFault, format_number, parse_number, round_half_up

PLACES = 2
YOY_FORMULA = "同比 =（本年本期累计 ÷ 去年同期累计 − 1）× 100；去年同期为空、0或负数时不算"
POP_FORMULAS = {
    "month": "环比 =（本月数 ÷ 上月数 − 1）× 100，本月数 = 本年本期累计 − 本年上期累计；"
    "首期及上月数为空、0或负数时不算",
    "cumulative": "环比 =（本年本期累计 ÷ 本年上期累计 − 1）× 100；上期为空、0或负数时不算",
}


def scaled(text: str | None, decimals: int) -> int | None:
    """A stored text as an integer in its last place; None for blank or for no number."""
    try:
        return parse_number(text, decimals=decimals, negative=True)
    except ValueFault:
        return None


def percent(now: int | None, base: int | None) -> str:
    """(now ÷ base − 1) × 100 with two places; empty without a positive base."""
    if now is None or base is None or base <= 0:
        return ""
    return format_number(round_half_up((now - base) * 100 * 10**PLACES, base), PLACES)


def year_on_year(now: str | None, year_ago: str | None, decimals: int) -> str:
    """同比 of two cumulative texts."""
    return percent(scaled(now, decimals), scaled(year_ago, decimals))


def period_on_period(
    now: str | None, before: str | None, before_that: str | None, *, decimals: int, method: str
) -> str:
    """环比 from this, the previous and the last but one cumulative text of one year.

    ``before_that`` is "0" when the previous period was the first of the year.
    """
    current, previous = scaled(now, decimals), scaled(before, decimals)
    if method == "cumulative":
        return percent(current, previous)
    earlier = scaled(before_that, decimals)
    if current is None or previous is None or earlier is None:
        return ""
    return percent(current - previous, previous - earlier)
