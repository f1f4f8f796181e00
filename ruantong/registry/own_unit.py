"""本单位: what the respondent sees of the own unit, and handing the work over (统计人员变动)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.accounts.names import username_problem
from ruantong.accounts.phones import owner_of
from ruantong.core.identifiers import mobile_fault, normalise_phone
from ruantong.core.lifecycle import Role
from ruantong.core.limits import MOBILE, PERSON
from ruantong.registry import actions_people, codes
from ruantong.registry.access import unit_for
from ruantong.registry.forms import text
from ruantong.registry.models import Handover
from ruantong.registry.people.takeover import lost_by
from ruantong.registry.queries import offers_to, units_of
from ruantong.registry.rosters import labelled_entries, rosters


class SuccessorForm(forms.Form):
    """Who takes over."""

    display_name = text("接任人姓名", PERSON, autocomplete="off")
    phone = text("接任人手机号", MOBILE, autocomplete="off", inputmode="numeric")
    username = text(
        "接任人用户名", 64,
        "接任人没有账户的，以此建立；已有账户的按手机号识别，填其用户名即可。2至32位，以字母开头。", autocomplete="off",
    )  # fmt: skip

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if fault := mobile_fault(phone):
            raise forms.ValidationError(fault + "。")
        return phone

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if "username" in given and "phone" in given:
            known = owner_of(given["phone"])
            if known is None and (problem := username_problem(given["username"])):
                self.add_error("username", problem)
        return given


@require_safe
@requires(Role.RESPONDENT)
def own_unit(request: HttpRequest) -> HttpResponse:
    """The facts the platform holds about the own units, and their lists."""
    actor = actor_of(request)
    units = [
        {
            "unit": unit,
            "industry": codes.name_of("industry", unit.industry_code),
            "division": codes.name_of("divisions", unit.division_code),
            "lists": [(one.name, labelled_entries(unit, one.key)) for one in rosters().values()],
            "offer": unit.handovers.filter(accepted_at=None, cancelled_at=None)
            .select_related("successor", "predecessor")
            .first(),
        }
        for unit in units_of(actor)
    ]
    return render(request, "registry/own_unit.html", {"units": units, "lost": lost_by(actor)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """移交: names the successor; a new account's one-time secret goes to its owner's phone."""
    actor = actor_of(request)
    unit = unit_for(actor, pk)
    form = SuccessorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = actions_people.offer_handover(pk, actor=actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            context = {"offer": made, "secret": secret, "unit": unit}
            return render(request, "registry/offered.html", context)
    context = {"unit": unit, "form": form}
    return render(request, "registry/offer.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(Role.RESPONDENT)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """取消移交."""
    _concerning(request, pk)
    actions_people.cancel_handover(pk, actor=actor_of(request))
    messages.success(request, "移交已取消，仍由您填报。")
    return redirect("registry:own_unit")


@require_safe
@requires(Role.RESPONDENT)
def handovers(request: HttpRequest) -> HttpResponse:
    """What is offered to me."""
    return render(request, "registry/handovers.html", {"offers": offers_to(actor_of(request))})


@require_POST
@requires(Role.RESPONDENT)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """接任."""
    _concerning(request, pk)
    taken = actions_people.accept_handover(pk, actor=actor_of(request))
    messages.success(request, f"您已接任“{taken.unit.name}”的填报工作。")
    return redirect("home")


def _concerning(request: HttpRequest, pk: int) -> None:
    """Other people's handovers do not exist for this respondent."""
    actor = actor_of(request)
    found = Handover.objects.filter(pk=pk)
    if not (found.filter(predecessor=actor) | found.filter(successor=actor)).exists():
        raise Http404
