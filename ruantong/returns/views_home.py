"""企业首页: what is due and what is left to do, and the returns filed before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.accounts.models import User
from ruantong.core.applicability import Listed, parse_applies
from ruantong.core.deadlines import FLAG_LABELS, DeadlineSet
from ruantong.core.lifecycle import EDITABLE, STATE_LABELS, Role, State
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Form
from ruantong.gateways import clock
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.returns.access import returns_visible_to
from ruantong.returns.dossiers import on_lists
from ruantong.returns.filing import Returned, returned_of
from ruantong.returns.models import Draft, Return, ReviewAct
from ruantong.returns.regimes import deadlines_of, regime_of
from ruantong.returns.views_sheet import days_left
from ruantong.web.export import Column, csv_response, xlsx_response
from ruantong.web.listing import Filter, Listing

_RETURNED = frozenset({State.DISTRICT_RETURNED, State.CITY_RETURNED})
_OPEN = [state.value for state in EDITABLE]


@dataclass(frozen=True)
class Card:
    """A return that is due: ``todo`` is what is left, in one sentence."""

    ret: Return
    period: Period
    forms: tuple[Form, ...]
    deadlines: DeadlineSet
    todo: str
    button: str
    left: str
    overdue: bool
    returned: Returned | None

    @property
    def reason(self) -> str:
        return self.deadlines.roles["enterprise"].reason

    @property
    def flags(self) -> list[str]:
        return [FLAG_LABELS[flag] for flag in self.deadlines.roles["enterprise"].flags]

    @property
    def tone(self) -> str:
        if self.returned or self.overdue:
            return "danger"
        return "ok" if self.ret.lifecycle is State.PASSED else "todo"


@require_safe
@requires(Role.RESPONDENT)
def home(request: HttpRequest) -> HttpResponse:
    """Cards for what is due, a table of everything else."""
    actor = actor_of(request)
    units = _units(actor)
    unit = _chosen(request, units)
    returns = returns_visible_to(actor).select_related("unit")
    if unit is not None:
        returns = returns.filter(unit=unit)
    listing = _listing(request, returns.exclude(state__in=_OPEN))
    if listing.export:
        respond = xlsx_response if listing.export == "xlsx" else csv_response
        return respond(f"我的报表.{listing.export}", _COLUMNS, listing.export_rows)
    context = {
        "cards": cards_of(returns.filter(state__in=_OPEN)),
        "listing": listing,
        "units": units,
        "unit": unit,
        "rows": [(ret, ret.parsed_period) for ret in listing.rows],
    }
    return render(request, "returns/home.html", context)


def _units(actor: User) -> list[ReportingUnit]:
    open_ones = Membership.objects.filter(user=actor, until__isnull=True)
    return list(ReportingUnit.objects.filter(pk__in=open_ones.values("unit")).order_by("name"))


def _chosen(request: HttpRequest, units: list[ReportingUnit]) -> ReportingUnit | None:
    """The unit picked among several; a foreign or unknown number picks none."""
    wanted = request.GET.get("unit", "")
    return next((unit for unit in units if str(unit.pk) == wanted), None)


# ---- cards -------------------------------------------------------------------------------------


def cards_of(returns: QuerySet[Return]) -> list[Card]:
    """Returned ones first, then by deadline."""
    due = list(returns.order_by("due_on", "period"))
    drafts = {
        draft.owner_id: draft
        for draft in Draft.objects.filter(owner__in=due).only("report", "report_version", "version")
    }
    reasons = _reasons([ret for ret in due if ret.lifecycle in _RETURNED])
    lists = {(ret.unit_id, ret.period): on_lists(ret.unit_id, ret.parsed_period) for ret in due}
    cards = [
        _card(ret, drafts.get(ret.pk), reasons.get(ret.pk), lists[ret.unit_id, ret.period])
        for ret in due
    ]
    return sorted(cards, key=lambda card: card.returned is None)


def _reasons(returns: Iterable[Return]) -> Mapping[int, ReviewAct]:
    acts = ReviewAct.objects.filter(owner__in=list(returns)).order_by("at", "id")
    return {act.owner_id: act for act in acts}


def _card(ret: Return, draft: Draft | None, act: ReviewAct | None, lists: frozenset[str]) -> Card:
    period = ret.parsed_period
    todo, button = _left_to_do(ret, draft)
    return Card(
        ret=ret,
        period=period,
        forms=_forms(ret, period, lists),
        deadlines=deadlines_of(period),
        todo=todo,
        button=button,
        left=days_left(ret.due_on),
        overdue=clock.today() > ret.due_on,
        returned=returned_of(regime_of(ret), act) if act else None,
    )


def _forms(ret: Return, period: Period, lists: frozenset[str]) -> tuple[Form, ...]:
    """Forms by name; one that depends on an answer is named too, its tab appears with the answer."""
    forms = regime_of(ret).forms_for(period.frequency)
    conditions = ((form, parse_applies(form.applies)) for form in forms)
    return tuple(
        form for form, when in conditions if not isinstance(when, Listed) or when.roster in lists
    )


def _left_to_do(ret: Return, draft: Draft | None) -> tuple[str, str]:
    """One sentence and the words of the main button."""
    match ret.lifecycle:
        case State.NOT_STARTED:
            return "还没有开始填报。", "开始填报"
        case State.PASSED:
            return "数据审核已通过，只差“确定上报”。", "去确定上报"
        case State.FAILED:
            return _trouble(draft), "继续修改"
        case State.DISTRICT_RETURNED | State.CITY_RETURNED:
            return "请按退回意见核实修改，重新数据审核后上报。", "去修改"
        case _:
            return "已保存，填完后请做“数据审核”，通过后“确定上报”。", "继续填报"


def _trouble(draft: Draft | None) -> str:
    report = (draft.report if draft else None) or {}
    failed = [f for f in report.get("findings", ()) if f.get("outcome") == "fail"]
    errors = sum(1 for f in failed if f.get("severity") == "error")
    queries = len(report.get("unexplained", ()))
    parts = []
    if errors:
        parts.append(f"改正{errors}项强制性问题")
    if queries:
        parts.append(f"为{queries}项核实性问题填写说明")
    if not parts:
        return "数据审核未通过，请重新数据审核。"
    return f"还要{'、'.join(parts)}，再做“数据审核”。"


# ---- the table ---------------------------------------------------------------------------------


def _listing(request: HttpRequest, returns: QuerySet[Return]) -> Listing[Return]:
    years = sorted(
        {period[:4] for period in returns.values_list("period", flat=True)}, reverse=True
    )
    return Listing(
        request,
        returns,
        filters=[
            Filter("year", "年份", "period__startswith", [(year, f"{year}年") for year in years]),
            Filter(
                "kind",
                "类别",
                "frequency",
                [(f.value, f.label) for f in (Frequency.ANNUAL, Frequency.MONTHLY)],
            ),
            Filter(
                "state",
                "状态",
                "state",
                [(s.value, STATE_LABELS[s]) for s in State if s not in EDITABLE],
            ),
        ],
        sorts={
            "period": "period",
            "state": "state",
            "submitted": "submitted_at",
            "unit": "unit__name",
        },
        default_sort="-period",
        page_size=20,
    )


_COLUMNS = [
    Column("单位详细名称", lambda ret: ret.unit.name, width=36),
    Column("统一社会信用代码", lambda ret: ret.unit.uscc, width=22),
    Column("报告期", lambda ret: ret.parsed_period.label, width=16),
    Column("状态", lambda ret: ret.state_label),
    Column("截止日", lambda ret: ret.due_on, kind="day"),
    Column("上报时间", lambda ret: ret.submitted_at, kind="moment", width=20),
    Column("迟报", lambda ret: "是" if ret.late else ""),
    Column("上报版本", lambda ret: ret.revision, kind="number"),
]
