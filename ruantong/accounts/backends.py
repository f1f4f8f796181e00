"""Signing in: user name or registered phone number, with a password or a one-time code."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Q
from django.http import HttpRequest

from ruantong.accounts import codes, phones
from ruantong.accounts.models import User
from ruantong.gateways import clock
from ruantong.web.composed import Composed, Given

_ACTIVE = Composed(lambda: User.objects.filter(pk=Given("pk"), is_active=True))


class _OurUsers(BaseBackend):
    def get_user(self, user_id: int) -> User | None:
        found = _ACTIVE(pk=user_id)
        return found[0] if found else None


class UsernameOrPhone(_OurUsers):
    """Password check for a user name or a registered phone number (notice, 老企业登录)."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        if not username or password is None:
            return None
        user = find(username)
        if user is None:
            User().set_password(password)  # same time for unknown names: no account enumeration
            return None
        if not user.check_password(password) or not user.is_active:
            return None
        expired = user.secret_valid_until is not None and user.secret_valid_until < clock.now()
        return None if expired else user


class PhoneCode(_OurUsers):
    """The second way: the registered phone and the code sent to it."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        code: str | None = None,
        **_: Any,
    ) -> User | None:
        if not username or not code:
            return None
        return codes.redeem(username, code)


def find(name: str) -> User | None:
    """The account of a user name (in capitals or not) or proven phone number.

    One query for every name; a user name begins with a letter and is nobody's number.
    """
    return User.objects.filter(Q(username__iexact=name) | phones.proven(name)).first()
