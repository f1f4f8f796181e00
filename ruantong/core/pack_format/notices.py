"""Notices: ``notices.toml`` to :class:`Notice`, after those of the edition that is extended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ruantong.core.certainty import Certainty
from ruantong.core.notices import Notice, ScanTerms
from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import read_toml
from ruantong.core.pack_format.head import read_range
from ruantong.core.pack_format.section import Section
from ruantong.core.periods import Frequency
from ruantong.core.served import PeriodRange
from ruantong.core.tables import Tables
from ruantong.core.values import shown

FILE = "notices.toml"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
_AMOUNT = re.compile(r"0|[1-9][0-9]{0,11}")


def read_notices(
    folder: Path, base: Sequence[Notice], tables: Tables, faults: Faults
) -> tuple[Notice, ...]:
    """Those of ``base``, of which one with the same key is replaced, then the new ones. A floor is
    measured by the tables' test for its kind of scope.
    """
    path = folder / FILE
    toml = read_toml(folder, path, faults) if path.is_file() else None
    if toml is None:
        return tuple(base)
    section = Section(toml, faults)
    tests = {test.kind for test in tables.scope_tests if test.kind}
    measured = None if faults.found else tests  # a faulty table is complained of once
    found = {notice.key: notice for notice in base}
    stated: set[str] = set()
    for entry in section.sections("notice"):
        notice = _notice(entry, measured)
        if notice.key in stated:
            entry.fault("key", f"key“{shown(notice.key)}”重复，每个通知应只出现一次")
        stated.add(notice.key)
        found[notice.key] = notice
    section.close()
    return tuple(found.values())


def _notice(section: Section, measured: set[str] | None) -> Notice:
    key = section.text("key")
    if not _KEY.fullmatch(key):
        section.fault("key", f"key“{shown(key)}”不对，应为至多32个小写字母、数字和下划线")
    entries = section.sections("periods")
    ranges = tuple(found for entry in entries if (found := read_range(entry)) is not None)
    if not entries:
        section.fault(None, "没有写明布置的报告期，应至少有一段 [[notice.periods]]")
    number = section.text("number", "")
    title = section.text("title")
    notice = Notice(
        key=key,
        title=title,
        number=number,
        certainty=section.choice("certainty", Certainty),
        basis=section.text("basis"),
        periods=ranges,
        floors=_floors(section, measured),
        scope_note=section.text("scope_note", ""),
        scans=_scans(section, ranges, number or title),
    )
    section.close()
    return notice


def _floors(section: Section, measured: set[str] | None) -> dict[str, int]:
    floors: dict[str, int] = {}
    for kind, amount in section.pairs("floors").items():
        wrong = ""
        if not _AMOUNT.fullmatch(amount):
            wrong = f"的“{shown(amount)}”不对，应为带引号的整数"
        elif measured is not None and kind not in measured:
            known = "、".join(sorted(measured)) or "（没有）"
            wrong = f"没有取数，应为tables.toml中[[national.test]]的scope：{known}"
        if wrong:
            line = section.toml.line((*section.path, "floors", kind))
            section.faults.add(section.toml.file, line, f"门槛“{shown(kind)}”{wrong}")
        else:
            floors[kind] = int(amount)
    return floors


def _scans(
    section: Section, ranges: tuple[PeriodRange, ...], basis: str
) -> dict[Frequency, ScanTerms]:
    scans: dict[Frequency, ScanTerms] = {}
    for entry in section.sections("scans"):
        frequency = entry.choice("frequency", Frequency)
        floor = entry.text("floor", "0")
        if not _AMOUNT.fullmatch(floor):
            entry.fault("floor", f"floor“{shown(floor)}”不对，应为带引号的整数")
            floor = "0"
        if all(served.frequency is not frequency for served in ranges):
            entry.fault("frequency", f"本通知没有布置{frequency.label}，不应要求它的盖章扫描件")
        if frequency in scans:
            entry.fault("frequency", f"{frequency.label}的盖章扫描件重复，每个报告期别应只有一段")
        scans[frequency] = ScanTerms(int(floor), _until(entry, frequency, ranges), basis)
        entry.close()
    return scans


def _until(section: Section, frequency: Frequency, ranges: tuple[PeriodRange, ...]) -> date | None:
    """The last day for scans: after the end of the first period that is asked for."""
    text = section.text("until", "")
    if not text:
        return None
    try:
        until = date.fromisoformat(text)
    except ValueError:
        section.fault("until", f"until“{shown(text)}”不是日期，应写作 2025-03-26")
        return None
    first = min((served.first for served in ranges if served.frequency is frequency), default=None)
    if first is not None and until <= first.last_day:
        section.fault("until", f"until“{text}”不对，应晚于{first.label}的期末")
    return until
