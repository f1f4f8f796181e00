"""The door: signing in and out, and one's own account."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ruantong.accounts import actions, cas, codes, kept
from ruantong.accounts.access import (
    ENROL,
    EVERY_ROLE,
    VERIFY,
    Refused,
    actor_of,
    before_password_change,
    before_second_factor,
    comes_back,
    needs_fresh_factor,
    public,
    requires,
    shown_again,
)
from ruantong.accounts.backends import find
from ruantong.accounts.forms import (
    CodeForm,
    NewPasswordForm,
    PhoneForm,
    SignInForm,
)
from ruantong.accounts.lockout import tries
from ruantong.accounts.models import User
from ruantong.accounts.own_phone import CODE_NOT_ACCEPTED
from ruantong.accounts.policy import policy
from ruantong.accounts.sessions.living import begin, password_overdue
from ruantong.gateways import cas as cas_server
from ruantong.gateways import sms

NOT_ACCEPTED = "用户名、手机号或密码不正确。首次登录的一次性口令自发放起7天内有效。"
NARROW = (
    f"{NOT_ACCEPTED}近1小时该用户名或您所在的网络登录失败过多，暂时只有以往在此网络登录过的账户可用密码登录；"
    "请改用其他方式登录，或1小时后再试。"
)
BACKEND = "ruantong.accounts.backends.UsernameOrPhone"  # where the account of a session is found
_CODE_PHONE = "code_phone"
_BY_CODE = "signed_in_by_code"

form_page = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters()
@never_cache
@form_page
@comes_back
@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """First way: user name or phone, and password."""
    if request.user.is_authenticated:
        return redirect(target_of(request))
    if shown_again(request):
        return _once_more(request, "accounts/sign_in.html", SignInForm)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["username"]
        try:
            attempt = tries.begin(name, request.META.get("REMOTE_ADDR"))
            user = authenticate(request, **form.cleaned_data)
            if isinstance(user, User) and attempt.counts:
                attempt.succeeded()
                return enter(request, user, way="password")
            if not attempt.narrow:
                _note_failure(name, "password")
            attempt.check()
        except tries.Locked as locked:
            return locked_out(request, locked)
        form.add_error(None, NARROW if attempt.narrow else NOT_ACCEPTED)
    return _page(request, "accounts/sign_in.html", form)


@never_cache
@form_page
@comes_back
@public
def request_code(request: HttpRequest) -> HttpResponse:
    """Second way, first step: the phone that the code goes to."""
    if request.user.is_authenticated:
        return redirect(target_of(request))
    if shown_again(request):
        return _once_more(request, "accounts/request_code.html", PhoneForm)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not sms.gateway().available:
                raise Refused("短信服务尚未配置，请使用密码登录。")
            said = codes.send_code(form.cleaned_data["phone"], ip=request.META.get("REMOTE_ADDR"))
        except Refused as refusal:
            form.add_error("phone", refusal.message)
        else:
            request.session[_CODE_PHONE] = form.cleaned_data["phone"]
            messages.info(request, said)
            return redirect(_with_next(request, "/login/code/confirm/"))
    return _page(request, "accounts/request_code.html", form)


@sensitive_post_parameters()
@never_cache
@form_page
@public
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Second way, second step: the code that arrived."""
    phone = request.session.get(_CODE_PHONE)
    if request.user.is_authenticated or not phone:
        return redirect("accounts:request_code")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = tries.begin(phone, request.META.get("REMOTE_ADDR"))
            user = authenticate(request, username=phone, code=form.cleaned_data["code"])
            if isinstance(user, User):
                attempt.succeeded()
                return enter(request, user, way="code")
            _note_failure(phone, "code")
            attempt.check()
        except tries.Locked as locked:
            return locked_out(request, locked)
        form.add_error("code", CODE_NOT_ACCEPTED)
    return _page(request, "accounts/confirm_code.html", form, phone=phone)


