"""One's own second factors: what there is, adding, naming, taking away, recovery codes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts import kept
from ruantong.accounts.access import (
    ENROL,
    EVERY_ROLE,
    Refused,
    actor_of,
    before_second_factor,
    needs_fresh_factor,
    requires,
)
from ruantong.accounts.confirming import CONFIRMED, Act, Asking, ask, asked_once, rehearsed
from ruantong.accounts.models import User
from ruantong.accounts.second_factor import factors, gate, passkeys, totp
from ruantong.accounts.second_factor.forms import AuthenticatorForm, PasskeyForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@before_second_factor(ENROL)
@requires(*EVERY_ROLE)
def overview(request: HttpRequest) -> HttpResponse:
    """What the account has, and what can be added."""
    return _overview(request)


@sensitive_post_parameters()
@never_cache
@form_page
@before_second_factor(ENROL)
@needs_fresh_factor
@requires(*EVERY_ROLE)
def authenticator(request: HttpRequest) -> HttpResponse:
    """A new app: the picture and the key in text, then the first code it shows."""
    actor, secret = actor_of(request), totp.new_secret()
    posted = request.method == "POST"
    form = AuthenticatorForm(request.POST if posted else None, initial={"name": "手机应用"})
    valid = form.is_valid()
    try:
        if posted:
            secret = totp.offered(request.POST.get("offer", ""), actor)
        if valid:
            codes = factors.add_authenticator(actor=actor, secret=secret, **form.cleaned_data)
            return _added(request, actor, "动态口令", codes)
    except Refused as refusal:
        form.add_error("code", refusal.message)
    address = totp.address(secret, username=actor.username, platform=request.get_host())
    context = {
        "form": form,
        "picture": totp.picture(address),
        "secret": totp.in_groups(secret),
        "offer": totp.offer(actor, secret),
    }
    status = 422 if posted else 200
    return render(request, "second_factor/authenticator.html", context, status=status)


@never_cache
@form_page
@before_second_factor(ENROL)
@needs_fresh_factor
@requires(*EVERY_ROLE)
def passkey(request: HttpRequest) -> HttpResponse:
    """A new passkey: a name for it, then the browser's own question."""
    actor = actor_of(request)
    form = PasskeyForm(request.POST or None, initial={"name": "这台设备"})
    if request.method == "POST" and form.is_valid():
        try:
            made = passkeys.made(request, actor, form.cleaned_data["passkey"])
            codes = factors.add_passkey(actor=actor, name=form.cleaned_data["name"], made=made)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return _added(request, actor, "通行密钥", codes)
    context = {"form": form, "host": passkeys.host_of(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "second_factor/passkey.html", context, status=status)


@never_cache
@require_POST
@before_second_factor(ENROL)
@needs_fresh_factor
@requires(*EVERY_ROLE)
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is asked to make."""
    asked = passkeys.ask_to_make(request, actor_of(request), request.get_host())
    return JsonResponse(dict(asked))


@require_POST
@needs_fresh_factor
@requires(*EVERY_ROLE)
def remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """停用 one of several; asks once."""
    actor, name = actor_of(request), ""

    def verb() -> None:
        nonlocal name
        name = factors.remove(kind, pk, actor=actor)

    def asking() -> Asking:
        label = factors.LABELS[kind]
        left = factors.held(actor)
        sentence = f"停用{label}“{name}”，此后不能再用它登录。"
        if not left.any:
            sentence += "这是最后一个，停用后登录不再需要双因素，恢复码同时作废。"
        return Asking(f"停用{label}", sentence, reverse(ENROL))

    act = Act(verb, asking, "已停用。", reverse(ENROL))
    return asked_once(request, act, lambda message: _overview(request, message))


@never_cache
@require_POST
@needs_fresh_factor
@requires(*EVERY_ROLE)
def codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes: asks once; they are on the answer and nowhere else."""
    actor = actor_of(request)
    asking = Asking(
        "更换恢复码",
        "生成10个新的恢复码，只显示这一次；原来的恢复码全部作废。",
        reverse(ENROL),
        grave=False,
    )
    try:
        rehearsed(lambda: factors.renew_codes(actor=actor), lambda: None)
        if request.POST.get(CONFIRMED) != asking.token:
            return ask(request, asking)
        found = factors.renew_codes(actor=actor)
    except Refused as refusal:
        return _overview(request, refusal.message)
    return _codes(request, found)


def _added(request: HttpRequest, actor: User, label: str, found: list[str]) -> HttpResponse:
    """The first factor has just been shown by adding it, and brings the recovery codes."""
    messages.success(request, f"{label}已启用。")
    if not found:
        return redirect(ENROL)
    actor.refresh_from_db()
    gate.passed(request, actor)
    return _codes(request, found)


def _codes(request: HttpRequest, found: list[str]) -> HttpResponse:
    onward = reverse("resume") if kept.kept_for(request) is not None else "/"
    return render(request, "second_factor/codes.html", {"codes": found, "onward": onward})


def _overview(request: HttpRequest, problem: str = "") -> HttpResponse:
    actor = actor_of(request)
    context = {
        "held": factors.held(actor),
        "required": factors.required_of(actor),
        "owed": bool(gate.owed(request)),
        "host": passkeys.host_of(request),
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "second_factor/overview.html", context, status=status)
