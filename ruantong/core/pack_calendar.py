"""Deadline clauses and holiday table of a pack folder; an extending pack inherits either file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from ruantong.core.deadlines import (
    CalendarFault,
    ClauseFault,
    DeadlineClause,
    HolidayCalendar,
    load_calendar,
    load_clauses,
)

_CLAUSES, _HOLIDAYS, _REGIME = "deadlines.toml", "holidays.csv", "regime.toml"


class PackCalendarError(ValueError):
    """The pack has no usable clauses or holiday table; one Chinese line naming the file."""


@dataclass(frozen=True)
class PackCalendar:
    """What deadlines are computed from."""

    clauses: tuple[DeadlineClause, ...]
    calendar: HolidayCalendar


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
    return PackCalendar(clauses, calendar)


def _find(folder: Path, name: str) -> Path:
    """The file in the pack or, going up ``extends``, in a pack beside it."""
    if not folder.is_dir():
        raise PackCalendarError(f"没有制度包文件夹“{folder}”")
    here, visited = folder.resolve(), set[Path]()
    while here not in visited:
        visited.add(here)
        if (here / name).is_file():
            return here / name
        base = _extends(here / _REGIME)
        if not base:
            break
        here = here.parent / base
    raise PackCalendarError(f"制度包“{folder}”没有{name}，它扩展的制度包里也没有")


def _extends(regime_file: Path) -> str:
    if not regime_file.is_file():
        return ""
    try:
        base = tomllib.loads(_text(regime_file)).get("extends", "")
    except tomllib.TOMLDecodeError as error:
        raise PackCalendarError(f"{regime_file}：不是正确的TOML（{error}）") from None
    return base if isinstance(base, str) else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PackCalendarError(f"{path}：应为UTF-8编码的文本") from None
    except OSError as error:
        raise PackCalendarError(f"{path}：无法读取（{error.strerror}）") from None
