"""The page between the first factor and everything else: a code of the app, a passkey, a recovery code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ruantong.accounts import kept
from ruantong.accounts.access import (
    EVERY_ROLE,
    VERIFY,
    Refused,
    actor_of,
    before_password_change,
    before_second_factor,
    requires,
)
from ruantong.accounts.models import User
from ruantong.accounts.second_factor import factors, gate, passkeys, recovery
from ruantong.accounts.second_factor.forms import FactorCodeForm
from ruantong.accounts.views import target_of

FEW = 3


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@before_password_change
@before_second_factor(VERIFY)
@requires(*EVERY_ROLE)
def verify(request: HttpRequest) -> HttpResponse:
    """Shows what the person has here; a right answer opens the session."""
    actor = actor_of(request)
    if actor.second_factor_since is None or gate.is_fresh(request, actor):
        return redirect(target_of(request))
    form = FactorCodeForm(request.POST or None)
    try:
        if request.POST.get("passkey"):
            form = FactorCodeForm()
            return _entered(request, actor, _by_passkey(request, actor))
        if request.method == "POST" and form.is_valid():
            return _entered(request, actor, factors.check_code(actor, form.cleaned_data["code"]))
    except Refused as refusal:
        if form.is_bound:
            form.add_error("code", refusal.message)
        else:
            messages.error(request, refusal.message)
    return _page(request, actor, form)


@never_cache
@require_POST
@before_password_change
@before_second_factor(VERIFY)
@requires(*EVERY_ROLE)
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is asked to sign."""
    return JsonResponse(dict(passkeys.ask_to_use(request, actor_of(request))))


def _by_passkey(request: HttpRequest, actor: User) -> str:
    if not passkeys.accept(request, actor, request.POST["passkey"]):
        factors.failed(actor, factors.PASSKEY, fault="计数回退")
        raise Refused(
            "该通行密钥的使用计数不符，可能已被复制，未予通过；请用其他方式登录后停用它。"
        )
    return factors.PASSKEY


def _entered(request: HttpRequest, actor: User, kind: str) -> HttpResponse:
    factors.note_passed(actor, kind)
    gate.passed(request, actor)
    if kind == factors.RECOVERY:
        left = recovery.left(actor)
        messages.warning(
            request,
            f"您用恢复码登录，还剩{left}个。"
            + ("请到“我的账户—双因素登录”更换恢复码，或登记新的设备。" if left <= FEW else ""),
        )
    if kept.kept_for(request) is not None:
        return redirect("resume")
    return redirect(target_of(request))


def _page(request: HttpRequest, actor: User, form: FactorCodeForm) -> HttpResponse:
    context = {
        "form": form,
        "next": target_of(request),
        "held": factors.held(actor),
        "here": passkeys.of_host(actor, request),
        "again": not gate.owed(request),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "second_factor/verify.html", context, status=status)
