"""A further system administrator takes two people: one proposes, the security administrator confirms."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from ruantong.accounts.access import Refused
from ruantong.accounts.actions import SECRET_LIFETIME, create_account, one_time_secret
from ruantong.accounts.models import AccountProposal, User
from ruantong.accounts.names import phone_problem, username_problem
from ruantong.core.lifecycle import Role
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.gateways import clock
from ruantong.trail.record import record


@transaction.atomic
def propose(
    *, actor: User, username: str, display_name: str, phone: str, email: str
) -> AccountProposal:
    """A system administrator names another one; there is no account before it is confirmed."""
    if not actor.is_role(Role.SYSTEM_ADMIN):
        raise Refused("只有系统管理员可以提请增加系统管理员。")
    if problem := username_problem(username) or phone_problem(phone):
        raise Refused(problem)
    if waiting().filter(username__iexact=username).exists():
        raise Refused(f"用户名“{username}”已提请，等待安全管理员确认。")
    proposal = AccountProposal.objects.create(
        username=username,
        display_name=display_name,
        phone=phone,
        email=email,
        proposed_by=actor,
        proposed_at=clock.now(),
    )
    record("account.propose", f"user:{username}", actor=actor, role=Role.SYSTEM_ADMIN.value)
    return proposal


@transaction.atomic
def confirm(pk: int, *, actor: User) -> tuple[User, str]:
    """The security administrator makes the account and hands over its one-time secret, which the
    proposer never sees.
    """
    proposal = _waiting(pk, actor)
    if not proposal.proposed_by.is_role(Role.SYSTEM_ADMIN):
        raise Refused("提请人已不是系统管理员，此项提请应不予确认。")
    secret = one_time_secret()
    user = create_account(
        actor=actor,
        username=proposal.username,
        role=Role.SYSTEM_ADMIN,
        display_name=proposal.display_name,
        password=secret,
        phone=proposal.phone,
        email=proposal.email,
        must_change_password=True,
        secret_valid_until=clock.now() + SECRET_LIFETIME,
    )
    _decide(proposal, actor, confirmed=True)
    return user, secret


@transaction.atomic
def decline(pk: int, *, actor: User, reason: str) -> AccountProposal:
    """不予确认, with a written reason."""
    proposal, reason = _waiting(pk, actor), cleaned(reason)
    if fault := reason_fault(reason, "不予确认的原因"):
        raise Refused(fault)
    proposal.reason = reason
    _decide(proposal, actor, confirmed=False)
    record("account.decline", f"user:{proposal.username}", actor=actor, reason=reason)
    return proposal


def waiting() -> QuerySet[AccountProposal]:
    """Proposals nobody has decided yet, the oldest first."""
    found = AccountProposal.objects.filter(confirmed=None)
    return found.select_related("proposed_by").order_by("proposed_at")


def _waiting(pk: int, actor: User) -> AccountProposal:
    if not actor.is_role(Role.SECURITY_ADMIN):
        raise Refused("只有安全管理员可以确认账户。")
    found = AccountProposal.objects.select_for_update(of=("self",)).select_related("proposed_by")
    proposal = found.filter(pk=pk).first()
    if proposal is None:
        raise Refused("没有找到该提请。")
    if proposal.confirmed is not None:
        raise Refused(f"该提请{proposal.state}，不能再次办理。")
    return proposal


def _decide(proposal: AccountProposal, actor: User, *, confirmed: bool) -> None:
    proposal.confirmed, proposal.decided_by = confirmed, actor
    proposal.decided_at = clock.now()
    proposal.save()
