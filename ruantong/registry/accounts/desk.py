"""账户管理: the system administrator hands out, resets, stops and moves accounts.

It stands here and not in accounts because it offers the districts and parks of the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts import actions, proposals
from ruantong.accounts.access import Refused, actor_of, needs_fresh_factor, requires
from ruantong.accounts.confirming import Act, Asking, asked_once
from ruantong.accounts.models import User
from ruantong.accounts.proposal_kinds import FACTOR, KINDS, RESET, ROLE
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.registry.accounts.forms import AccountForm, ChangeRoleForm, ReasonForm
from ruantong.registry.hooks.open_work import open_work
from ruantong.registry.models import District, Membership
from ruantong.registry.people import ending as actions_people
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

ENDING = "终止填报授权的原因"
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
        return export_response(
            listing.export, listing.document("账户", "个"), columns(), listing.export_rows
        )
    rows = [(user, districts.get(user.district_code, user.park)) for user in listing.rows]
    context = {
        "listing": listing,
        "rows": rows,
        "waiting": [(each, KINDS[each.kind].label) for each in proposals.waiting()],
    }
    return render(request, "registry/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_factor
@requires(Role.SYSTEM_ADMIN)
def assign(request: HttpRequest) -> HttpResponse:
    """A new account, or the proposal of one; its activation number is shown once."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        try:
            if form.proposes:
                proposals.propose_account(actor=actor, **form.account())
                done = "已提请确认；确认后，激活码显示给确认人，由其交给本人。"
            else:
                given = actions.assign_account(actor=actor, **form.account())
                done = f"账户“{given.user.username}”已分配，{given.told}。"
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect("registry:accounts")
    status = 422 if form.is_bound else 200
    return render(request, "registry/assign.html", {"form": form}, status=status)


