"""Deadline clauses, holiday table and publication days of a pack folder; an extending pack inherits
each file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ruantong.core.deadlines import (
    ROLE_LABELS,
    ROLES,
    CalendarFault,
    ClauseFault,
    DeadlineClause,
    HolidayCalendar,
    load_calendar,
    load_clauses,
)
from ruantong.core.notices import asked_for
from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import read_text
from ruantong.core.pack_format.publications import FILE as PUBLICATIONS
from ruantong.core.pack_format.publications import read_publications
from ruantong.core.publications import Publications
from ruantong.core.regime import Regime

T = TypeVar("T")
_CLAUSES, _HOLIDAYS, _REGIME = "deadlines.toml", "holidays.csv", "regime.toml"


class PackCalendarError(ValueError):
    """The pack has no usable clauses or holiday table; one Chinese line naming the file."""


@dataclass(frozen=True)
class PackCalendar:
    """What deadlines are computed from."""

    clauses: tuple[DeadlineClause, ...]
    calendar: HolidayCalendar
    publications: Publications = field(default_factory=Publications)


def load_pack_calendar(folder: Path) -> PackCalendar:
    """Read ``deadlines.toml`` and ``holidays.csv`` of a pack or of the pack it extends."""
    clauses_file = _find(folder, _CLAUSES)
    try:
        clauses = load_clauses(_text(clauses_file))
    except ClauseFault as fault:
        raise PackCalendarError(f"{clauses_file}：{fault}") from None
    holidays_file = _find(folder, _HOLIDAYS)
    try:
        calendar = load_calendar(_text(holidays_file))
    except CalendarFault as fault:
        raise PackCalendarError(f"{holidays_file}：{fault}") from None
    faults = Faults()
    published_in = _found(folder, PUBLICATIONS)
    publications = read_publications(published_in, faults) if published_in else Publications()
    if faults.found:
        raise PackCalendarError(str(faults.found[0]))
    return PackCalendar(clauses, calendar, publications)


def _find(folder: Path, name: str) -> Path:
    """The file of the pack or of one it extends; :class:`PackCalendarError` where there is none."""
    if not folder.is_dir():
        raise PackCalendarError(f"没有制度包文件夹“{folder}”")
    found = _found(folder, name)
    if found is None:
        raise PackCalendarError(f"制度包“{folder}”没有{name}，它扩展的制度包里也没有")
    return found / name


def _found(folder: Path, name: str) -> Path | None:
    """The pack that holds the file: this one or, going up ``extends``, one beside it."""
    here, visited = folder.resolve(), set[Path]()
    while here not in visited:
        visited.add(here)
        if (here / name).is_file():
            return here
        base = _extends(here / _REGIME)
        if not base:
            break
        here = here.parent / base
    return None


def check_calendar(folder: Path, regime: Regime, faults: Faults) -> None:
    """Report what is wrong with the calendar files of a folder, and frequencies that are asked for
    without a date.
    """
    here = Faults()
    clauses = _checked(folder, _CLAUSES, load_clauses, here)
    _checked(folder, _HOLIDAYS, load_calendar, here)
    if (folder / PUBLICATIONS).is_file():
        read_publications(folder, here)
    faults.found.extend(here.found)
    stated_in = _found(folder, _CLAUSES)
    if here.found or stated_in is None:
        return
    if clauses is None:  # those of an earlier edition, checked with it
        clauses = load_clauses(_text(stated_in / _CLAUSES))
    dated = {(clause.frequency, clause.role) for clause in clauses}
    for frequency in dict.fromkeys(form.frequency for form in regime.forms):
        missing = [ROLE_LABELS[role] for role in ROLES if (frequency, role) not in dated]
        if missing and asked_for(regime.notices, frequency):
            faults.add(
                f"{folder.name}/{_CLAUSES}",
                1,
                f"布置了{frequency.label}，但没有它的{'、'.join(missing)}截止条款，每一级应有一段[[clause]]",
            )


def _checked(folder: Path, name: str, load: Callable[[str], T], faults: Faults) -> T | None:
    """What a file of the folder states; None where there is none or it is at fault."""
    text = read_text(folder, folder / name, faults) if (folder / name).is_file() else None
    if text is None:
        return None
    try:
        return load(text)
    except (ClauseFault, CalendarFault) as fault:
        faults.add(f"{folder.name}/{name}", fault.line, fault.message)
        return None


def _extends(regime_file: Path) -> str:
    if not regime_file.is_file():
        return ""
    try:
        base = tomllib.loads(_text(regime_file)).get("extends", "")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PackCalendarError(f"{regime_file}：不是正确的TOML（{error}）") from None
    return base if isinstance(base, str) else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PackCalendarError(f"{path}：应为UTF-8编码的文本") from None
    except OSError as error:
        raise PackCalendarError(f"{path}：无法读取（{error.strerror}）") from None
