"""账户确认: what the second administrator finds of what the system administrator proposed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts import proposals
from ruantong.accounts.access import actor_of, needs_fresh_factor, requires
from ruantong.accounts.confirming import Act, Asking, asked_once
from ruantong.accounts.first_access import Given
from ruantong.accounts.models import AccountProposal
from ruantong.accounts.proposal_kinds import KINDS, confirmer_of
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

COLUMNS = (
    Column("事项", lambda p: KINDS[p.kind].label, width=14),
    Column("用户名", lambda p: p.username, width=20),
    Column("姓名", lambda p: p.display_name),
    Column("角色", lambda p: p.role_label, width=16),
    Column("手机号", lambda p: p.phone),
    Column("提请原因", lambda p: p.why, width=40),
    Column("提请人", lambda p: p.proposed_by.display_name),
    Column("提出时间", lambda p: p.proposed_at, "moment", 20),
    Column("状态", lambda p: p.state),
    Column("办理人", lambda p: p.decided_by.display_name if p.decided_by else ""),
    Column("办理时间", lambda p: p.decided_at, "moment", 20),
    Column("不予确认的原因", lambda p: p.reason, width=40),
)


@require_safe
@requires(*proposals.CONFIRMERS)
def proposed(request: HttpRequest) -> HttpResponse:
    """All proposals; each is decided by one kind of administrator."""
    return _page(request)


@require_POST
@needs_fresh_factor
@requires(*proposals.CONFIRMERS)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """确认 asks once."""
    actor, proposal = actor_of(request), get_object_or_404(_all(), pk=pk)
    kind, back = KINDS[proposal.kind], reverse("accounts:proposed")
    asking = Asking(kind.label, kind.what(proposal), back, _facts(proposal))
    act = Act(lambda: proposals.confirm(pk, actor=actor), lambda: asking, _done, back)
    return asked_once(request, act, lambda message: _page(request, message))


@require_POST
@requires(*proposals.CONFIRMERS)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """不予确认, with a reason; asks once."""
    actor, reason = actor_of(request), request.POST.get("reason", "")
    back = reverse("accounts:proposed")
    act = Act(
        lambda: proposals.decline(pk, actor=actor, reason=reason),
        lambda: _asking_decline(_all().get(pk=pk)),
        "已记录：不予确认。",
        back,
    )
    return asked_once(request, act, lambda message: _page(request, message))


def _done(given: Given) -> str:
    user = given.user
    if not user.must_change_password:
        return f"已确认，账户“{user.username}”已按提请办理。"
    return f"已确认，账户“{user.username}”：{given.told}。"


def _asking_decline(proposal: AccountProposal) -> Asking:
    return Asking(
        "不予确认",
        f"不予确认{proposal.display_name}（{proposal.username}）的“{KINDS[proposal.kind].label}”，"
        "不作任何变更；需要时由系统管理员重新提请。",
        reverse("accounts:proposed"),
        (*_facts(proposal), ("不予确认的原因", proposal.reason)),
    )


def _facts(proposal: AccountProposal) -> tuple[tuple[str, str], ...]:
    why = (("提请原因", proposal.why),) if proposal.why else ()
    return (
        ("手机号", proposal.phone),
        *why,
        ("提请人", proposal.proposed_by.display_name),
    )


def _all() -> QuerySet[AccountProposal]:
    return AccountProposal.objects.select_related("proposed_by", "decided_by", "account")


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    listing = Listing(
        request,
        _all(),
        filters=(
            Filter(
                "waiting", "状态", "confirmed__isnull", (("True", "待确认"), ("False", "已办理"))
            ),
            Filter("kind", "事项", "kind", [(key, kind.label) for key, kind in KINDS.items()]),
        ),
        sorts={"proposed": "proposed_at", "username": "username"},
        search=("username", "display_name", "phone"),
        default_sort="-proposed",
    )
    if listing.export:
        return export_response(
            listing.export, listing.document("账户提请", "件"), COLUMNS, listing.export_rows
        )
    role = actor_of(request).role
    rows = [(row, KINDS[row.kind].label, confirmer_of(row)) for row in listing.rows]
    context = {"listing": listing, "rows": rows, "role": role, "problem": problem}
    return render(request, "accounts/proposed.html", context, status=422 if problem else 200)
