"""Signing in with the user name or the registered phone number."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from ruantong.accounts.models import User


class UsernameOrPhone(BaseBackend):
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
        user = (
            User.objects.filter(username=username).first()
            or User.objects.filter(phone=username).first()
        )
        if user is None:
            User().set_password(password)  # same time for unknown names: no account enumeration
            return None
        return user if user.is_active and user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
