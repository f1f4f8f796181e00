"""账户管理: the system administrator hands out, resets, stops and moves accounts.

It stands here and not in accounts because it offers the districts and parks of the registry.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts import actions
from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.accounts.models import User
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.registry import actions_people
from ruantong.registry.account_forms import AccountForm, RoleForm
from ruantong.registry.models import District, Membership
from ruantong.web.export import Column, export_response
from ruantong.web.listing import Filter, Listing

ACTIVE = (("True", "启用"), ("False", "停用"))


def columns() -> tuple[Column, ...]:
    """The list as a file; the names of districts are read once."""
    names = dict(District.objects.values_list("code", "name"))
    return (
        Column("用户名", lambda u: u.username, width=20),
        Column("姓名", lambda u: u.display_name),
        Column("角色", lambda u: u.role_label, width=16),
        Column("区县或园区", lambda u: names.get(u.district_code, u.park), width=22),
        Column("手机号", lambda u: u.phone),
        Column("电子邮箱", lambda u: u.email, width=24),
        Column("状态", lambda u: "启用" if u.is_active else "停用"),
        Column("建立时间", lambda u: u.created_at, "moment", 20),
    )


@require_safe
@requires(Role.SYSTEM_ADMIN)
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts by role, district and state."""
    districts = dict(District.objects.values_list("code", "name"))
    listing = Listing(
        request,
        User.objects.all(),
        filters=(
            Filter("role", "角色", "role", [(role.value, ROLE_LABELS[role]) for role in Role]),
            Filter("district", "报送区县", "district_code", list(districts.items())),
            Filter("active", "状态", "is_active", ACTIVE),
        ),
        sorts={
            "username": "username",
            "name": "display_name",
            "role": ("role", "district_code"),
            "created": "created_at",
        },
        search=("username", "display_name", "phone"),
        default_sort="role",
    )
    if listing.export:
        return export_response(listing.export, "账户", columns(), listing.export_rows)
    rows = [(user, districts.get(user.district_code, user.park)) for user in listing.rows]
    return render(request, "registry/accounts.html", {"listing": listing, "rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.SYSTEM_ADMIN)
def assign(request: HttpRequest) -> HttpResponse:
    """A new account; its one-time secret is on the answer and nowhere else."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, secret = actions.assign_account(actor=actor_of(request), **form.account())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return _secret(request, user, secret, "账户已分配")
    status = 422 if form.is_bound else 200
    return render(request, "registry/assign.html", {"form": form}, status=status)


@require_safe
@requires(Role.SYSTEM_ADMIN)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account and what can be done to it."""
    return _page(request, pk)


@never_cache
@require_POST
@requires(Role.SYSTEM_ADMIN)
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time secret."""
    try:
        user, secret = actions.reset_secret(pk, actor=actor_of(request))
    except Refused as refusal:
        return _page(request, pk, refusal.message)
    return _secret(request, user, secret, "口令已重置")


@require_POST
@requires(Role.SYSTEM_ADMIN)
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    """启用 or 停用, with a reason."""
    enabled = request.POST.get("enabled") == "1"
    return _do(
        request,
        pk,
        lambda: actions.set_enabled(
            pk, enabled=enabled, reason=request.POST.get("reason", ""), actor=actor_of(request)
        ),
        "账户已启用。" if enabled else "账户已停用，其登录随即失效。",
    )


@require_POST
@requires(Role.SYSTEM_ADMIN)
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role, district or park for an assigned account."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(
            request, pk, "；".join(str(t) for texts in form.errors.values() for t in texts)
        )
    return _do(
        request,
        pk,
        lambda: actions.change_role(pk, actor=actor_of(request), **form.role_and_area()),
        "角色已变更。",
    )


@require_POST
@requires(Role.SYSTEM_ADMIN)
def end_membership(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """终止填报授权 of a statistician who left without handover."""
    return _do(
        request,
        pk,
        lambda: actions_people.end_membership(
            membership, actor=actor_of(request), reason=request.POST.get("reason", "")
        ),
        "填报授权已终止，该单位可由新的填报人重新注册。",
    )


def _do(request: HttpRequest, pk: int, verb: Callable[[], object], done: str) -> HttpResponse:
    try:
        verb()
    except Refused as refusal:
        return _page(request, pk, refusal.message)
    messages.success(request, done)
    return redirect("registry:account", pk)


def _page(request: HttpRequest, pk: int, problem: str = "") -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    role = Role(user.role)
    area = {"role": user.role, "district": user.district_code, "park": user.park}
    context = {
        "account": user,
        "area": dict(District.objects.values_list("code", "name")).get(
            user.district_code, user.park
        ),
        "problem": problem,
        "managed": role in actions.MANAGED,
        "respondent": role is Role.RESPONDENT,
        "administrator": role in actions.ADMINISTRATORS,
        "role_form": RoleForm(initial=area) if role in actions.MANAGED else None,
        "memberships": Membership.objects.filter(user=user).select_related("unit"),
    }
    return render(request, "registry/account.html", context, status=422 if problem else 200)


def _secret(request: HttpRequest, user: User, secret: str, title: str) -> HttpResponse:
    context = {"account": user, "secret": secret, "title": title}
    return render(request, "registry/secret.html", context)