@require_POST
@before_password_change
@before_second_factor(VERIFY, ENROL)
@requires(*EVERY_ROLE)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session; nothing of it stays on the machine."""
    actions.note_session("sign_out", actor_of(request))
    by_cas = cas.leave(request)
    logout(request)
    if not by_cas:
        messages.info(request, "您已退出登录。")
    response = redirect("registry:cas_left" if by_cas else "accounts:login")
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


@requires(*EVERY_ROLE)
def account(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    return render(request, "accounts/account.html")


@sensitive_post_parameters()
@form_page
@before_password_change
@needs_fresh_factor
@requires(*EVERY_ROLE)
def password(request: HttpRequest) -> HttpResponse:
    """A new password; who came in by code need not know the old one. Open while it is overdue."""
    actor, ask_current = actor_of(request), not request.session.get(_BY_CODE)
    days = policy().password_days.of(actor.role) if password_overdue(request, actor) else 0
    return _new_password(request, "accounts/password.html", ask_current=ask_current, overdue=days)


@sensitive_post_parameters()
@form_page
@before_password_change
@requires(*EVERY_ROLE)
def first_password(request: HttpRequest) -> HttpResponse:
    """The first sign-in of an assigned account: nothing else is open before this."""
    if not actor_of(request).must_change_password:
        return redirect("home")
    return _new_password(request, "accounts/first_password.html", ask_current=False)


def _new_password(
    request: HttpRequest, template: str, *, ask_current: bool, **context: object
) -> HttpResponse:
    actor = actor_of(request)
    form = NewPasswordForm(actor, request.POST or None, ask_current=ask_current)
    if request.method == "POST" and form.is_valid():
        user = actions.change_password(
            actor=actor, password=form.cleaned_data["new"], session=request.session.session_key
        )
        update_session_auth_hash(request, user)  # other sessions of the account end
        cas.follow(request)
        request.session.pop(_BY_CODE, None)
        messages.success(request, "密码已修改。")
        return redirect("home")
    return _page(request, template, form, **context)


def enter(
    request: HttpRequest, user: User, *, way: str, target: str = "", ticket: str = ""
) -> HttpResponse:
    """The person is who he says: a session begins, and he goes on to where he wanted to go.

    ``ticket``: the one of single sign-on that opens this session, and may end it; Refused when it
    has opened one before.
    """
    target, token = target or target_of(request), kept.former_token(request, user)
    entry = cas.began(request, ticket) if ticket else None
    cas.forget(request)
    login(request, user, backend=getattr(user, "backend", BACKEND))
    cas.follow(request, entry)
    actions.note_session("sign_in", user, way=way)
    begin(request, user, way)
    kept.note_former_token(request, token)
    request.session.pop(_CODE_PHONE, None)
    if way == "code":
        request.session[_BY_CODE] = True
    if kept.kept_for(request) is not None:
        return redirect("resume")
    return redirect("/" if target == reverse("resume") else target)


def _note_failure(name: str, way: str) -> None:
    """For an unknown name too, which takes as long, but without it: it may be a password."""
    actions.note_session("sign_in_failed", find(name), way=way)


def locked_out(request: HttpRequest, locked: tries.Locked) -> HttpResponse:
    """The same page for known and unknown names: it tells nothing about accounts."""
    context = {
        "minutes": locked.minutes,
        "failures": policy().lock_failures.largest,
        "sms_available": sms.gateway().available,
    }
    return render(request, "accounts/locked.html", context, status=429)


def target_of(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if that is a place of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"


def ways(request: HttpRequest) -> dict[str, object]:
    """Which ways in there are, and where they lead."""
    return {
        "next": target_of(request),
        "sms_available": sms.gateway().available,
        "cas_available": cas_server.available(),
    }


def _with_next(request: HttpRequest, path: str) -> str:
    target = target_of(request)
    return path if target == "/" else f"{path}?{urlencode({'next': target})}"


def _once_more(request: HttpRequest, template: str, kind: type[Form]) -> HttpResponse:
    """The form as it was typed, with a fresh token; nothing was checked and nothing done."""
    messages.warning(request, "页面已过期，刚才的提交没有生效，请再提交一次。")
    typed = {name: text for name, text in request.POST.items() if name not in kept.SECRET_FIELDS}
    context = {"form": kind(initial=typed), **ways(request)}
    return render(request, template, context, status=403)


def _page(request: HttpRequest, template: str, form: object, **context: object) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context |= {"form": form, **ways(request)}
    return render(request, template, context, status=status)
