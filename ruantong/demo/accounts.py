"""Accounts of every role in the demo, with the password everybody may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ruantong.core.code_lists import CodeItem
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.demo import names
from ruantong.demo.tour import FIRST, MISTAKES

TRAINING_DISTRICT = "500112"
PARK = "仙桃数据谷"


@dataclass(frozen=True)
class Account:
    """One account as created; ``hint`` is what to try with it ("" for those not published)."""

    username: str
    role: Role
    display_name: str
    phone: str
    hint: str = ""
    district: str = ""
    park: str = ""


def respondent_name(number: int) -> str:
    """``qy0001``: the respondent of enterprise number 1."""
    return f"qy{number:04}"


def district_name(code: str) -> str:
    """``qx500112``: the officer of a district."""
    return f"qx{code}"


_STAFF = (
    ("shiji", Role.CITY, "演示市级管理员", "审核汇总、看主要指标表、管理7表重点企业名单"),
    ("shiji2", Role.CITY, "演示市级管理员二", "发布另一名市级管理员提请的审核关系"),
    ("xiehui", Role.ASSOCIATION, "演示协会分析员", "校核区县已上报的报表"),
    ("yuanqu", Role.PARK, "演示园区联络员", f"看{PARK}企业的填报状态（不含数据）"),
    ("xitong", Role.SYSTEM_ADMIN, "演示系统管理员", "审批注册申请、分配账号"),
    ("anquan", Role.SECURITY_ADMIN, "演示安全管理员", "安全策略"),
    ("shenji", Role.AUDIT_ADMIN, "演示审计管理员", "查阅操作日志"),
)
_HINTS = (
    "月报数据审核未通过（含7表），改正后上报",
    "月报被区县退回，按原因改正重报（有嵌入式业务）",
    "月报未填报，从空表填起（集成电路设计）",
    "月报审核通过，待确定上报",
    "月报被市级退回企业",
    "月报已上报，可撤回、看回执",
)


def staff() -> list[Account]:
    """City, association, park and the three administrators."""
    return [
        Account(
            name,
            role,
            label,
            names.mobile(20_000 + place),
            hint,
            park=PARK if role is Role.PARK else "",
        )
        for place, (name, role, label, hint) in enumerate(_STAFF)
    ]


def district_officers(districts: Sequence[CodeItem]) -> list[Account]:
    """One officer for each reporting district."""
    return [
        Account(
            district_name(item.code),
            Role.DISTRICT,
            f"演示区县管理员（{item.name}）",
            names.mobile(10_000 + place),
            "区县审核、退回、批量上报（渝北区）" if item.code == TRAINING_DISTRICT else "",
            district=item.code,
        )
        for place, item in enumerate(districts)
    ]


def respondents(count: int) -> list[Account]:
    """One respondent for each enterprise."""
    return [
        Account(
            respondent_name(number),
            Role.RESPONDENT,
            names.person("填报员", number),
            names.mobile(number),
            _HINTS[number - 1] if number <= len(_HINTS) else "",
        )
        for number in range(1, count + 1)
    ]


def accounts_table() -> str:
    """The published accounts as the block ``ruantong serve`` ends with."""
    district = Account(
        district_name(TRAINING_DISTRICT),
        Role.DISTRICT,
        "",
        "",
        "渝北区：审核、退回（原因绑定单元格）、批量上报",
    )
    published = [*respondents(len(_HINTS)), district, *staff()]
    lines = [f"演示账号（密码均为 {names.PASSWORD}，数据全部虚构）："]
    for account in published:
        label = ROLE_LABELS[account.role]
        gap = "　" * (7 - len(label))
        lines.append(f"  {account.username:<10}{label}{gap}　{account.hint}")
    last = FIRST + len(MISTAKES) - 1
    lines.append(
        f"{respondent_name(FIRST)} 至 {respondent_name(last)}：{len(MISTAKES)}处常见错误，登录页逐一列出。"
    )
    lines.append(
        f"{respondent_name(last + 1)} 零报，{respondent_name(last + 2)} 撤回后正在修改，"
        f"{respondent_name(last + 3)} 沿用上期说明（企业在{last + 3}家以上时有）；"
        f"年报旁列1—12月月报的见 {respondent_name(FIRST + 7)}。"
    )
    lines.append(
        f"其余企业填报员 {respondent_name(last + 4)} 起，其余区县管理员为 qx加区县代码（如 qx500107）。"
    )
    return "\n".join(lines)
