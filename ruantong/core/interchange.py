"""The return interchange format (architecture §5): a whole document to a dossier.

The text is treated as hostile: size, depth, repeated keys and bare numbers are checked, and
nothing but :class:`InterchangeError` is raised.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ruantong.core.cellref import of_return
from ruantong.core.dossier import Dossier, Forms, UnitFacts
from ruantong.core.forms_json import CellFault, forms_to_json, normalise_cell, parse_forms
from ruantong.core.identifiers import normalise_identifier, uscc_fault
from ruantong.core.limits import UNIT_NAME
from ruantong.core.periods import Frequency, Period, PeriodFault
from ruantong.core.regime import Regime
from ruantong.core.text import one_line, text_fault
from ruantong.core.values import shown

__all__ = [
    "CellFault",
    "Document",
    "InterchangeError",
    "forms_to_json",
    "normalise_cell",
    "parse_document",
    "parse_forms",
]

MAX_BYTES = 2_000_000
_KEYS = ("regime", "period", "unit", "forms", "previous", "year_ago", "december")
_UNIT_KEYS = ("uscc", "name", "district", "lists")
_DISTRICTS = "districts"


class InterchangeError(Exception):
    """A document that is no return; ``message`` is one Chinese line."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Document:
    """A document that was read; ``faults`` are the cells whose text could not be kept.

    ``notices`` are Chinese sentences that must be shown with it (the period is after 有效期至).
    """

    regime: Regime
    period: Period
    unit: UnitFacts
    dossier: Dossier
    faults: list[CellFault]
    notices: tuple[str, ...] = ()


def parse_document(text: str, regimes: Mapping[str, Regime]) -> Document:
    """Read one document; raises :class:`InterchangeError` when it cannot be taken at all.

    ``december`` (the 1–12 month forms of the year) and ``unit.lists`` (rosters) are optional.
    """
    data = _object("文件", _load(text), _KEYS)
    regime = _regime(data.get("regime"), regimes)
    period = _period(data.get("period"), regime, regimes)
    unit = _unit(data.get("unit"), regime)
    if not isinstance(data.get("forms"), dict):
        raise InterchangeError("缺少forms或写法不对，应为各表内容的对象 {…}")
    forms, faults = parse_forms(regime, period, data["forms"])
    previous = _compared(regime, period, regime.before(period), "previous", data, faults)
    year_ago = _compared(regime, period, period.year_ago(), "year_ago", data, faults)
    december = None
    if period.frequency is Frequency.ANNUAL:
        # The period before a year is the same year before: either name serves for both.
        previous, year_ago = previous or year_ago, year_ago or previous
        december = _compared(regime, period.december(), period, "december", data, faults)
    elif data.get("december") is not None:
        raise InterchangeError("december只用于年报，月报中应为null或不写")
    dossier = Dossier(period, unit, forms, previous, year_ago, december)
    return Document(regime, period, unit, dossier, faults, _notices(regime, period))


def _compared(
    regime: Regime,
    period: Period,
    exists: Period | None,
    key: str,
    data: Mapping[str, Any],
    faults: list[CellFault],
) -> Forms | None:
    """Forms of another period to compare with; their faults carry the key before the cell."""
    if data.get(key) is None:
        return None
    if not isinstance(data[key], dict):
        raise InterchangeError(f"{key}写法不对，应为各表内容的对象 {{…}} 或null")
    if exists is None:
        raise InterchangeError(f"{period.label}没有上期，{key}应为null")
    forms, found = parse_forms(regime, period, data[key])
    faults.extend(replace(fault, cell=of_return(key, fault.cell)) for fault in found)
    return forms


def _notices(regime: Regime, period: Period) -> tuple[str, ...]:
    if not regime.expired_for(period):
        return ()
    valid_to = regime.validity.valid_to
    return (f"{period.label}晚于制度有效期{valid_to}，须有市级决定方可使用本版",)


def _load(text: str) -> object:
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        raise InterchangeError(f"文件过大，应不超过{MAX_BYTES // 1_000_000}兆字节")
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_unique,
            parse_int=_BareNumber,
            parse_float=_BareNumber,
            parse_constant=_BareNumber,
        )
    except json.JSONDecodeError as error:
        place = f"第{error.lineno}行第{error.colno}列"
        raise InterchangeError(f"文件不是JSON：{place}附近写法不对，应为 {{…}}") from error
    except RecursionError as error:
        raise InterchangeError("文件嵌套过深，应为约定的格式") from error


class _BareNumber:
    """A number without quotes: kept as written, so that the message can show it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return f"不带引号的数{self.text}"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InterchangeError(f"键“{shown(key)}”重复，每个键应只出现一次")
        found[key] = value
    return found


def _object(name: str, value: object, keys: tuple[str, ...]) -> Mapping[str, Any]:
    expected = "、".join(keys)
    if not isinstance(value, dict):
        raise InterchangeError(f"{name}应为对象 {{…}}，含：{expected}")
    for key in value:
        if key not in keys:
            raise InterchangeError(f"{name}中不认识的键“{shown(key)}”，应为：{expected}")
    return value


def _text(name: str, value: object) -> str:
    text = one_line(value) if isinstance(value, str) else ""
    if not text:
        raise InterchangeError(f"缺少{name}，应为带引号的文字")
    if fault := text_fault(text, UNIT_NAME):
        raise InterchangeError(f"{name}“{shown(text)}”的{fault}")
    return text


def _regime(value: object, regimes: Mapping[str, Regime]) -> Regime:
    key = _text("制度版本regime", value)
    if key not in regimes:
        known = "、".join(sorted(regimes)) or "（没有载入制度包）"
        raise InterchangeError(f"没有制度版本“{shown(key)}”，应为：{known}")
    return regimes[key]


def _period(value: object, regime: Regime, regimes: Mapping[str, Regime]) -> Period:
    try:
        period = Period.parse(_text("报告期period", value))
    except PeriodFault as fault:
        raise InterchangeError(fault.message) from fault
    if regime.serves_period(period):
        return period
    if gap := regime.gap(period):
        raise InterchangeError(gap)
    right = [other.key for other in regimes.values() if other.serves_period(period)]
    served = "，".join(
        f"{item.frequency.label}{item.first}起至{item.last or '不限'}" for item in regime.serves
    )
    expired = f"（有效期至{regime.validity.valid_to}）" if regime.expired_for(period) else ""
    advice = f"，{period.label}应使用{right[0]}" if right else ""
    raise InterchangeError(f"{regime.key}{expired}不适用于{period.label}，适用：{served}{advice}")


def _unit(value: object, regime: Regime) -> UnitFacts:
    unit = _object("unit", value, _UNIT_KEYS)
    uscc = normalise_identifier(_text("统一社会信用代码unit.uscc", unit.get("uscc")))
    if fault := uscc_fault(uscc):
        raise InterchangeError(fault)
    name = _text("单位详细名称unit.name", unit.get("name"))
    district = _text("报送区县unit.district", unit.get("district"))
    districts = regime.code_lists.get(_DISTRICTS)
    if districts is not None and district not in districts.by_code:
        raise InterchangeError(
            f"报送区县“{shown(district)}”不存在，应为{len(districts.items)}个报送区县代码之一"
        )
    lists = unit.get("lists") or []
    if not isinstance(lists, list) or not all(isinstance(item, str) for item in lists):
        raise InterchangeError('unit.lists应为名录名称的列表，如 ["form7"]')
    return UnitFacts(uscc, name, district, frozenset(lists))
