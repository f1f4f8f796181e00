"""提醒设置: by what a respondent is reminded, and the proof that an e-mail address is its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.followup import own
from ruantong.followup.forms import OwnForm
from ruantong.followup.rules.standing import last_rules
from ruantong.followup.sending.audience import setting_of
from ruantong.gateways import mail, sms

_NAMES = ("sms", "email", "address", "days_before", "quiet_from", "quiet_until")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def settings(request: HttpRequest) -> HttpResponse:
    """One's own wishes; a new address is sent a link at once."""
    actor = actor_of(request)
    setting = setting_of(actor)
    initial = {name: getattr(setting, name) for name in _NAMES}
    initial["address"] = setting.address or actor.email
    form = OwnForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = own.state(own.Wishes(**form.cleaned_data), actor=actor)
        messages.success(request, "提醒设置已保存。")
        if kept.address and not kept.address_proven_at and mail.available():
            _ask(request, kept.address)
        return redirect("followup:own")
    context = {
        "form": form,
        "setting": setting,
        "sms_available": sms.gateway().available,
        "mail_available": mail.available(),
        "last": [(rule.frequency_label, rule.when) for rule in last_rules()],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "followup/own.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def prove(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: opening it shows a button, and that proves the address."""
    if request.method != "POST":
        return render(request, "followup/prove.html", {"setting": setting_of(actor_of(request))})
    try:
        address = own.prove(token, actor=actor_of(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"邮箱“{address}”已确认，今后的报送提醒也发到这里。")
    return redirect("followup:own")


def _ask(request: HttpRequest, address: str) -> None:
    actor = actor_of(request)
    path = reverse("followup:prove", args=[own.token_for(actor, address)])
    try:
        own.ask(actor, request.build_absolute_uri(path))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        if mail.kept():
            messages.info(request, f"演示环境不发邮件，确认链接为：{path}")
        else:
            messages.info(request, f"确认链接已发往“{address}”，请在两天内打开。")
