"""What keepers do with a unit: 更名, 退出, 恢复, 变更报送区县, lists. Each act asks once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from ruantong.accounts.access import actor_of, requires
from ruantong.accounts.confirming import Act, Asking, asked_once
from ruantong.accounts.models import User
from ruantong.core.days import chinese_day
from ruantong.core.lifecycle import Role
from ruantong.registry.access import unit_for
from ruantong.registry.hooks.open_work import open_work
from ruantong.registry.models import Absence, District, ReportingUnit
from ruantong.registry.units import actions as actions_units
from ruantong.registry.units.desk import KEEPERS, page
from ruantong.registry.units.forms import LeaveForm, MoveForm, RejoinForm, RenameForm, RosterForm
from ruantong.registry.units.plausible import long_ago
from ruantong.registry.units.rosters import forms_by_list, roster_named, rosters

MOST_NAMED = 6
STAYING = "照常报送"


@dataclass(frozen=True)
class Words:
    """What is asked about an act on a unit: ``sentence`` is given what happens to open returns."""

    title: str
    sentence: Callable[[str], str]
    done: str
    warnings: tuple[str, ...] = ()
    grave: bool = True
    staying: str = STAYING


@require_POST
@requires(*KEEPERS)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """退出 from a day on, or 恢复."""
    if request.POST.get("rejoin"):
        return _rejoin(request, pk)
    unit = unit_for(actor_of(request), pk)
    form = LeaveForm(request.POST, auto_id="leave_%s")
    if not form.is_valid():
        return page(request, pk, faulty={"leave": form})
    given = form.cleaned_data
    on, into = given["on"], given["merged_into"]
    why = dict(Absence.KINDS)[given["kind"]] + (f"，并入“{into.name}”" if into else "")
    words = Words(
        title="退出名录",
        sentence=lambda effect: (
            f"“{unit.name}”自{chinese_day(on)}起退出名录（{why}），期末在这一天及以后的报告期不再应报；{effect}。"
            "以前已上报的报表保留，不受影响。"
        ),
        done=f"“{unit.name}”已退出名录。",
        warnings=long_ago("退出日期", on),
    )
    return _act(
        request, unit, "leave", form, words,
        lambda actor: actions_units.leave(
            pk, actor=actor, on=on, reason=given["reason"], kind=given["kind"], merged_into=into
        ),
    )  # fmt: skip


def _rejoin(request: HttpRequest, pk: int) -> HttpResponse:
    unit = unit_for(actor_of(request), pk)
    form = RejoinForm(request.POST, auto_id="rejoin_%s")
    if not form.is_valid():
        return page(request, pk, faulty={"rejoin": form})
    on, reason = form.cleaned_data["on"], form.cleaned_data["reason"]
    since = f"自{chinese_day(on)}起恢复在册" if on else "恢复在册，退出作废"
    words = Words(
        title="恢复在册",
        sentence=lambda effect: f"“{unit.name}”{since}，按所在名单继续应报；{effect}。",
        done=f"“{unit.name}”已恢复在册。",
        grave=False,
    )
    return _act(
        request, unit, "rejoin", form, words,
        lambda actor: actions_units.rejoin(pk, actor=actor, reason=reason, on=on),
    )  # fmt: skip


@require_POST
@requires(*KEEPERS)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """更名 with effect from a day; the former name is kept."""
    unit = unit_for(actor_of(request), pk)
    form = RenameForm(request.POST, auto_id="rename_%s")
    if not form.is_valid():
        return page(request, pk, faulty={"rename": form})
    name, on, reason = (form.cleaned_data[key] for key in ("name", "on", "reason"))
    words = Words(
        title="单位更名",
        sentence=lambda effect: (
            f"“{unit.name}”自{chinese_day(on)}起更名为“{name}”。名录和今后的报表使用新名称；{effect}。"
            "已上报的报表、回执和汇总明细仍为上报时的名称，原名称列为曾用名，可以检索。"
        ),
        done=f"单位名称已变更为“{name}”。",
        warnings=long_ago("更名日期", on),
        grave=False,
        staying="改用新名称",
    )
    return _act(
        request, unit, "rename", form, words,
        lambda actor: actions_units.rename_unit(pk, actor=actor, name=name, on=on, reason=reason),
    )  # fmt: skip


@require_POST
@requires(Role.CITY)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """变更报送区县."""
    unit = unit_for(actor_of(request), pk)
    form = MoveForm(request.POST, auto_id="move_%s")
    if not form.is_valid():
        return page(request, pk, faulty={"move": form})
    district, on, reason = (form.cleaned_data[key] for key in ("district", "on", "reason"))
    target = District.objects.get(pk=district)
    words = Words(
        title="变更报送区县",
        sentence=lambda effect: (
            f"“{unit.name}”的报送区县由{unit.district}变更为{target}。期末在{chinese_day(on)}及以后的报告期"
            f"由{target}审核，其中还没有上报过的随即转去；以前各期和已上报的报表仍由原区县审核，"
            f"{effect}。"
        ),
        done=f"报送区县已变更，期末在{chinese_day(on)}及以后的报告期由{target}审核。",
        warnings=long_ago("变更日期", on),
        staying="仍由企业填报",
    )
    return _act(
        request, unit, "move", form, words,
        lambda actor: actions_units.move_unit(
            pk, actor=actor, district=district, on=on, reason=reason
        ),
    )  # fmt: skip


@require_POST
@requires(Role.CITY)
def roster(request: HttpRequest, pk: int, roster: str, act: str) -> HttpResponse:
    """列入 or 移出 a list from a period on."""
    if roster not in rosters() or act not in ("add", "remove"):
        raise Http404
    unit = unit_for(actor_of(request), pk)
    form = RosterForm(roster, request.POST, auto_id=f"{roster}_%s")
    if not form.is_valid():
        return page(request, pk, faulty={roster: form})
    return roster_act(
        request, unit, roster, form, adding=act == "add",
        then=reverse("registry:unit", args=[pk]),
        refused=lambda message: _refused(request, pk, roster, form, message),
    )  # fmt: skip


def roster_act(
    request: HttpRequest,
    unit: ReportingUnit,
    roster: str,
    form: RosterForm,
    *,
    adding: bool,
    then: str,
    refused: Callable[[str], HttpResponse],
) -> HttpResponse:
    """The same from the page of a unit and from the page of a list."""
    first, label = form.period(), roster_named(roster).name
    verb = actions_units.add_to_roster if adding else actions_units.remove_from_roster
    what = "列入" if adding else "移出"
    forms = "、".join(form.number for form in forms_by_list(roster))
    owed = f"自该期起{'须填报' if adding else '不再填报'}{forms}；" if forms else ""
    before = open_work(unit)

    def asking() -> Asking:
        return Asking(
            title=f"{what}{label}",
            sentence=(
                f"“{unit.name}”自{first.label}起{what}{label}，以前各期不变；{owed}"
                f"{effect_of(before, open_work(unit))}。"
            ),
            facts=_facts(unit, form),
            back=then,
            grave=not adding,
        )

    def do() -> object:
        return verb(
            unit.pk,
            actor=actor_of(request),
            roster=roster,
            first=first,
            reason=form.cleaned_data["reason"],
        )

    done = f"已将“{unit.name}”自{first.label}起{what}{label}。"
    return asked_once(request, Act(do, asking, done, then), refused)


def effect_of(before: Sequence[str], after: Sequence[str], staying: str = STAYING) -> str:
    """What an act does to returns that are still to be filed, in half a sentence."""
    gone = [name for name in before if name not in after]
    back = [name for name in after if name not in before]
    stay = [name for name in after if name in before]
    parts = [
        f"尚未上报的{_named(names)}{what}"
        for names, what in ((gone, "转为无须报送"), (back, "恢复应报"), (stay, staying))
        if names
    ]
    return "，".join(parts) or "目前没有尚未上报的报表"


def _named(names: Sequence[str]) -> str:
    more = "等" if len(names) > MOST_NAMED else ""
    return f"{len(names)}份报表（{'、'.join(names[:MOST_NAMED])}{more}）"


def _act(
    request: HttpRequest,
    unit: ReportingUnit,
    kind: str,
    form: forms.Form,
    words: Words,
    verb: Callable[[User], object],
) -> HttpResponse:
    actor, then = actor_of(request), reverse("registry:unit", args=[unit.pk])
    before = open_work(unit)

    def asking() -> Asking:
        return Asking(
            title=words.title,
            sentence=words.sentence(effect_of(before, open_work(unit), words.staying)),
            facts=_facts(unit, form),
            warnings=words.warnings,
            back=then,
            grave=words.grave,
        )

    return asked_once(
        request,
        Act(lambda: verb(actor), asking, words.done, then),
        lambda message: _refused(request, unit.pk, kind, form, message),
    )


def _facts(unit: ReportingUnit, form: forms.Form) -> tuple[tuple[str, str], ...]:
    """Who is affected, and why."""
    open_ones = unit.memberships.filter(until=None).select_related("user").order_by("since", "pk")
    people = "、".join(each.user.display_name for each in open_ones)
    return (
        ("单位", f"{unit.name}（{unit.uscc}，{unit.district}）"),
        ("填报人", people or "目前没有填报人"),
        ("原因", form.cleaned_data["reason"]),
    )


def _refused(
    request: HttpRequest, pk: int, kind: str, form: forms.Form, message: str
) -> HttpResponse:
    form.add_error(None, message)
    return page(request, pk, faulty={kind: form})
