"""用户注册: applying, the applicant's status page, correcting after a refusal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from ruantong.accounts import cas, phones
from ruantong.accounts.access import (
    Refused,
    actor_of,
    comes_back,
    public,
    requires,
    shown_again,
)
from ruantong.accounts.kept import SECRET_FIELDS
from ruantong.accounts.names import username_problem
from ruantong.accounts.views import BACKEND
from ruantong.core.lifecycle import Role
from ruantong.gateways import sms
from ruantong.registry.models import Registration
from ruantong.registry.registration import actions, applicant_phone
from ruantong.registry.registration.forms import EnterpriseForm, RegistrationForm, ScopeForm
from ruantong.registry.survey import scope

form_page = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters()
@form_page
@comes_back
@public
def register(request: HttpRequest) -> HttpResponse:
    """A new enterprise applies; afterwards it is signed in and sees where the application stands."""
    if request.user.is_authenticated:
        return redirect("home")
    coming, proof = cas.waiting(request), applicant_phone.proof(request)
    proven = phones.shown_by(proof)
    if proven is None:
        if request.method == "POST":
            messages.warning(request, "手机号的验证已过期，请重新验证。")
        return redirect("registry:applicant_phone")
    shown: dict[str, Any] = {"coming": coming, "proof": proof, "phone": proven}
    if shown_again(request):
        typed = {name: text for name, text in request.POST.items() if name not in SECRET_FIELDS}
        messages.warning(
            request,
            "页面已过期（停留过久，或已在别处登录、退出），刚才的提交没有生效。已填内容都在下面；"
            "请重新选择营业执照扫描件、填写密码后再提交。",
        )
        form = RegistrationForm(initial=typed, phone=proven)
        return _form_page(request, "registry/register.html", form, status=403, **shown)
    form = RegistrationForm(
        request.POST or None, request.FILES or None, initial=_known(coming), phone=proven
    )
    if request.method == "POST" and form.is_valid():
        stated = dict(form.cleaned_data)
        stated.pop("again")
        try:
            registration = actions.apply(
                phone=proven, cas_name=coming.name if coming else "", **stated
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            cas.forget(request)
            login(request, registration.user, backend=BACKEND)
            cas.follow(request)
            messages.success(request, "注册申请已提交。")
            return redirect("registry:status")
    return _form_page(request, "registry/register.html", form, **shown)


@form_page
@public
def scope_check(request: HttpRequest) -> HttpResponse:
    """统计范围自评: whether one is in scope and why. Nothing of it is kept."""
    form = ScopeForm(request.POST or None)
    found = None
    if form.is_valid():
        found = scope.assessed(form.cleaned_data["scope"], form.cleaned_data["scope_figures"])
    asked = form.is_valid()
    return _form_page(
        request, "registry/scope_check.html", form, ok=asked, asked=asked, assessment=found
    )


@require_safe
@requires(Role.RESPONDENT)
def status(request: HttpRequest) -> HttpResponse:
    """Where one's own application stands."""
    registration = _own(request)
    if registration is None:
        return redirect("home")
    context = {
        "registration": registration,
        "sms_available": sms.gateway().available,
        "assessment": scope.assessed(registration.scope, registration.scope_figures),
    }
    return render(request, "registry/status.html", context)


@form_page
@requires(Role.RESPONDENT)
def correct(request: HttpRequest) -> HttpResponse:
    """The refused application with its values, to correct and submit again."""
    registration = _own(request)
    if registration is None or registration.status != Registration.REFUSED:
        return redirect("registry:status")
    initial = {name: getattr(registration, name) for name in actions.STATED}
    initial["district"] = registration.district_id
    form = EnterpriseForm(
        request.POST or None, request.FILES or None, initial=initial, present=registration
    )
    actor = actor_of(request)
    if request.method == "POST" and form.is_valid():
        try:
            actions.resubmit(actor=actor, phone=actor.phone or "", **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "更正后的注册申请已提交。")
            return redirect("registry:status")
    return _form_page(
        request, "registry/correct.html", form, registration=registration, phone=actor.phone
    )


def _known(coming: cas.Waiting | None) -> dict[str, str]:
    """What the city's platform said of an applicant, for the boxes it fits; all of it can be changed."""
    if coming is None:
        return {}
    name = coming.stated.get("username", "") or coming.name
    known = {key: text for key, text in coming.stated.items() if key not in {"username", "phone"}}
    return known if username_problem(name) else {**known, "username": name}


def _own(request: HttpRequest) -> Registration | None:
    return Registration.objects.filter(user=actor_of(request)).select_related("district").first()


def _form_page(
    request: HttpRequest,
    template: str,
    form: ScopeForm,
    status: int = 200,
    *,
    ok: bool = False,
    **context: object,
) -> HttpResponse:
    context |= {"form": form, "kinds": scope.kinds(), "no_floor": scope.note()}
    return render(request, template, context, status=422 if form.is_bound and not ok else status)