@require_safe
@requires(Role.SYSTEM_ADMIN)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account and what can be done to it."""
    return _page(request, pk)


@require_POST
@needs_fresh_factor
@requires(Role.SYSTEM_ADMIN)
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """重置口令 is proposed, with a reason."""
    user = get_object_or_404(User, pk=pk)
    return _act(
        request, user, "reset", ReasonForm("原因", request.POST, auto_id="reset_%s"),
        title="提请重置口令",
        sentence=(
            f"{_named(user)}的口令将在安全管理员确认后重置：原密码和已有登录随即失效，"
            f"{_new_way(user)}。"
        ),
        verb=lambda reason: proposals.propose_for(
            pk, RESET, actor=actor_of(request), reason=reason
        ),
        done="已提请安全管理员确认；确认之前原密码继续有效。",
    )  # fmt: skip


@require_POST
@needs_fresh_factor
@requires(Role.SYSTEM_ADMIN)
def clear_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """清除双因素 of somebody who lost his device is proposed, with a reason."""
    user = get_object_or_404(User, pk=pk)
    return _act(
        request, user, "factor", ReasonForm("原因", request.POST, auto_id="factor_%s"),
        title="提请清除双因素",
        sentence=(
            f"{_named(user)}的双因素登录将在安全管理员（安全管理员的账户由审计管理员）确认后清除：原来的设备"
            f"和恢复码作废，{_new_way(user)}，本人登录后重新启用。"
        ),
        verb=lambda reason: proposals.propose_for(
            pk, FACTOR, actor=actor_of(request), reason=reason
        ),
        done="已提请确认；确认之前没有变动。",
    )  # fmt: skip


@require_POST
@requires(Role.SYSTEM_ADMIN)
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    """启用 or 停用, with a reason."""
    user = get_object_or_404(User, pk=pk)
    enabled = request.POST.get("enabled") == "1"
    effect = "可以重新登录" if enabled else "不能再登录，已有登录随即失效"
    return _act(
        request, user, "enable", ReasonForm("原因", request.POST, auto_id="enable_%s"),
        title="启用账户" if enabled else "停用账户",
        sentence=f"{_named(user)}{effect}。",
        verb=lambda reason: actions.set_enabled(
            pk, enabled=enabled, reason=reason, actor=actor_of(request)
        ),
        done="账户已启用。" if enabled else "账户已停用，其登录随即失效。",
        grave=not enabled,
    )  # fmt: skip


@require_POST
@needs_fresh_factor
@requires(Role.SYSTEM_ADMIN)
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """变更角色 is proposed: another role, district or park, with a reason."""
    user = get_object_or_404(User, pk=pk)
    form = ChangeRoleForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, faulty={"role": form})
    given = form.role_and_area()
    names = dict(District.objects.values_list("code", "name"))
    before = _role_words(user.role_label, names.get(user.district_code, user.park))
    area = names.get(given["district_code"], given["park"])
    said = f"由{before}变更为{_role_words(ROLE_LABELS[given['role']], area)}"
    return _act(
        request, user, "role", form,
        title="提请变更角色",
        sentence=f"{_named(user)}{said}，在安全管理员确认后生效；确认之前没有变动。",
        verb=lambda reason: proposals.propose_for(
            pk, ROLE, actor=actor_of(request), reason=reason, said=said, **given
        ),
        done="已提请安全管理员确认；确认之前角色没有变动。",
    )  # fmt: skip


@require_POST
@requires(Role.SYSTEM_ADMIN)
def end_membership(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """终止填报授权 of a statistician who left without handover."""
    user = get_object_or_404(User, pk=pk)
    found = get_object_or_404(Membership.objects.select_related("unit"), pk=membership, user=user)
    waiting = open_work(found.unit)
    left = f"该单位尚未上报的{len(waiting)}份报表暂无人填报，" if waiting else ""
    return _act(
        request, user, f"end-{membership}", ReasonForm(ENDING, request.POST, auto_id=f"end{membership}_%s"),
        title="终止填报授权",
        sentence=(
            f"{_named(user)}不再为“{found.unit.name}”填报，随即生效；{left}"
            "该单位可由新的填报人重新注册，由另一名系统管理员批准。本人将收到通知。"
        ),
        verb=lambda reason: actions_people.end_membership(
            membership, user_pk=pk, actor=actor_of(request), reason=reason
        ),
        done="填报授权已终止，该单位可由新的填报人重新注册，由另一名系统管理员批准。",
    )  # fmt: skip


def _new_way(user: User) -> str:
    if user.phone_proven_at is not None:
        return "新的一次性口令发到本人手机"
    return "本人手机号未验证过，由确认人把激活码交给本人，凭发到手机的验证码激活"


def _named(user: User) -> str:
    return f"“{user.display_name}”（{user.username}，{user.role_label}）"


def _role_words(role: str, area: str) -> str:
    return f"{role}（{area}）" if area else role


def _page_of(pk: int) -> str:
    return reverse("registry:account", args=[pk])


def _act(
    request: HttpRequest,
    user: User,
    kind: str,
    form: ReasonForm | ChangeRoleForm,
    *,
    title: str,
    sentence: str,
    verb: Callable[[str], object],
    done: str,
    grave: bool = True,
) -> HttpResponse:
    """An act on an account with a reason: checked, asked once, done."""
    if not form.is_valid():
        return _page(request, user.pk, faulty={kind: form})
    reason = form.cleaned_data["reason"]
    asking = Asking(title, sentence, _page_of(user.pk), (("原因", reason),), grave=grave)

    def refused(message: str) -> HttpResponse:
        form.add_error(None, message)
        return _page(request, user.pk, faulty={kind: form})

    act = Act(lambda: verb(reason), lambda: asking, done, _page_of(user.pk))
    return asked_once(request, act, refused)


def _page(
    request: HttpRequest,
    pk: int,
    *,
    faulty: Mapping[str, forms.Form] | None = None,
    problem: str = "",
) -> HttpResponse:
    """The page of an account; ``faulty`` are forms shown again with what was typed."""
    user = get_object_or_404(User, pk=pk)
    role = Role(user.role)
    area = {"role": user.role, "district": user.district_code, "park": user.park}
    shown = dict(faulty or {})
    memberships = [
        (each, shown.get(f"end-{each.pk}") or ReasonForm(ENDING, auto_id=f"end{each.pk}_%s"))
        for each in Membership.objects.filter(user=user).select_related("unit")
    ]
    context = {
        "account": user,
        "area": dict(District.objects.values_list("code", "name")).get(
            user.district_code, user.park
        ),
        "problem": problem,
        "managed": role in actions.MANAGED,
        "respondent": role is Role.RESPONDENT,
        "administrator": role in actions.ADMINISTRATORS,
        "role_form": (shown.get("role") or ChangeRoleForm(initial=area))
        if role in actions.MANAGED
        else None,
        "enable_form": shown.get("enable") or ReasonForm("原因", auto_id="enable_%s"),
        "factor_form": shown.get("factor") or ReasonForm("原因", auto_id="factor_%s"),
        "reset_form": shown.get("reset") or ReasonForm("原因", auto_id="reset_%s"),
        "waiting": [
            (each, KINDS[each.kind].label) for each in proposals.waiting().filter(account=user)
        ],
        "memberships": memberships,
    }
    status = 422 if problem or faulty else 200
    return render(request, "registry/account.html", context, status=status)
