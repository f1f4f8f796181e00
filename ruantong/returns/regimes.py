"""The regime packs as the web knows them: loaded once per process, asked by period or return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ruantong.core.deadlines import DeadlineSet, deadlines_for
from ruantong.core.pack import PackError, regime_for
from ruantong.core.pack_calendar import PackCalendar, load_pack_calendar
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.rules.language.faults import RuleFault, RuleTextError
from ruantong.core.rules.overlay import RuleChange, laid_over
from ruantong.core.rules.ruleset import RuleSet, check_rules, compile_rules
from ruantong.registry.survey.packs import regimes
from ruantong.returns.errors import Refused
from ruantong.returns.models import Return, RuleRelease, RuleVersion


@cache
def regime_for_period(period: Period) -> Regime:
    """The edition that serves a period; ``Refused`` when none does."""
    try:
        return regime_for(regimes(), period)
    except PackError as error:
        raise Refused(error.faults[0].message) from None


def regime_of(ret: Return) -> Regime:
    """The edition a return was opened under, with the rules released for it."""
    if ret.regime not in regimes():
        raise Refused(f"制度版本“{ret.regime}”没有载入平台，无法处理这份报表。")
    return regime_version(ret.regime, ret.rule_version)


@cache
def regime_version(regime_key: str, version: str) -> Regime:
    """An edition with a stored set of releases; ``version`` "" is the edition as it came."""
    if not version:
        return regimes()[regime_key]
    stored = RuleVersion.objects.get(pk=version)
    return regime_with(regime_key, version, tuple(stored.releases))


@cache
def regime_with(regime_key: str, version: str, numbers: tuple[int, ...]) -> Regime:
    """An edition with releases laid over it.

    ``version`` names their content, so that what is remembered cannot go stale.
    """
    regime = regimes()[regime_key]
    releases = RuleRelease.objects.in_bulk(numbers)
    for number in numbers:
        regime, _ = _with_release(regime, releases[number].change)
    return regime


def _with_release(regime: Regime, change: RuleChange) -> tuple[Regime, RuleFault | None]:
    """The edition with a release laid over it, and what is wrong with the text of the release.

    A text that was sound when it was released may be refused by a later version of the platform.
    Nobody can judge by it then: what it replaced goes on, its other changes are kept.
    """
    try:
        after = laid_over(regime, change)
        faults = check_rules(after)
    except RuleTextError as error:
        faults = list(error.faults)
    if not faults:
        return after, None
    return laid_over(regime, replace(change, texts={})), faults[0]


@cache
def text_fault(content_hash: str) -> RuleFault | None:
    """Why the text of the release with this content is not judged by; None when it is."""
    release = RuleRelease.objects.filter(content_hash=content_hash)[0]
    regime = regimes().get(release.regime)
    return _with_release(regime, release.change)[1] if regime else None


@cache
def ruleset_version(regime_key: str, version: str, frequency: Frequency) -> RuleSet:
    """The compiled rules of an edition with a set of releases."""
    return compile_rules(regime_version(regime_key, version), frequency)


def ruleset_of(ret: Return) -> RuleSet:
    """The compiled rules of a return."""
    return ruleset_version(regime_of(ret).key, ret.rule_version, Frequency(ret.frequency))


def judged_by_others(ret: Return, report: Mapping[str, Any] | None) -> bool:
    """Whether a stored 数据审核 was made with other rules than a release put in force since."""
    if not report or not ret.rule_version:
        return False
    return bool(report.get("ruleset") != ruleset_of(ret).hash)


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
