"""The regime packs as the web knows them: loaded once per process, asked by period or return."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from ruantong.core.deadlines import DeadlineSet, deadlines_for
from ruantong.core.pack import PackError, load_packs, regime_for
from ruantong.core.pack_calendar import PackCalendar, load_pack_calendar
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.registry.models import ReportingUnit
from ruantong.returns.errors import Refused
from ruantong.returns.models import Return


@cache
def regimes() -> Mapping[str, Regime]:
    """Every edition by key."""
    return MappingProxyType(load_packs(packs_dir()))


@cache
def regime_for_period(period: Period) -> Regime:
    """The edition that serves a period; ``Refused`` when none does."""
    try:
        return regime_for(regimes(), period)
    except PackError as error:
        raise Refused(error.faults[0].message) from None


def regime_of(ret: Return) -> Regime:
    """The edition a return was opened under."""
    try:
        return regimes()[ret.regime]
    except KeyError:
        raise Refused(f"制度版本“{ret.regime}”没有载入平台，无法处理这份报表。") from None


@cache
def _ruleset(regime_key: str, frequency: Frequency) -> RuleSet:
    return compile_rules(regimes()[regime_key], frequency)


def ruleset_of(ret: Return) -> RuleSet:
    """The compiled rules of a return."""
    return _ruleset(regime_of(ret).key, Frequency(ret.frequency))


def pack_calendar_of(period: Period) -> PackCalendar:
    """Clauses and holiday table of the edition that serves a period, without the city's edits."""
    return _pack_calendar(regime_for_period(period).key)


@cache
def _pack_calendar(regime_key: str) -> PackCalendar:
    return load_pack_calendar(packs_dir() / regime_key)


@cache
def pack_deadlines_of(period: Period) -> DeadlineSet:
    """Dates by the pack alone, before anything the city decided; needs no database."""
    pack = pack_calendar_of(period)
    return deadlines_for(period, pack.clauses, pack.calendar)


def deadlines_of(period: Period) -> DeadlineSet:
    """Dates, reasons and flags in force for a period: pack, edited holidays and rulings."""
    from ruantong.returns.calendar import calendar_now  # which is built on this module

    return calendar_now().deadlines_of(period)


def due_on(period: Period, unit: ReportingUnit | None = None) -> date:
    """The last day on which enterprises (or one unit) file in time (to 24:00, Asia/Shanghai)."""
    from ruantong.returns import calendar

    return calendar.due_on(period, unit)
