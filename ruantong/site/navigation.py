"""What each role finds in the navigation; the first entry is its home."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from ruantong.accounts.desk import keeps_texts
from ruantong.core.lifecycle import Role

OUTBOX = "accounts:outbox"


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool = False


# role → (label, name of the address)
ENTRIES: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.RESPONDENT: (
        ("我的报表", "returns:home"),
        ("报送日历", "desks:calendar"),
        ("本单位", "registry:own_unit"),
    ),
    Role.DISTRICT: (
        ("报表审核", "desks:district"),
        ("报送日历", "desks:calendar"),
        ("主要指标表", "outputs:main"),
        ("单位名录", "registry:units"),
        ("联系信息表", "registry:contacts"),
    ),
    Role.CITY: (
        ("全市进度", "desks:city"),
        ("报表审核", "desks:city_returns"),
        ("报告期", "desks:periods"),
        ("报送日历", "desks:calendar"),
        ("主要指标表", "outputs:main"),
        ("单位名录", "registry:units"),
        ("名录和名单", "registry:rosters"),
        ("审核关系", "rulelab:rules"),
        ("区县联系信息", "registry:contacts"),
    ),
    Role.ASSOCIATION: (
        ("校核", "desks:association"),
        ("报送日历", "desks:calendar"),
        ("主要指标表", "outputs:main"),
        ("审核关系", "rulelab:rules"),
    ),
    Role.PARK: (
        ("园区填报进度", "desks:park"),
        ("单位名录", "registry:units"),
    ),
    Role.SYSTEM_ADMIN: (
        ("注册审批", "registry:registrations"),
        ("账户管理", "registry:accounts"),
        ("短信发件箱", OUTBOX),
    ),
    Role.SECURITY_ADMIN: (
        ("安全策略", "accounts:policy"),
        ("账户确认", "accounts:proposed"),
    ),
    Role.AUDIT_ADMIN: (("操作日志", "trail"),),
}


def navigation(role: Role, path: str) -> list[Item]:
    """The entries of a role; the one whose address begins ``path`` furthest is current."""
    found = [
        (label, reverse(name))
        for label, name in ENTRIES[role]
        if name != OUTBOX or keeps_texts()  # the page of a demo
    ]
    holding = [url for _, url in found if path.startswith(url)]
    current = max(holding, key=len, default="")
    return [Item(label, url, url == current) for label, url in found]
