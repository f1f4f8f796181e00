"""One's own phone number: typed with the password, then proven with the code that goes to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ruantong.accounts import actions, codes
from ruantong.accounts.access import (
    EVERY_ROLE,
    Refused,
    actor_of,
    needs_fresh_factor,
    requires,
)
from ruantong.accounts.forms import CodeForm, NewPhoneForm
from ruantong.gateways import sms

NO_TEXTS = "短信服务尚未配置，暂时不能验证手机号。"
CODE_NOT_ACCEPTED = "验证码不正确或已失效，请核对，或返回重新获取。"
_ASKED = "phone_to_prove"

form_page = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters()
@form_page
@needs_fresh_factor
@requires(*EVERY_ROLE)
def phone(request: HttpRequest) -> HttpResponse:
    """First step: the number. Nothing changes before its code has come back."""
    actor = actor_of(request)
    form = NewPhoneForm(actor, request.POST or None, initial={"phone": actor.phone})
    if request.method == "POST" and form.is_valid():
        try:
            asked = proof_sent(request, form.cleaned_data["phone"])
        except Refused as refusal:
            form.add_error("phone", refusal.message)
        else:
            request.session[_ASKED] = asked
            return redirect("accounts:confirm_phone")
    context = {"form": form, "sms_available": sms.gateway().available}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/phone.html", context, status=status)


@sensitive_post_parameters()
@never_cache
@form_page
@needs_fresh_factor
@requires(*EVERY_ROLE)
def confirm_phone(request: HttpRequest) -> HttpResponse:
    """Second step: the code. From now on the number opens the account."""
    actor, asked = actor_of(request), request.session.get(_ASKED)
    if not asked:
        return redirect("accounts:phone")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not codes.proves(asked, form.cleaned_data["code"]):
                raise Refused(CODE_NOT_ACCEPTED)
            actions.change_phone(actor=actor, phone=asked)
        except Refused as refusal:
            form.add_error("code", refusal.message)
        else:
            del request.session[_ASKED]
            messages.success(request, "手机号已验证，今后可用来登录。")
            return redirect("accounts:account")
    context = {"form": form, "phone": asked}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/confirm_phone.html", context, status=status)


def proof_sent(request: HttpRequest, number: str) -> str:
    """A code is on its way to the number; Refused when none can be sent."""
    if not sms.gateway().available:
        raise Refused(NO_TEXTS)
    return codes.send_proof(number, ip=request.META.get("REMOTE_ADDR"))
