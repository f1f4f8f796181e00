"""账户确认: what the security administrator finds of proposed system administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts import proposals
from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.accounts.confirming import CONFIRMED, Act, Asking, ask, asked_once, rehearsed
from ruantong.accounts.models import AccountProposal
from ruantong.core.lifecycle import Role
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

COLUMNS = (
    Column("用户名", lambda p: p.username, width=20),
    Column("姓名", lambda p: p.display_name),
    Column("手机号", lambda p: p.phone),
    Column("提请人", lambda p: p.proposed_by.display_name),
    Column("提出时间", lambda p: p.proposed_at, "moment", 20),
    Column("状态", lambda p: p.state),
    Column("办理人", lambda p: p.decided_by.display_name if p.decided_by else ""),
    Column("办理时间", lambda p: p.decided_at, "moment", 20),
    Column("不予确认的原因", lambda p: p.reason, width=40),
)


@require_safe
@requires(Role.SECURITY_ADMIN)
def proposed(request: HttpRequest) -> HttpResponse:
    """All proposals, the waiting ones first to be decided."""
    return _page(request)


@never_cache
@require_POST
@requires(Role.SECURITY_ADMIN)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """确认 asks once: the one-time secret is on the answer and nowhere else."""
    actor = actor_of(request)
    try:
        asking = rehearsed(
            lambda: proposals.confirm(pk, actor=actor),
            lambda: _asking_confirm(
                AccountProposal.objects.select_related("proposed_by").get(pk=pk)
            ),
        )
        if request.POST.get(CONFIRMED) != asking.token:
            return ask(request, asking)
        user, secret = proposals.confirm(pk, actor=actor)
    except Refused as refusal:
        return _page(request, refusal.message)
    return render(request, "accounts/confirmed.html", {"account": user, "secret": secret})


@require_POST
@requires(Role.SECURITY_ADMIN)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """不予确认, with a reason; asks once."""
    actor, reason = actor_of(request), request.POST.get("reason", "")
    act = Act(
        lambda: proposals.decline(pk, actor=actor, reason=reason),
        lambda: _asking_decline(AccountProposal.objects.select_related("proposed_by").get(pk=pk)),
        "已记录：不予确认。",
        reverse("accounts:proposed"),
    )
    return asked_once(request, act, lambda message: _page(request, message))


def _asking_confirm(proposal: AccountProposal) -> Asking:
    return Asking(
        "建立账户",
        f"将为{proposal.display_name}建立系统管理员账户“{proposal.username}”；"
        "一次性口令只显示一次，请当面或通过电话告知本人。",
        reverse("accounts:proposed"),
        _facts(proposal),
    )


def _asking_decline(proposal: AccountProposal) -> Asking:
    return Asking(
        "不予确认账户",
        f"不予确认{proposal.display_name}的系统管理员账户“{proposal.username}”，不建立账户；"
        "需要时由系统管理员重新提请。",
        reverse("accounts:proposed"),
        (*_facts(proposal), ("原因", proposal.reason)),
    )


def _facts(proposal: AccountProposal) -> tuple[tuple[str, str], ...]:
    return (("手机号", proposal.phone), ("提请人", proposal.proposed_by.display_name))


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    listing = Listing(
        request,
        AccountProposal.objects.select_related("proposed_by", "decided_by"),
        filters=(
            Filter(
                "waiting", "状态", "confirmed__isnull", (("True", "待确认"), ("False", "已办理"))
            ),
        ),
        sorts={"proposed": "proposed_at", "username": "username"},
        search=("username", "display_name", "phone"),
        default_sort="-proposed",
    )
    if listing.export:
        return export_response(
            listing.export, listing.document("账户提请", "件"), COLUMNS, listing.export_rows
        )
    context = {"listing": listing, "problem": problem}
    return render(request, "accounts/proposed.html", context, status=422 if problem else 200)
