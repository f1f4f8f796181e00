"""What each role finds in the navigation; the first entry is its home."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.lifecycle import Role
from ruantong.core.sight import Whose, roles_that
from ruantong.gateways import sms
from ruantong.web.templatetags.addresses import address

OUTBOX = "accounts:outbox"


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Entry:
    """One page of the menu, by the name of its address, and who finds it there."""

    label: str
    name: str
    roles: tuple[Role, ...]


# In the order of the menu; a role's first entry is its home.
MENU: tuple[Entry, ...] = (
    Entry("我的报表", "returns:home", (Role.RESPONDENT,)),
    Entry("报表审核", "desks:district", (Role.DISTRICT,)),
    Entry("全市进度", "desks:city", (Role.CITY,)),
    Entry("报表审核", "desks:city_returns", (Role.CITY,)),
    Entry("校核", "desks:association", (Role.ASSOCIATION,)),
    Entry("园区填报进度", "desks:park", (Role.PARK,)),
    Entry("报告期", "desks:periods", (Role.CITY,)),
    Entry("催报规则", "followup:rules", (Role.DISTRICT, Role.CITY)),
    Entry("报送日历", "desks:calendar", roles_that(lambda sight: sight.calendar)),
    Entry("汇总表", "outputs:main", roles_that(lambda sight: sight.totals)),
    Entry("本单位", "registry:own_unit", roles_that(lambda sight: sight.units is Whose.OWN)),
    Entry("单位名录", "registry:units", roles_that(lambda sight: sight.units.others)),
    Entry("名录和名单", "registry:rosters", (Role.CITY,)),
    Entry("审核关系", "rulelab:rules", roles_that(lambda sight: sight.rules)),
    Entry("联系信息表", "registry:contacts", (Role.DISTRICT,)),
    Entry("区县联系信息", "registry:contacts", (Role.CITY,)),
    Entry("注册审批", "registry:registrations", (Role.SYSTEM_ADMIN,)),
    Entry("账户管理", "registry:accounts", (Role.SYSTEM_ADMIN,)),
    Entry("短信发件箱", OUTBOX, (Role.SYSTEM_ADMIN,)),
    Entry("安全策略", "accounts:policy", (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)),
    Entry("账户确认", "accounts:proposed", (Role.SECURITY_ADMIN,)),
    Entry("操作日志", "trail", (Role.AUDIT_ADMIN,)),
    Entry("账户确认", "accounts:proposed", (Role.AUDIT_ADMIN,)),
)


def navigation(role: Role, path: str) -> list[Item]:
    """The entries of a role; the one whose address begins ``path`` furthest is current."""
    found = [
        (entry.label, address(entry.name))
        for entry in MENU
        if role in entry.roles and (entry.name != OUTBOX or sms.gateway().available)
    ]
    holding = [url for _, url in found if path.startswith(url)]
    current = max(holding, key=len, default="")
    return [Item(label, url, url == current) for label, url in found]
