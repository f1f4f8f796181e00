"""What the oracle asks of syntax trees, and its arithmetic of three truth values."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ruantong.core import identifiers
from ruantong.core.regime import Kind, Regime
from ruantong.core.rules.language import syntax as s

CONNECTIVES = {"且", "或", "非", "若", "当且仅当"}
NUMERIC = {Kind.NUMBER, Kind.YEAR, Kind.MONTH}
FORMATS = {
    "统一社会信用代码": identifiers.uscc_fault,
    "组织机构代码": identifiers.organisation_code_fault,
    "移动电话": identifiers.mobile_fault,
    "固定电话": identifiers.phone_fault,
    "邮政编码": identifiers.postcode_fault,
    "电子邮箱": identifiers.email_fault,
}

_REFS: dict[int, tuple[Any, ...]] = {}


def refs(tree: Any) -> tuple[Any, ...]:
    """Every bracket of a tree; trees come from the parser's cache and live on."""
    if id(tree) not in _REFS:
        _REFS[id(tree)] = tuple(_refs(tree))
    return _REFS[id(tree)]


def _refs(tree: Any) -> Iterator[Any]:
    if isinstance(tree, s.Ref):
        yield tree
    for operand in getattr(tree, "operands", ()):
        yield from _refs(operand)


def sums(tree: Any) -> Iterator[Any]:
    """Every 合计 of a tree."""
    if isinstance(tree, s.Call) and tree.operator == "合计":
        yield tree
        return
    for operand in getattr(tree, "operands", ()):
        yield from sums(operand)


_NAMED: dict[int, tuple[Any, ...]] = {}


def named(tree: Any) -> tuple[Any, ...]:
    """Cells and row sums whose blankness counts: not those that are only asked 为空 or 已填."""
    if id(tree) not in _NAMED:
        _NAMED[id(tree)] = tuple(_named(tree))
    return _NAMED[id(tree)]


def _named(tree: Any) -> Iterator[Any]:
    if isinstance(tree, s.Call):
        if tree.operator in {"为空", "已填", "行数", "不重复", "表已填", "自动值"}:
            return
        if tree.operator == "合计":
            yield tree
            return
    if isinstance(tree, s.Ref):
        yield tree
    for operand in getattr(tree, "operands", ()):
        yield from _named(operand)


def kleene_and(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def half_up(value: Fraction, places: int) -> Fraction:
    scaled = abs(value) * 10**places
    whole = scaled.numerator // scaled.denominator
    whole += scaled - whole >= Fraction(1, 2)
    return Fraction(whole if value >= 0 else -whole, 10**places)


def of_values(regime: Regime, name: str, values: list[Any]) -> bool | None:
    """Functions that look only at the values of their arguments."""
    first = values[0]
    if name == "属于":
        return first in values[1:]
    if name == "开头是":
        return any(first.startswith(prefix) for prefix in values[1:])
    if name in {"在代码表", "末级代码"}:
        item = regime.code_lists[values[1]].by_code.get(first)
        return item is not None and (name == "在代码表" or item.leaf)
    if name == "匹配":
        return FORMATS[values[1]](first) is None
    if name == "整数":
        return first.denominator == 1
    assert name == "量级错位", name
    if values[1] == 0:
        return None
    ratio = first / values[1]
    ranges = [(8, 12), (80, 120), (800, 1200), (8000, 12000)]
    return ratio > 0 and any(
        low <= ratio <= high or low <= 1 / ratio <= high for low, high in ranges
    )
