"""Publication days: ``publications.toml`` to :class:`Publications`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ruantong.core.certainty import Certainty
from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import read_toml
from ruantong.core.pack_format.section import Section
from ruantong.core.periods import Frequency, Period, PeriodFault
from ruantong.core.publications import Habit, Publication, Publications
from ruantong.core.values import shown

FILE = "publications.toml"


def read_publications(folder: Path, faults: Faults) -> Publications:
    """What the file of a folder states."""
    toml = read_toml(folder, folder / FILE, faults)
    if toml is None:
        return Publications()
    section = Section(toml, faults)
    habits: dict[Frequency, Habit] = {}
    for entry in section.sections("habit"):
        frequency = entry.choice("frequency", Frequency)
        if frequency in habits:
            entry.fault("frequency", f"{frequency.label}的公布惯例重复，每个报告期别应只有一段")
        habits[frequency] = _habit(entry)
    seen: dict[Period, Publication] = {}
    for entry in section.sections("seen"):
        period, publication = _seen(entry)
        if period is None or publication is None:
            continue
        if period in seen:
            entry.fault("period", f"{period.label}的公布日期重复，每期应只有一段")
        seen[period] = publication
    section.close()
    return Publications(seen, habits)


def _habit(section: Section) -> Habit:
    offset = section.integer("month_offset", None)
    if offset is None or not 1 <= offset <= 12:
        section.fault("month_offset", "month_offset应为1至12的整数：期末之后第几个月")
        offset = 1
    habit = Habit(offset, section.choice("certainty", Certainty), section.text("source"))
    section.close()
    return habit


def _seen(section: Section) -> tuple[Period | None, Publication | None]:
    period, day = None, None
    name, text = section.text("period"), section.text("date")
    certainty, source = section.choice("certainty", Certainty), section.text("source")
    section.close()
    try:
        period = Period.parse(name)
    except PeriodFault as fault:
        section.fault("period", fault.message)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        section.fault("date", f"date“{shown(text)}”不是日期，应写作 2026-03-31")
    if period is None or day is None:
        return period, None
    if day <= period.last_day:
        section.fault("date", f"公布日期{text}应晚于{period.label}的期末")
    return period, Publication(day, False, certainty, source)
