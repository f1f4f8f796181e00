"""What takes two administrators: one table of acts, each checked when proposed and done when confirmed.

``create`` makes an account of weight, ``role`` moves one to another role or area, ``reset`` gives an
officer a new one-time secret, ``factor`` does so for somebody who lost the second factor. A further act is a further line of :data:`KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ruantong.accounts.access import Refused
from ruantong.accounts.actions import (
    ADMINISTRATORS,
    MANAGED,
    account_to_activate,
    locked,
    manageable,
)
from ruantong.accounts.first_access import Given, give
from ruantong.accounts.models import AccountProposal, User
from ruantong.accounts.names import email_problem, phone_problem, username_problem
from ruantong.accounts.second_factor import factors
from ruantong.core.lifecycle import Role
from ruantong.trail.record import record

CREATE, ROLE, RESET, FACTOR = "create", "role", "reset", "factor"
# what one person alone may not make: who sees the whole city, and the three administrators
WEIGHTY = (Role.CITY, *sorted(ADMINISTRATORS))
_APART = "系统、安全、审计管理员三员分立，不能由其他角色变更而来，也不能变更为其他角色。"


@dataclass(frozen=True)
class Kind:
    """``check`` refuses what can never be confirmed; ``carry_out`` is told who confirms (None: whoever
    runs the server). ``what`` says in a sentence what will happen. ``reasoned``: it wants a reason.
    """

    label: str
    check: Callable[[AccountProposal], None]
    carry_out: Callable[[AccountProposal, User | None], Given]
    what: Callable[[AccountProposal], str]
    reasoned: bool = True


def confirmer_of(proposal: AccountProposal) -> Role:
    """Who confirms: the security administrator, but not what concerns one of his own kind."""
    of_security = proposal.role == Role.SECURITY_ADMIN
    return Role.AUDIT_ADMIN if of_security else Role.SECURITY_ADMIN


# ---- create --------------------------------------------------------------------------------------


def _check_create(proposal: AccountProposal) -> None:
    if Role(proposal.role) not in WEIGHTY:
        raise Refused(f"“{proposal.role_label}”账户无须提请，请直接分配。")
    problem = (
        username_problem(proposal.username)
        or phone_problem(proposal.phone)
        or (email_problem(proposal.email) if proposal.email else None)
    )
    if problem:
        raise Refused(problem)


def _create(proposal: AccountProposal, actor: User | None) -> Given:
    return account_to_activate(
        actor=actor,
        role=Role(proposal.role),
        username=proposal.username,
        display_name=proposal.display_name,
        phone=proposal.phone,
        email=proposal.email,
    )


def _what_create(proposal: AccountProposal) -> str:
    return (
        f"将为{proposal.display_name}建立{proposal.role_label}账户“{proposal.username}”，"
        f"确认后显示一次激活码，由您交给本人，本人凭发到手机{proposal.phone}的验证码激活。"
    )


# ---- role ----------------------------------------------------------------------------------------


def _check_role(proposal: AccountProposal) -> None:
    user, role = _account_of(proposal), Role(proposal.role)
    if role in ADMINISTRATORS or Role(user.role) in ADMINISTRATORS:
        raise Refused(_APART)
    if role not in MANAGED or Role(user.role) not in MANAGED:
        raise Refused("企业填报员账户由企业注册产生，不能与其他角色互相变更。")
    if role is Role.DISTRICT and not proposal.district_code:
        raise Refused("区县管理员账户须指定报送区县。")
    if role is Role.PARK and not proposal.park:
        raise Refused("产业园区账户须指定园区。")
    if _standing(user) == _standing(proposal):
        raise Refused(f"账户“{user.username}”的角色已是这样，没有变化。")


def _move(proposal: AccountProposal, actor: User | None) -> Given:
    user = _account_of(proposal)
    before, after = _standing(user), _standing(proposal)
    user.role, user.district_code, user.park = after["role"], after["district"], after["park"]
    user.save(update_fields=["role", "district_code", "park"])
    record(
        "account.change_role",
        f"user:{user.username}",
        actor=actor,
        before=before,
        after=after,
        reason=proposal.why,
    )
    return Given(user)


def _standing(of: User | AccountProposal) -> dict[str, str]:
    return {"role": of.role, "district": of.district_code, "park": of.park}


def _what_move(proposal: AccountProposal) -> str:
    return (
        f"{_named(_account_of(proposal))}{proposal.said}，随即生效："
        "原来的权限不再有，只能办理新角色的工作。"
    )


# ---- reset ---------------------------------------------------------------------------------------


def _check_reset(proposal: AccountProposal) -> None:
    user = _account_of(proposal)
    if Role(user.role) is Role.RESPONDENT:
        raise Refused("企业填报员的密码不得由他人重置，请其用手机验证码登录后自行设置。")
    manageable(user)
    if not user.is_active:
        raise Refused(f"账户“{user.username}”已停用，应先启用。")


def _reset(proposal: AccountProposal, actor: User | None) -> Given:
    user = _account_of(proposal)
    given = give(user)
    record("account.reset_secret", f"user:{user.username}", actor=actor, reason=proposal.why)
    return given


def _what_reset(proposal: AccountProposal) -> str:
    user = _account_of(proposal)
    return f"{_named(user)}的原密码和已有登录随即失效；{_new_way(user)}。"


# ---- factor --------------------------------------------------------------------------------------


def _check_factor(proposal: AccountProposal) -> None:
    user = _account_of(proposal)
    if Role(user.role) is Role.RESPONDENT:
        raise Refused("企业填报员的双因素登录由服务器管理人员核实本人后清除。")
    if user.second_factor_since is None:
        raise Refused(f"账户“{user.username}”没有启用双因素登录。")
    if not user.is_active:
        raise Refused(f"账户“{user.username}”已停用，应先启用。")


def _clear_factor(proposal: AccountProposal, actor: User | None) -> Given:
    """With a new secret: whoever knows the old password must not be the first to set up a new factor."""
    user = _account_of(proposal)
    factors.clear(user, actor=actor, reason=proposal.why)
    user.refresh_from_db()
    return give(user)


def _what_factor(proposal: AccountProposal) -> str:
    user = _account_of(proposal)
    return (
        f"{_named(user)}的动态口令、通行密钥和恢复码全部作废，原密码和已有登录随即失效；"
        f"{_new_way(user)}，本人登录后重新启用双因素。"
    )


def _new_way(user: User) -> str:
    """How the owner comes in after it (:func:`ruantong.accounts.first_access.give`)."""
    if user.phone_proven_at is not None:
        return f"新的一次性口令发到本人手机{user.phone}，不在页面显示"
    return (
        "本人手机号还没有验证过，不发一次性口令：确认后显示一次激活码，由您交给本人，"
        f"本人凭发到手机{user.phone or ''}的验证码激活"
    )


def _named(user: User) -> str:
    return f"“{user.display_name}”（{user.username}）"


def _account_of(proposal: AccountProposal) -> User:
    return locked(proposal.account_id or 0)


KINDS: Mapping[str, Kind] = {
    CREATE: Kind("建立账户", _check_create, _create, _what_create, reasoned=False),
    ROLE: Kind("变更角色", _check_role, _move, _what_move),
    RESET: Kind("重置口令", _check_reset, _reset, _what_reset),
    FACTOR: Kind("清除双因素", _check_factor, _clear_factor, _what_factor),
}
