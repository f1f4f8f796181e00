"""接受邀请: what the link on a phone leads to, with an account or without one; and those that wait for
somebody who is signed in.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, comes_back, public, requires, shown_again
from ruantong.accounts.models import User
from ruantong.accounts.views import BACKEND
from ruantong.core.lifecycle import Role
from ruantong.registry.models import Invitation
from ruantong.registry.people import invitations
from ruantong.registry.people.division import forms_told
from ruantong.registry.people.forms import JoinForm


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@comes_back
@public
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The unit and the post somebody is invited to; nobody is named before it is accepted."""
    one = invitations.opened(token)
    if one is None:
        context = {
            "title": "邀请已失效",
            "message": "该邀请不存在，或已被接受、撤回、过期。",
            "advice": "请与邀请您的单位联系，重新发出邀请。",
            "back": "/",
            "back_label": "返回首页",
        }
        return render(request, "site/message.html", context, status=404)
    if request.user.is_authenticated:
        return _with_account(request, one, token)
    return _without(request, one, token)


def _with_account(request: HttpRequest, one: Invitation, token: str) -> HttpResponse:
    problem = ""
    if request.method == "POST" and not shown_again(request):
        try:
            invitations.accept(token, actor=actor_of(request))
        except Refused as refusal:
            problem = refusal.message
        else:
            return _inside(request, one)
    context = {"one": one, "forms": forms_told(one.form_codes), "problem": problem}
    return render(request, "registry/join.html", context, status=422 if problem else 200)


def _without(request: HttpRequest, one: Invitation, token: str) -> HttpResponse:
    sent = request.POST if request.method == "POST" and not shown_again(request) else None
    form = JoinForm(sent, phone=one.phone)
    if form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("username", "display_name", "password")}
        try:
            user: User = invitations.accept_as_new(token, **given)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            login(request, user, backend=BACKEND)
            return _inside(request, one)
    context = {"one": one, "forms": forms_told(one.form_codes), "form": form}
    return render(request, "registry/join.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires(Role.RESPONDENT)
def waiting(request: HttpRequest) -> HttpResponse:
    """Which units ask whoever is signed in to file for them."""
    return _waiting(request)


@require_POST
@requires(Role.RESPONDENT)
def accept_waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """接受 one of them."""
    try:
        joined = invitations.accept_waiting(pk, actor=actor_of(request))
    except Refused as refusal:
        return _waiting(request, refusal.message)
    messages.success(request, f"您已开始为“{joined.unit.name}”填报。")
    return redirect("home")


def join_link(request: HttpRequest, token: str) -> str:
    """The address that goes to a phone."""
    return request.build_absolute_uri(reverse("registry:join", args=[token]))


def _waiting(request: HttpRequest, problem: str = "") -> HttpResponse:
    found = invitations.waiting_for(actor_of(request))
    rows = [(each, forms_told(each.form_codes)) for each in found]
    context = {"rows": rows, "problem": problem}
    return render(request, "registry/waiting.html", context, status=422 if problem else 200)


def _inside(request: HttpRequest, one: Invitation) -> HttpResponse:
    messages.success(request, f"您已开始为“{one.unit.name}”填报。")
    return redirect("home")
