"""What is wrong with a user name, phone or mail address: a Chinese sentence, or None."""

from __future__ import annotations

import re

from ruantong.accounts.models import User
from ruantong.accounts.phones import taken_problem
from ruantong.core.identifiers import email_fault, mobile_fault
from ruantong.core.values import shown

# a letter first, so that no user name can be another person's phone number
_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{1,31}")


def username_problem(name: str) -> str | None:
    """Malformed or taken (upper and lower case count as the same)."""
    if not _USERNAME.fullmatch(name):
        return (
            f"用户名“{shown(name)}”不符合要求，应为2至32位，以字母开头，"
            "只含字母、数字、下划线、点和连字符。"
        )
    if User.objects.filter(username__iexact=name).exists():
        return f"用户名“{name}”已被使用，请换一个。"
    return None


def phone_problem(phone: str, owner: User | None = None) -> str | None:
    """Malformed, or proven by somebody other than ``owner``: for who may know of other accounts."""
    if fault := mobile_fault(phone):
        return fault + "。"
    return taken_problem(phone, owner)


def email_problem(email: str) -> str | None:
    """Malformed."""
    fault = email_fault(email)
    return fault + "。" if fault else None
