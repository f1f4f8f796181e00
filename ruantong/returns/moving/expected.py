"""Who is expected to file for a period, and what becomes of open returns when that changes.

A unit is expected when a roster of the period's frequency covers the period and the unit had not
left by its end. A return that is with the enterprise when its unit is expected no longer is retired
with the reason; it counts in no list of what is missing and in no rate. A unit that is expected
again gets it back as it was. What was filed stays as it is. See docs/adr/0053.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from ruantong.accounts.models import User
from ruantong.core.applicability import unlisted
from ruantong.core.cellref import form_of
from ruantong.core.days import chinese_day
from ruantong.core.findings import findings_of
from ruantong.core.lifecycle import EDITABLE, Action, State
from ruantong.core.periods import Period
from ruantong.registry.models import Absence, ReportingUnit
from ruantong.registry.units.districts import district_at
from ruantong.registry.units.rosters import covering, roster_named
from ruantong.returns.judging.dossiers import on_lists
from ruantong.returns.models import Draft, Return
from ruantong.returns.moving.moves import act, move
from ruantong.returns.regimes import regime_of

_OPEN = tuple(state.value for state in EDITABLE)
_GONE, _BACK = "单位已不在本期名录或已退出名录。", "单位在本期名录中，且没有退出名录。"


def expected_units(period: Period) -> QuerySet[ReportingUnit]:
    """Units that owe a return for the period: listed for it, and still there at its end."""
    last = period.last_day
    listed = Exists(covering(period.frequency.value, period).filter(unit=OuterRef("pk")))
    away = Absence.objects.filter(unit=OuterRef("pk"), first__lte=last)
    still_away = Exists(away.filter(Q(until=None) | Q(until__gt=last)))
    return ReportingUnit.objects.filter(listed, ~still_away)


@dataclass(frozen=True)
class Standing:
    """Whether a unit owes something of a period, and the sentence that says why."""

    owes: bool
    because: str


def standing(unit: ReportingUnit, period: Period) -> Standing:
    """The same question about one unit, with the reason; reads ``unit.roster`` and ``unit.absences``."""
    last = period.last_day
    for absence in unit.absences.all():
        if absence.first <= last and (absence.until is None or absence.until > last):
            kind = f"（{absence.get_kind_display()}）" if absence.kind else ""
            back = f"，{chinese_day(absence.until)}恢复" if absence.until else ""
            return Standing(False, f"已于{chinese_day(absence.first)}退出名录{kind}{back}")
    return listed_as(unit, period.frequency.value, period)


def listed_as(unit: ReportingUnit, roster: str, period: Period) -> Standing:
    """Whether a list covers the period for the unit, and since or until when."""
    name, wanted = roster_named(roster).name, str(period)
    spans = [
        each
        for each in unit.roster.all()
        if each.roster == roster and (not each.last_period or each.last_period >= each.first_period)
    ]
    if not spans:
        return Standing(False, f"未列入{name}")
    for each in spans:
        if each.first_period <= wanted <= (each.last_period or wanted):
            first = Period.parse(each.first_period).label
            if not each.last_period:
                return Standing(True, f"自{first}起列入{name}")
            return Standing(True, f"{first}至{Period.parse(each.last_period).label}列入{name}")
    later = [each.first_period for each in spans if each.first_period > wanted]
    if later:
        return Standing(False, f"自{Period.parse(min(later)).label}起才列入{name}")
    until = Period.parse(max(each.last_period for each in spans)).label
    return Standing(False, f"列入{name}至{until}为止")


def left_out_because(unit: ReportingUnit, period: Period, due: date) -> str:
    """Why a unit gets no return when the period is opened."""
    found = standing(unit, period)
    if found.owes:
        return f"{chinese_day(unit.valid_from)}纳入，晚于本期截止日期{chinese_day(due)}"
    return found.because


def follow_register(unit: ReportingUnit, actor: User, why: str) -> None:
    """After a change in the register: retire and revive returns of a unit as it is expected now, and
    give them to the district that reviews them.
    """
    found = Return.objects.select_for_update().filter(unit=unit).order_by("pk")
    _settle(found.filter(state__in=(*_OPEN, State.RETIRED.value)), actor, why)
    _to_their_district(unit)
    _outdate_reports(unit)


def _to_their_district(unit: ReportingUnit) -> None:
    """After a move: what no district has seen goes to the one that the end of its period is in."""
    if not unit.former_districts.exists():
        return
    prefetch_related_objects([unit], "former_districts")
    for ret in Return.objects.filter(unit=unit, revision=0):
        code = district_at(unit, ret.parsed_period.last_day)
        if code != ret.district_code:
            Return.objects.filter(pk=ret.pk).update(district_code=code)


def settle_period(period: Period, actor: User) -> None:
    """The same for all units of a period: what left the register without its returns following."""
    found = Return.objects.select_for_update(of=("self",)).filter(period=str(period))
    gone = found.filter(state__in=_OPEN).exclude(unit__in=expected_units(period))
    back = found.filter(state=State.RETIRED.value, unit__in=expected_units(period))
    # Both are locked before the first act is on the trail.
    settled = [(list(each.order_by("pk")), why) for each, why in ((gone, _GONE), (back, _BACK))]
    for returns, why in settled:
        _settle(returns, actor, why)


def _outdate_reports(unit: ReportingUnit) -> None:
    """A 数据审核 that tells of a form which the unit owes no longer has to be done again."""
    drafts = Draft.objects.filter(owner__unit=unit, owner__state__in=_OPEN, report__isnull=False)
    for draft in drafts.select_related("owner"):
        ret = draft.owner
        told = {form_of(ref) for finding in findings_of(draft.report) for ref in finding.cells}
        if told & unlisted(regime_of(ret), on_lists(unit.pk, ret.parsed_period)):
            Draft.objects.filter(pk=draft.pk).update(report=None, report_version=None)


def _settle(found: Iterable[Return], actor: User, why: str) -> None:
    returns = list(found)
    expected = _expected_among(returns)
    for ret in returns:
        if ret.pk in expected and ret.lifecycle is State.RETIRED:
            started = Draft.objects.filter(owner=ret).exists()
            _step(ret, Action.REVIVE_STARTED if started else Action.REVIVE, actor, why, "")
        elif ret.pk not in expected and ret.lifecycle is not State.RETIRED:
            _step(ret, Action.RETIRE, actor, why, why)


def _step(ret: Return, action: Action, actor: User, why: str, because: str) -> None:
    at = move(ret, action, actor, retired_because=because)
    act(ret, action, actor, at, reason=why)


def _expected_among(returns: Sequence[Return]) -> set[int]:
    """Keys of those whose unit is expected; one query per period."""
    by_period: dict[str, list[Return]] = {}
    for ret in returns:
        by_period.setdefault(ret.period, []).append(ret)
    found: set[int] = set()
    for text, members in by_period.items():
        units = expected_units(Period.parse(text)).filter(pk__in=[r.unit_id for r in members])
        expected = set(units.values_list("pk", flat=True))
        found.update(ret.pk for ret in members if ret.unit_id in expected)
    return found
