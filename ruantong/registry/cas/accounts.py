"""Whose account it is that the city's single sign-on vouches for (docs/adr/0095).

A mark (credit code, user name, proven phone) that is known here must lead to one account, and all of
them to the same. A display name is no mark. Accounts of weight need user name and proven phone.
"""

from __future__ import annotations

from django.db.models import Q

from ruantong.accounts import cas
from ruantong.accounts.access import Refused
from ruantong.accounts.actions import note_session
from ruantong.accounts.models import User
from ruantong.accounts.phones import proven
from ruantong.core.identifiers import normalise_identifier, normalise_phone
from ruantong.core.lifecycle import Role
from ruantong.gateways.cas import Person

AMBIGUOUS = (
    "统一身份认证提供的信息对应本平台的不止一个账户，或相互不一致，没有登录。"
    "请改用用户名或手机号登录，并与系统管理员联系。"
)
NOT_ENOUGH = (
    "工作人员和管理员账户经统一身份认证登录，须用户名和已验证的手机号同时一致，没有登录。"
    "请改用密码登录，在“我的账户”中验证手机号。"
)


def account_of(person: Person) -> User | None:
    """The account that the person enters; None for one who is unknown here.

    Refused for marks that lead to several accounts, for an officer without enough of them, and for
    an account that is disabled.
    """
    user = _tied(person) or _matched(person)
    if user is not None and not user.is_active:
        note_session("sign_in_failed", user, way="cas")
        raise Refused(
            f"与您的统一身份对应的账户“{user.username}”已停用，不能登录。请与系统管理员联系。"
        )
    return user


def _tied(person: Person) -> User | None:
    """The account registered from there, unless somebody else files for that enterprise by now."""
    user, uscc = cas.tied_to(person.name), _marks(person).get("uscc")
    members = set(User.objects.filter(uscc)) if user is not None and uscc else set()
    return None if members and user not in members else user


def _matched(person: Person) -> User | None:
    marks = _marks(person)
    found = {key: set(User.objects.filter(mark).distinct()[:50]) for key, mark in marks.items()}
    known = {key: users for key, users in found.items() if users}
    if not known:
        return None
    common = set.intersection(*known.values())
    # a user name is taken by whoever comes first: it does not stand against another enterprise's code
    only_name_of_another = known.keys() == {"username"} and "uscc" in marks
    if len(common) != 1 or only_name_of_another:
        raise Refused(AMBIGUOUS)
    user = common.pop()
    if Role(user.role) is not Role.RESPONDENT and not {"username", "phone"} <= known.keys():
        raise Refused(NOT_ENOUGH)
    return user


def _marks(person: Person) -> dict[str, Q]:
    marks: dict[str, Q] = {}
    if uscc := normalise_identifier(person.stated.get("uscc", "")):
        marks["uscc"] = Q(memberships__unit__uscc=uscc, memberships__until=None)
    if phone := normalise_phone(person.stated.get("phone", "")):
        marks["phone"] = proven(phone)
    if name := person.stated.get("username", ""):
        marks["username"] = Q(username__iexact=name)
    return marks
