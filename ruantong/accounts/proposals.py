"""Nobody holds two offices: what makes or moves an account of weight is proposed by a system
administrator and confirmed by another kind of administrator (docs/adr/0105).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ruantong.accounts.access import Refused
from ruantong.accounts.actions import locked, said_reason
from ruantong.accounts.first_access import Given
from ruantong.accounts.models import AccountProposal, User
from ruantong.accounts.proposal_kinds import CREATE, KINDS, confirmer_of
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.gateways import clock
from ruantong.trail.record import record

CONFIRMERS = (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


def propose_account(*, actor: User, role: Role, **stated: Any) -> AccountProposal:
    """There is no account before it is confirmed."""
    return _propose(AccountProposal(kind=CREATE, role=role.value, **stated), actor)


def propose_for(
    pk: int,
    kind: str,
    *,
    actor: User,
    reason: str,
    role: Role | None = None,
    said: str = "",
    **area: str,
) -> AccountProposal:
    """Something to be done to an account that exists, with a reason.

    ``said`` tells a change of role in words: the areas have names where this is called.
    """
    user = locked(pk)
    proposal = AccountProposal(
        kind=kind,
        account=user,
        role=role.value if role else user.role,
        username=user.username,
        display_name=user.display_name,
        phone=user.phone or "",
        email=user.email,
        said=said,
        why=said_reason(reason, f"{KINDS[kind].label}的原因"),
        **area,
    )
    return _propose(proposal, actor)


@transaction.atomic
def _propose(proposal: AccountProposal, actor: User) -> AccountProposal:
    if not actor.is_role(Role.SYSTEM_ADMIN):
        raise Refused("只有系统管理员可以管理账户。")
    KINDS[proposal.kind].check(proposal)
    if waiting().filter(kind=proposal.kind, username__iexact=proposal.username).exists():
        who = ROLE_LABELS[confirmer_of(proposal)]
        raise Refused(f"“{proposal.username}”的同一事项已提请，等待{who}确认。")
    proposal.proposed_by, proposal.proposed_at = actor, clock.now()
    proposal.save()
    said: dict[str, Any] = {"reason": proposal.why} if proposal.why else {}
    record(
        "account.propose",
        f"user:{proposal.username}",
        actor=actor,
        kind=proposal.kind,
        role=proposal.role,
        **said,
    )
    return proposal


@transaction.atomic
def confirm(pk: int, *, actor: User) -> Given:
    """Done by the second person: the account as it is now, and what its owner is to be handed."""
    return _carry_out(_waiting(pk, actor), actor)


@transaction.atomic
def confirm_at_server(username: str, *, operator: str) -> Given:
    """Whoever runs the server confirms an account while there is nobody on screen who could: the
    first security and audit administrators of an installation.
    """
    found = waiting().filter(kind=CREATE, username__iexact=username).first()
    if found is None:
        raise Refused(f"没有等待确认的账户“{username}”。")
    who = confirmer_of(found)
    if User.objects.filter(role=who.value, is_active=True).exists():
        raise Refused(f"平台已有{ROLE_LABELS[who]}，应由其在“账户确认”中确认。")
    record("account.confirm", f"user:{found.username}", actor=None, way="server", operator=operator)
    return _carry_out(found, None)


@transaction.atomic
def decline(pk: int, *, actor: User, reason: str) -> AccountProposal:
    """不予确认, with a written reason."""
    proposal = _waiting(pk, actor)
    proposal.reason = said_reason(reason, "不予确认的原因")
    _decide(proposal, actor, confirmed=False)
    record("account.decline", f"user:{proposal.username}", actor=actor, reason=proposal.reason)
    return proposal


def waiting() -> QuerySet[AccountProposal]:
    """Proposals nobody has decided yet, the oldest first."""
    found = AccountProposal.objects.filter(confirmed=None)
    return found.select_related("proposed_by").order_by("id")


def _carry_out(proposal: AccountProposal, actor: User | None) -> Given:
    if not proposal.proposed_by.is_role(Role.SYSTEM_ADMIN):
        raise Refused("提请人已不是系统管理员，此项提请应不予确认。")
    kind = KINDS[proposal.kind]
    kind.check(proposal)
    given = kind.carry_out(proposal, actor)
    _decide(proposal, actor, confirmed=True)
    return given


def _waiting(pk: int, actor: User) -> AccountProposal:
    found = AccountProposal.objects.select_for_update(of=("self",)).select_related("proposed_by")
    proposal = found.filter(pk=pk).first() if actor.is_role(*CONFIRMERS) else None
    if proposal is None:
        raise Refused("没有找到该提请，或不由您确认。")
    who = confirmer_of(proposal)
    if not actor.is_role(who):
        raise Refused(f"该提请由{ROLE_LABELS[who]}确认。")
    if proposal.confirmed is not None:
        raise Refused(f"该提请{proposal.state}，不能再次办理。")
    return proposal


def _decide(proposal: AccountProposal, actor: User | None, *, confirmed: bool) -> None:
    proposal.confirmed, proposal.decided_by = confirmed, actor
    proposal.decided_at = clock.now()
    proposal.save()
