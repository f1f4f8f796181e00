"""用户注册 begins with the applicant's phone: proven first, so that strangers learn and leave nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ruantong.accounts import cas, codes, phones
from ruantong.accounts.access import Refused, comes_back, public, shown_again
from ruantong.accounts.forms import CodeForm, PhoneForm
from ruantong.accounts.own_phone import CODE_NOT_ACCEPTED, proof_sent
from ruantong.core.identifiers import normalise_phone
from ruantong.gateways import sms

_ASKED, _PROOF = "applicant_phone", "applicant_proof"
form_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@form_page
@comes_back
@public
def phone(request: HttpRequest) -> HttpResponse:
    """The number the code goes to; the answer is the same whether it has an account."""
    if request.user.is_authenticated:
        return redirect("home")
    coming = cas.waiting(request)
    known = normalise_phone(coming.stated.get("phone", "")) if coming else ""
    if shown_again(request):
        messages.warning(request, "页面已过期，刚才的提交没有生效，请再提交一次。")
        typed = {"phone": request.POST.get("phone", "")}
        return _page(request, PhoneForm(initial=typed), 403, coming=coming)
    form = PhoneForm(request.POST or None, initial={"phone": known})
    form.fields["phone"].label = "手机号"
    if request.method == "POST" and form.is_valid():
        try:
            request.session[_ASKED] = proof_sent(request, form.cleaned_data["phone"])
        except Refused as refusal:
            form.add_error("phone", refusal.message)
        else:
            return redirect("registry:confirm_applicant_phone")
    return _page(request, form, 422 if form.is_bound else 200, coming=coming)


@sensitive_post_parameters()
@never_cache
@form_page
@public
def confirm(request: HttpRequest) -> HttpResponse:
    """The code; who holds the phone may be told that it has an account."""
    asked = request.session.get(_ASKED)
    if request.user.is_authenticated or not asked:
        return redirect("registry:applicant_phone")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not codes.proves(asked, form.cleaned_data["code"]):
            form.add_error("code", CODE_NOT_ACCEPTED)
        elif phones.owner_of(asked) is not None:
            del request.session[_ASKED]
            messages.warning(request, f"手机号“{asked}”已有账户，请直接登录，不需要再注册。")
            return redirect("accounts:login")
        else:
            del request.session[_ASKED]
            request.session[_PROOF] = phones.proof_of(asked)
            return redirect("registry:register")
    status = 422 if form.is_bound else 200
    context = {"form": form, "phone": asked}
    return render(request, "registry/confirm_applicant_phone.html", context, status=status)


def proof(request: HttpRequest) -> str:
    """The proof this visitor has: with the form, which outlives a session, or of this session."""
    return str(request.POST.get("proof") or request.session.get(_PROOF, ""))


def _page(request: HttpRequest, form: PhoneForm, status: int, **context: object) -> HttpResponse:
    context |= {"form": form, "sms_available": sms.gateway().available}
    return render(request, "registry/applicant_phone.html", context, status=status)
