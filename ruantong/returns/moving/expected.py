"""Who is expected to file for a period, and what becomes of open returns when that changes.

A unit is expected when a roster of the period's frequency covers the period and the unit had not
left by its end. A return that is with the enterprise when its unit is expected no longer is retired
with the reason; it counts in no list of what is missing and in no rate. A unit that is expected
again gets it back as it was. What was filed stays as it is. See docs/adr/0053.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from ruantong.accounts.models import User
from ruantong.core.applicability import unlisted
from ruantong.core.cellref import form_of
from ruantong.core.days import chinese_day
from ruantong.core.findings import findings_of
from ruantong.core.lifecycle import EDITABLE, Action, State
from ruantong.core.periods import Period
from ruantong.registry.models import ReportingUnit
from ruantong.registry.rosters import covering, roster_named
from ruantong.returns.judging.dossiers import on_lists
from ruantong.returns.models import Draft, Return
from ruantong.returns.moving.moves import act, move
from ruantong.returns.regimes import regime_of

_OPEN = tuple(state.value for state in EDITABLE)
_GONE, _BACK = "单位已不在本期名录或已退出名录。", "单位在本期名录中，且没有退出名录。"


def expected_units(period: Period) -> QuerySet[ReportingUnit]:
    """Units that owe a return for the period: listed for it, and still there at its end."""
    listed = Exists(covering(period.frequency.value, period).filter(unit=OuterRef("pk")))
    still_there = Q(valid_to__isnull=True) | Q(valid_to__gt=period.last_day)
    return ReportingUnit.objects.filter(listed, still_there)


def left_out_because(unit: ReportingUnit, period: Period, due: date) -> str:
    """Why a unit gets no return when the period is opened; its roster entries are at hand."""
    name = roster_named(period.frequency.value).name
    if unit.valid_to is not None and unit.valid_to <= period.last_day:
        return f"已于{chinese_day(unit.valid_to)}退出名录"
    entries = [each for each in unit.roster.all() if each.roster == period.frequency.value]
    spans = [
        each for each in entries if not each.last_period or each.last_period >= each.first_period
    ]
    if not spans:
        return f"未列入{name}"
    wanted = str(period)
    if any(e.first_period <= wanted <= (e.last_period or wanted) for e in spans):
        return f"{chinese_day(unit.valid_from)}纳入，晚于本期截止日期{chinese_day(due)}"
    later = [each.first_period for each in spans if each.first_period > wanted]
    if later:
        return f"自{Period.parse(min(later)).label}起才列入{name}"
    return f"列入{name}至{Period.parse(max(each.last_period for each in spans)).label}为止"


def follow_register(unit: ReportingUnit, actor: User, why: str) -> None:
    """After a change in the register: retire and revive returns of a unit as it is expected now."""
    found = Return.objects.select_for_update().filter(unit=unit).order_by("pk")
    _settle(found.filter(state__in=(*_OPEN, State.RETIRED.value)), actor, why)
    _outdate_reports(unit)


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
