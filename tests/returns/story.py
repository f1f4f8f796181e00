"""Returns brought to any point of their life through the verbs alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ruantong.accounts.models import User
from ruantong.core.dossier import Dossier, UnitFacts
from ruantong.core.findings import findings_of
from ruantong.core.forms_json import parse_forms
from ruantong.core.growth import growth_columns
from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.core.regime import Regime
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.registry.units import actions as actions_units
from ruantong.returns.models import Draft, Return, Revision
from ruantong.returns.moving import actions
from tests import people
from tests.passing import seen

MAY = Period.parse("2024-05")
APRIL = Period.parse("2024-04")
MAY_LAST_YEAR = Period.parse("2023-05")

# Five months of a small software house without embedded software; no rule has a word to say.
GOOD = {
    "6.head.embedded": "2",
    "6.2010.A": "1000",
    "6.2021.A": "300.50",
    "6.2022.A": "100",
    "6.2024.A": "0",
    "6.2041.A": "0",
    "6.20421.A": "0",
    "6.2042.A": "0",
    "6.2043.A": "0",
    "6.2050.A": "600",
    "6.2080.A": "300",
    "6.2090.A": "100",
    "6.2110.A": "100",
    "6.2111.A": "200",
    "6.2112.A": "20",
}
# The same house with a payroll that asks for an explanation (R6-19: 12万元/人·月).
DOUBTFUL = {**GOOD, "6.2111.A": "890", "6.2112.A": "14", "6.2080.A": "300"}
SIGNED = {
    "unit_head": "甲负责",
    "statistics_head": "乙统计",
    "preparer": "丙填表",
    "mobile": "13800000001",
}
REASON = "利润总额与上期相比变化较大，请核实"


def opened(unit: ReportingUnit | None = None, period: Period = MAY) -> Return:
    """The unit's return of a period, opened by the city."""
    unit = unit or people.make_unit()
    actions.open_period(period, actor=people.chen())
    return Return.objects.get(unit=unit, period=str(period))


def version_of(ret: Return) -> int:
    draft = Draft.objects.filter(owner=ret).first()
    return draft.version if draft else 0


def report_of(ret: Return) -> dict[str, Any]:
    """The stored result of the last 数据审核."""
    report = Draft.objects.get(owner=ret).report
    assert report is not None
    return report


def fill(ret: Return, cells: dict[str, Any] = GOOD, *, actor: User | None = None) -> Return:
    """Type cells and save."""
    actor = actor or people.alice(ret.unit)
    actions.save(ret.pk, actor=actor, version=version_of(ret), cells=cells)
    return fresh(ret)


def validated(ret: Return, cells: dict[str, Any] = GOOD, *, actor: User | None = None) -> Return:
    """Filled, and 数据审核 asked for."""
    actor = actor or people.alice(ret.unit)
    fill(ret, cells, actor=actor)
    actions.validate(ret.pk, actor=actor)
    return fresh(ret)


def explain(pk: int, *, actor: User, finding_key: str, text: str) -> None:
    """填写说明 of one finding, as a page sends it."""
    draft = Draft.objects.filter(owner=pk).first()
    version = draft.version if draft else 0
    actions.save(pk, actor=actor, version=version, cells={f"note:{finding_key}": text})


def submitted(ret: Return, cells: dict[str, Any] = GOOD, *, actor: User | None = None) -> Return:
    """Filled, validated and submitted."""
    actor = actor or people.alice(ret.unit)
    validated(ret, cells, actor=actor)
    submit(ret, actor)
    return fresh(ret)


def explained(ret: Return, because: str, cells: dict[str, Any] = DOUBTFUL) -> Return:
    """Submitted with queries, and the same said of each."""
    actor = people.alice(ret.unit)
    validated(ret, cells, actor=actor)
    for finding in findings_of(report_of(ret)):
        explain(ret.pk, actor=actor, finding_key=finding.key, text=because)
    actions.validate(ret.pk, actor=actor)
    submit(ret, actor)
    return fresh(ret)


def submit(ret: Return, actor: User, **changes: Any) -> Revision:
    given = {"signatories": SIGNED, "version": version_of(ret), **changes}
    return actions.submit(ret.pk, actor=actor, **given)


def forwarded(ret: Return, cells: dict[str, Any] = GOOD) -> Return:
    submitted(ret, cells)
    actions.forward(seen(ret.pk), actor=people.bo())
    return fresh(ret)


def accepted(ret: Return, cells: dict[str, Any] = GOOD) -> Return:
    forwarded(ret, cells)
    actions.accept(seen(ret.pk), actor=people.chen())
    return fresh(ret)


def locked(ret: Return, cells: dict[str, Any] = GOOD) -> Return:
    accepted(ret, cells)
    actions.lock(ret.parsed_period, actor=people.chen())
    return fresh(ret)


def brought_to(state: State, ret: Return) -> Return:
    """A newly opened return in any of the states."""
    _STORIES[state](ret)
    return fresh(ret)


def _given_back(ret: Return) -> None:
    submitted(ret)
    actions.send_back(ret.pk, actor=people.bo(), target="6.2090.A", reason=REASON)


def _given_back_to_the_district(ret: Return) -> None:
    forwarded(ret)
    actions.send_back_to_district(ret.pk, actor=people.chen(), target="R6-14", reason=REASON)


def _given_back_by_the_city(ret: Return) -> None:
    forwarded(ret)
    actions.send_back_to_enterprise(ret.pk, actor=people.chen(), target="6.2090.A", reason=REASON)


def _unit_left(ret: Return) -> None:
    last_day = ret.parsed_period.last_day
    actions_units.leave(ret.unit_id, actor=people.chen(), on=last_day, reason="已办理注销登记")


_STORIES: dict[State, Callable[[Return], object]] = {
    State.NOT_STARTED: lambda ret: ret,
    State.DRAFTING: fill,
    State.FAILED: lambda ret: validated(ret, {**GOOD, "6.2010.A": "1"}),
    State.PASSED: validated,
    State.SUBMITTED: submitted,
    State.DISTRICT_RETURNED: _given_back,
    State.FORWARDED: forwarded,
    State.CITY_RETURNED_TO_DISTRICT: _given_back_to_the_district,
    State.CITY_RETURNED: _given_back_by_the_city,
    State.ACCEPTED: accepted,
    State.LOCKED: locked,
    State.RETIRED: _unit_left,
}


def growth_of(regime: Regime, period: Period, forms: Any, previous: Any = None) -> dict[str, str]:
    """What stands in the growth columns of content that belongs to no stored return."""
    read = [
        None if content is None else parse_forms(regime, period, content)[0]
        for content in (forms, previous)
    ]
    nobody = UnitFacts(uscc="", name="", district="")
    dossier = Dossier(period, nobody, read[0] or {}, previous=read[1])
    return {ref: growth.text for ref, growth in growth_columns(regime, dossier).items()}


def earlier(unit: ReportingUnit, period: Period, cells: dict[str, Any] = GOOD) -> Return:
    """A submitted return of an earlier period, filed in its own time."""
    day = period.last_day.replace(day=1)
    moment = f"{day.year + day.month // 12}-{day.month % 12 + 1:02}-10"
    with clock.at(moment):
        return submitted(opened(unit, period), cells)


def fresh(ret: Return) -> Return:
    return Return.objects.select_related("unit").get(pk=ret.pk)
