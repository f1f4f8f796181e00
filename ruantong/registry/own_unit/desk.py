"""本单位: what the respondent sees of the own unit, and handing the work over (统计人员变动)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.core.identifiers import mobile_fault, normalise_phone
from ruantong.core.lifecycle import Role
from ruantong.core.limits import MOBILE, PERSON
from ruantong.registry.access import unit_for
from ruantong.registry.fields import text
from ruantong.registry.people import invitations
from ruantong.registry.people.door import join_link
from ruantong.registry.queries import units_of
from ruantong.registry.registration.takeover import lost_by
from ruantong.registry.survey import codes
from ruantong.registry.units.rosters import labelled_entries, rosters


class SuccessorForm(forms.Form):
    """Who takes over."""

    name = text("接任人姓名", PERSON, autocomplete="off")
    phone = text(
        "接任人手机号", MOBILE, "接任链接只发到这个手机，7天内有效。",
        autocomplete="off", inputmode="numeric",
    )  # fmt: skip

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if fault := mobile_fault(phone):
            raise forms.ValidationError(fault + "。")
        return phone


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
            "offers": invitations.open_ones(unit)
            .filter(succeeds=True)
            .select_related("invited_by"),
        }
        for unit in units_of(actor)
    ]
    return render(request, "registry/own_unit.html", {"units": units, "lost": lost_by(actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """移交: a link goes to the phone of whoever is to take over."""
    actor = actor_of(request)
    unit = unit_for(actor, pk)
    form = SuccessorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invitations.hand_over(
                pk,
                actor=actor,
                link_of=lambda token: join_link(request, token),
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            told = f"接任链接已发到{made.name}的手机，7天内有效；对方接任之前仍由您填报。"
            messages.success(request, told)
            return redirect("registry:own_unit")
    context = {"unit": unit, "form": form}
    return render(request, "registry/offer.html", context, status=422 if form.is_bound else 200)
