"""What everybody may know of a person, and must not open the account."""

from __future__ import annotations

from collections.abc import Mapping

from ruantong.accounts.models import User


def facts_of(user: User) -> Mapping[str, list[str]]:
    """Label to texts: of the account, and of the enterprises it files for now."""
    units = user.memberships.filter(until=None).values_list("unit__name", "unit__uscc")
    named = list(units)
    return {
        "用户名": [user.username],
        "姓名": [user.display_name],
        "手机号": [user.phone or ""],
        "电子邮箱": [user.email],
        "单位名称": [name for name, _ in named],
        "统一社会信用代码": [uscc for _, uscc in named],
    }
