"""``regime.toml``: name, approval, periods served, parameters, texts, foot of the forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import read_toml
from ruantong.core.pack_format.section import Section
from ruantong.core.pack_format.survey import read_survey
from ruantong.core.periods import Frequency, Period, PeriodFault
from ruantong.core.regime import FootField, Kind
from ruantong.core.served import PeriodRange, Validity, no_such_period
from ruantong.core.values import shown

_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_EXACT = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?")


@dataclass(frozen=True)
class PackHead:
    """What ``regime.toml`` states; empty parts are inherited by an edition that extends."""

    file: str
    key: str
    name: str
    edition: str
    extends: str | None
    validity: Validity
    serves: tuple[PeriodRange, ...]
    serves_lines: tuple[int, ...]
    parameters: Mapping[str, str]
    parameter_names: Mapping[str, str]
    options: Mapping[str, str]
    texts: Mapping[str, str]
    foot: tuple[FootField, ...]
    survey: Mapping[str, Any] = field(default_factory=dict)
    removes_forms: tuple[str, ...] = ()
    removes_rules: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)


#: Keys whose lines later complaints name.
_PLACES = (
    "extends", "removes", "parameters", "parameter_names", "headlines", "measures", "register", "scopes",
    "selective", "december", "starts",
)  # fmt: skip


def read_head(folder: Path, faults: Faults) -> PackHead | None:
    """Read ``regime.toml``; None when it is missing or no TOML."""
    toml = read_toml(folder, folder / "regime.toml", faults)
    if toml is None:
        return None
    section = Section(toml, faults)
    key = section.text("key")
    if key != folder.name:
        section.fault("key", f"key“{shown(key)}”与目录名不符，应为“{folder.name}”")
    extends = section.text("extends", "") or None
    if extends is not None and not _KEY.fullmatch(extends):
        section.fault("extends", f"extends“{shown(extends)}”不对，应为相邻制度包的目录名")
        extends = None
    serves = section.sections("serves")
    ranges = [read_range(item) for item in serves]
    if not serves:
        section.fault("serves", "没有写明适用的报告期，应至少有一段 [[serves]]")
    removes = section.section("removes")
    head = PackHead(
        file=toml.file,
        key=folder.name,
        name=section.text("name"),
        edition=section.text("edition"),
        extends=extends,
        validity=_validity(section),
        serves=tuple(served for served in ranges if served is not None),
        serves_lines=tuple(
            item.line() for item, served in zip(serves, ranges, strict=True) if served is not None
        ),
        parameters=_parameters(section),
        parameter_names=section.pairs("parameter_names"),
        options=section.pairs("options"),
        texts=section.pairs("texts"),
        foot=tuple(_foot_field(item) for item in section.sections("foot")),
        survey=read_survey(section),
        removes_forms=removes.strings("forms") if removes else (),
        removes_rules=removes.strings("rules") if removes else (),
        lines={key: section.line(key) for key in _PLACES},
    )
    if removes:
        removes.close()
    section.close()
    return head


def _validity(section: Section) -> Validity:
    part = section.section("validity")
    if part is None:
        section.fault(None, "缺少[validity]一段，应写明制定机关、批准机关、批准文号、有效期至")
        return Validity("", "", "", "9999-12-31")
    validity = Validity(
        issued_by=part.text("issued_by"),
        approved_by=part.text("approved_by"),
        approval_number=part.text("approval_number"),
        valid_to=part.text("valid_to"),
    )
    try:
        date.fromisoformat(validity.valid_to)
    except ValueError:
        part.fault("valid_to", f"valid_to“{shown(validity.valid_to)}”不是日期，应写作 2024-10-31")
    part.close()
    return validity


def read_range(section: Section) -> PeriodRange | None:
    """One span of periods of a frequency; None after a fault."""
    frequency = section.choice("frequency", Frequency)
    first = _period(section, "first", section.text("first"), frequency)
    last_text = section.text("last", "")
    last = _period(section, "last", last_text, frequency) if last_text else None
    reason = section.text("reason", "")
    first_of_year = section.integer("first_of_year", 1) or 0
    section.close()
    if not 1 <= first_of_year <= 4 or (first_of_year > 1 and frequency is Frequency.ANNUAL):
        section.fault("first_of_year", "first_of_year应为1至4：一年的首期是第几期，年报不写")
        first_of_year = 1
    for key, period in (("first", first), ("last", last)):
        if period is not None and 0 < period.number < first_of_year:
            section.fault(key, no_such_period(period, first_of_year))
            return None
    if first is None or (last_text and last is None):
        return None
    if last is not None and last < first:
        section.fault("last", f"last“{last}”早于first“{first}”，应不早于它")
        return None
    return PeriodRange(frequency, first, last, reason, first_of_year)


def _period(section: Section, key: str, text: str, frequency: Frequency) -> Period | None:
    if not text:
        return None
    try:
        period = Period.parse(text)
    except PeriodFault as fault:
        section.fault(key, fault.message)
        return None
    if period.frequency is not frequency:
        section.fault(key, f"“{text}”不是{frequency.label}的报告期，应与frequency一致")
        return None
    return period


def _parameters(section: Section) -> dict[str, str]:
    parameters = section.pairs("parameters")
    for name, value in parameters.items():
        if not _EXACT.fullmatch(value):
            line = section.toml.line(("parameters", name))
            message = f'参数“{name}”的值“{shown(value)}”不对，应为带引号的小数，如 "6.4"'
            section.faults.add(section.toml.file, line, message)
    return parameters


def _foot_field(section: Section) -> FootField:
    field_ = FootField(
        section.text("key"), section.text("name"), section.choice("kind", Kind, Kind.TEXT)
    )
    section.close()
    return field_
