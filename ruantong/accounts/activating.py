"""激活账户: the activation number that an administrator handed over, then the code on one's own phone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ruantong.accounts import codes
from ruantong.accounts.access import Refused, comes_back, public, shown_again
from ruantong.accounts.first_access import NOT_ACCEPTED, activate, waiting_for
from ruantong.accounts.forms import ActivationForm, CodeForm
from ruantong.accounts.lockout import tries
from ruantong.accounts.own_phone import CODE_NOT_ACCEPTED, form_page, proof_sent
from ruantong.accounts.views import enter, locked_out

_NUMBER, _PHONE = "activation_number", "activation_phone"
# numbers are tried under one name, so that a network that guesses is stopped
_TRIED_AS = "激活码"


@sensitive_post_parameters()
@never_cache
@form_page
@comes_back
@public
def number(request: HttpRequest) -> HttpResponse:
    """First step: the number. A right one sends the code to the phone of its account."""
    if request.user.is_authenticated:
        return redirect("home")
    if shown_again(request):
        messages.warning(request, "页面已过期，刚才的提交没有生效，请再提交一次。")
        return _page(request, ActivationForm(), 403)
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["activation"]
        try:
            attempt = tries.begin(_TRIED_AS, request.META.get("REMOTE_ADDR"))
            user = waiting_for(typed)
            if user is None or not user.phone:
                attempt.check()
                raise Refused(NOT_ACCEPTED)
            attempt.succeeded()
            request.session[_PHONE] = proof_sent(request, user.phone)
            request.session[_NUMBER] = typed
        except tries.Locked as locked:
            return locked_out(request, locked)
        except Refused as refusal:
            form.add_error("activation", refusal.message)
        else:
            return redirect("accounts:confirm_activation")
    return _page(request, form, 422 if form.is_bound else 200)


@sensitive_post_parameters()
@never_cache
@form_page
@public
def confirm(request: HttpRequest) -> HttpResponse:
    """Second step: the code. The owner is in, and sets a password before anything else."""
    typed, phone = request.session.get(_NUMBER), request.session.get(_PHONE)
    if request.user.is_authenticated or not typed or not phone:
        return redirect("accounts:activate")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not codes.proves(phone, form.cleaned_data["code"]):
                raise Refused(CODE_NOT_ACCEPTED)
            user = activate(typed, phone)
        except Refused as refusal:
            form.add_error("code", refusal.message)
        else:
            del request.session[_NUMBER], request.session[_PHONE]
            messages.success(request, f"账户“{user.username}”已激活，手机号已验证，请设置密码。")
            return enter(request, user, way="code")
    context = {"form": form, "masked": f"{phone[:3]}****{phone[-4:]}"}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/confirm_activation.html", context, status=status)


def _page(request: HttpRequest, form: ActivationForm, status: int) -> HttpResponse:
    return render(request, "accounts/activate.html", {"form": form}, status=status)
