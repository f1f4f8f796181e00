"""The deadline clauses of a pack (``deadlines.toml``): one per frequency and role."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruantong.core.periods import Frequency, Period

#: In the order in which they act: no role is due before the one in front of it.
ROLES = ("enterprise", "district", "city")


_HEADER = re.compile(r"\s*\[\[\s*clause\s*\]\]")
_PLACE = re.compile(r"\(at line ([0-9]+)")


class ClauseFault(ValueError):
    """A fault in ``deadlines.toml``; the message is Chinese and names the clause, ``line`` is where it
    begins.
    """

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class DeadlineClause:
    """When one role is due: day and month, counted ``month_offset`` months after the period ends.

    Annual clauses give ``month`` and leave ``month_offset`` 0; others give ``month_offset`` and
    leave ``month`` 0. ``weekends_shift`` says whether a weekend day inside an arrangement counts.
    """

    role: str
    frequency: Frequency
    month: int
    day: int
    month_offset: int
    shifts: bool
    source: str
    weekends_shift: bool = True

    def nominal(self, period: Period) -> date:
        """The date written in the notice, before any shift."""
        if self.frequency is Frequency.ANNUAL:
            return date(period.year + 1, self.month, self.day)
        months = period.months - 1 + self.month_offset
        return date(period.year + months // 12, months % 12 + 1, self.day)


def load_clauses(toml_text: str) -> tuple[DeadlineClause, ...]:
    """Read ``deadlines.toml``: one ``[[clause]]`` per frequency and role.

    Raises ``ClauseFault`` naming the clause and what was expected.
    """
    try:
        data = tomllib.loads(toml_text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place else 1
        raise ClauseFault(f"截止条款不是正确的TOML：{error}", line) from None
    entries = data.get("clause")
    if not isinstance(entries, list) or not entries:
        raise ClauseFault("截止条款为空，应有[[clause]]段，每个报告期别、每一级各一段")
    lines = [
        line for line, text in enumerate(toml_text.splitlines(), start=1) if _HEADER.match(text)
    ]
    clauses: list[DeadlineClause] = []
    seen: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            clause = _clause(number, entry)
            key = (clause.frequency.value, clause.role)
            if key in seen:
                raise ClauseFault(
                    f"第{number}个[[clause]]与第{seen[key]}个重复：frequency={key[0]}、role={key[1]}"
                )
        except ClauseFault as fault:
            fault.line = lines[number - 1] if number <= len(lines) else 1
            raise
        seen[key] = number
        clauses.append(clause)
    return tuple(clauses)


def _clause(number: int, entry: object) -> DeadlineClause:
    """One checked clause; every field is required but ``weekends_in_arrangement``."""
    where = f"第{number}个[[clause]]"
    if not isinstance(entry, dict):
        raise ClauseFault(f"{where}应为表，写作[[clause]]段")
    frequency = _one_of(where, entry, "frequency", [f.value for f in Frequency])
    annual = frequency == Frequency.ANNUAL
    known = {"frequency", "role", "day", "shifts", "source", "weekends_in_arrangement"}
    known.add("month" if annual else "month_offset")
    unknown = sorted(set(entry) - known)
    if unknown:
        raise ClauseFault(f"{where}有未知字段“{unknown[0]}”，应为{'、'.join(sorted(known))}")
    month = _number(where, entry, "month", 1, 12) if annual else 0
    # Day 29 and later do not exist in every month, so a monthly clause may not use them.
    last = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1] if annual else 28
    source = entry.get("source")
    if not isinstance(source, str) or not source.strip():
        raise ClauseFault(f"{where}未写明source（依据的文号）")
    return DeadlineClause(
        role=_one_of(where, entry, "role", ROLES),
        frequency=Frequency(frequency),
        month=month,
        day=_number(where, entry, "day", 1, last),
        month_offset=0 if annual else _number(where, entry, "month_offset", 1, 12),
        shifts=_truth(where, entry, "shifts"),
        source=source,
        weekends_shift=_truth(where, entry, "weekends_in_arrangement", default=True),
    )


def _one_of(where: str, entry: Mapping[str, Any], name: str, allowed: Sequence[str]) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise ClauseFault(f"{where}的{name}为“{value}”，应为{'、'.join(allowed)}之一")
    return value


def _number(where: str, entry: Mapping[str, Any], name: str, low: int, high: int) -> int:
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ClauseFault(f"{where}的{name}为“{value}”，应为{low}—{high}的整数")
    return value


def _truth(where: str, entry: Mapping[str, Any], name: str, *, default: bool | None = None) -> bool:
    value = entry.get(name, default)
    if not isinstance(value, bool):
        raise ClauseFault(f"{where}的{name}为“{value}”，应为true或false")
    return value
