"""What a notice lays down for the periods it names, as data of the pack (``notices.toml``).

The ministry's edition says what is surveyed; the notice by which a place carries it out says how
often returns are asked for, from what revenue on units are surveyed, and of whom a scan of the
stamped copy is wanted. These change from year to year within one edition (ADR 0128).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ruantong.core.certainty import Certainty
from ruantong.core.days import chinese_day
from ruantong.core.periods import Frequency, Period
from ruantong.core.served import PeriodRange
from ruantong.core.survey import Survey


@dataclass(frozen=True)
class ScanTerms:
    """A scan of the stamped copy is wanted of units whose headline reaches ``floor`` (in its unit),
    until a day where one is set. ``basis``: who lays it down.
    """

    floor: int
    until: date | None
    basis: str


@dataclass(frozen=True)
class Notice:
    """One notice. ``floors``: the least revenue in the scope's unit by kind of scope, of the city's
    own view; empty where every unit counts. ``scope_note`` is what applicants read about it.
    """

    key: str
    title: str
    number: str
    certainty: Certainty
    basis: str
    periods: tuple[PeriodRange, ...]
    floors: Mapping[str, int] = field(default_factory=dict)
    scope_note: str = ""
    scans: Mapping[Frequency, ScanTerms] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """By its number where it was seen, else by its title."""
        return self.number or self.title

    def covers(self, period: Period) -> bool:
        return any(served.contains(period) for served in self.periods)

    def asks(self, frequency: Frequency) -> bool:
        """Whether it asks for returns of a frequency at all."""
        return any(served.frequency is frequency for served in self.periods)


def notice_for(notices: Sequence[Notice], period: Period) -> Notice | None:
    """The notice by which a period is surveyed, the newest that covers it; None where none was stated."""
    return next((each for each in reversed(notices) if each.covers(period)), None)


def asked_for(notices: Sequence[Notice], frequency: Frequency) -> bool:
    """Whether some notice asks for returns of a frequency; without any notice all are asked for."""
    return not notices or any(each.asks(frequency) for each in notices)


@dataclass(frozen=True)
class NoticeTold:
    """A notice in the words of a table: what it asks, from what revenue on, of whom a scan."""

    notice: Notice
    periods: str
    floors: str
    scans: str


def told(notice: Notice, survey: Survey) -> NoticeTold:
    """A notice in words; kinds of scope by the names of the survey."""
    unit = survey.money[0].unit if survey.money else ""
    names = {kind.key: kind.label for kind in survey.scopes}
    floors = "，".join(
        f"{names.get(kind, kind)}{amount}{unit}" for kind, amount in notice.floors.items()
    )
    return NoticeTold(
        notice,
        "；".join(_span(served) for served in notice.periods),
        floors or "不设门槛",
        "；".join(_scan(frequency, terms) for frequency, terms in notice.scans.items()) or "不需要",
    )


def _span(served: PeriodRange) -> str:
    if served.last == served.first:
        return served.first.label
    return (
        f"{served.first.label}至{served.last.label}" if served.last else f"{served.first.label}起"
    )


def _scan(frequency: Frequency, terms: ScanTerms) -> str:
    of_whom = f"主要指标达到{terms.floor}的单位" if terms.floor else "全部单位"
    return f"{frequency.label}{of_whom}" + (
        f"，{chinese_day(terms.until)}前" if terms.until else ""
    )
