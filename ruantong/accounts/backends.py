"""Signing in: user name or registered phone number, with a password or a one-time code."""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.contrib.auth.backends import BaseBackend
from django.db import IntegrityError
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
    """The account of a user name (in capitals or not) or proven phone number; user names win."""
    return User.objects.filter(username__iexact=name).first() or phones.owner_of(name)


def axes_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name failures are counted under: phone and user name of one account count together."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    user = find(name) if name else None
    return user.username if user else name


class FailedAttempts(AxesDatabaseHandler):  # type: ignore[misc]
    """Failures that arrive at the same moment are counted one after another, none is an error."""

    def user_login_failed(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().user_login_failed(*args, **kwargs)
        except IntegrityError:  # another one has just begun the count: now there is one to add to
            super().user_login_failed(*args, **kwargs)
