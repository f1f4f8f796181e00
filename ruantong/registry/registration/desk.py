"""注册审批: the system administrator's list and detail of applications.

The approval itself opens returns, which this layer does not know: see ruantong/site/approval.py.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, leaves_entry, requires
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Frequency, Period
from ruantong.registry.models import District, Registration
from ruantong.registry.registration import actions
from ruantong.registry.registration.look_alikes import look_alikes
from ruantong.registry.registration.takeover import takeover
from ruantong.registry.survey import codes, scope
from ruantong.registry.survey.periods import first_periods, frequencies
from ruantong.registry.units.rosters import general_rosters
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing
from ruantong.web.scans import scan_response

COLUMNS = (
    Column("申请时间", lambda r: r.applied_at, "moment", 20),
    Column("统一社会信用代码", lambda r: r.uscc, width=22),
    Column("单位详细名称", lambda r: r.unit_name, width=36),
    Column("报送区县", lambda r: r.district.name, width=18),
    Column("纳统类别", lambda r: scope.label(r.scope), width=20),
    Column("填报人", lambda r: r.contact_name),
    Column("状态", lambda r: r.get_status_display()),
    Column("办理时间", lambda r: r.decided_at, "moment", 20),
    Column("退回原因", lambda r: r.reason, width=40),
)


class ApprovalForm(forms.Form):
    """From which periods the unit owes returns."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for frequency in reversed(frequencies()):
            word = "哪一年" if frequency is Frequency.ANNUAL else "哪一期"
            label = f"{frequency.label}自{word}起填报"
            self.fields[f"{frequency.value}_from"] = forms.ChoiceField(
                label=label,
                choices=[(str(period), period.label) for period in first_periods(frequency)],
                error_messages={"invalid_choice": f"{label}应从列表中选择。"},
            )

    def periods(self) -> dict[str, Period]:
        """The chosen periods by the roster that begins with them."""
        return {
            name.removesuffix("_from"): Period.parse(self.cleaned_data[name])
            for name in self.fields
        }


@require_safe
@requires(Role.SYSTEM_ADMIN)
def registrations(request: HttpRequest) -> HttpResponse:
    """All applications, the waiting ones first to be found."""
    listing = Listing(
        request,
        Registration.objects.select_related("district"),
        filters=(
            Filter("status", "状态", "status", Registration.STATUS),
            Filter("district", "报送区县", "district_id", list(_districts())),
        ),
        sorts={
            "applied": "applied_at",
            "name": "unit_name",
            "district": "district__order",
            "status": "status",
        },
        search=("unit_name", "uscc", "contact_name", "phone"),
        default_sort="-applied",
    )
    if listing.export:
        return export_response(
            listing.export, listing.document("注册申请", "件"), COLUMNS, listing.export_rows
        )
    waiting = Registration.objects.filter(status=Registration.PENDING).count()
    return render(request, "registry/registrations.html", {"listing": listing, "waiting": waiting})


@require_safe
@requires(Role.SYSTEM_ADMIN)
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """One application with everything stated in it."""
    return detail(request, pk, ApprovalForm())


def detail(
    request: HttpRequest, pk: int, approval: ApprovalForm, problem: str = ""
) -> HttpResponse:
    """The page of one application, also after a decision that was refused."""
    found = get_object_or_404(
        Registration.objects.select_related("district", "user", "decided_by", "unit"), pk=pk
    )
    context = {
        "registration": found,
        "approval": approval,
        "takeover": takeover(found) if found.status == Registration.PENDING else None,
        "lists": "、".join(roster.name for roster in general_rosters()),
        "problem": problem,
        "typed_reason": request.POST.get("reason", ""),
        "scope_label": scope.label(found.scope),
        "assessment": scope.assessed(found.scope, found.scope_figures),
        "industry": codes.name_of("industry", found.industry_code),
        "division": codes.name_of("divisions", found.division_code),
        "look_alikes": look_alikes(found) if found.status == Registration.PENDING else (),
    }
    return render(request, "registry/registration.html", context, status=422 if problem else 200)


@require_POST
@requires(Role.SYSTEM_ADMIN)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """退回 with a reason."""
    try:
        found = actions.refuse(pk, actor=actor_of(request), reason=request.POST.get("reason", ""))
    except Refused as refusal:
        return detail(request, pk, ApprovalForm(), refusal.message)
    messages.success(request, f"已退回“{found.unit_name}”的注册申请。")
    return redirect("registry:registrations")


@require_safe
@requires(Role.SYSTEM_ADMIN)
@leaves_entry("registration.licence_read", "registration")
def licence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scan, for the approver only; typed by its content and locked in."""
    found = get_object_or_404(Registration, pk=pk)
    return scan_response(found.licence, f"营业执照-{found.uscc}")


def _districts() -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in District.objects.all()]
