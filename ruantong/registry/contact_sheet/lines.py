"""One line of the sheet as plain text: its columns, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from ruantong.core.identifiers import email_fault, mobile_fault, normalise_phone, phone_fault
from ruantong.core.values import shown
from ruantong.registry.models.contacts import DUTIES, LEADER, ContactPerson

_QQ = re.compile(r"[1-9][0-9]{4,11}")
DUTY_LABELS = dict(DUTIES)


@dataclass(frozen=True)
class Line:
    """A person as stated; every field is text, "" where nothing was stated."""

    duty: str = LEADER
    name: str = ""
    office: str = ""
    post: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    qq: str = ""

    @property
    def label(self) -> str:
        """“负责领导”."""
        return DUTY_LABELS.get(self.duty, self.duty)

    @property
    def blank(self) -> bool:
        """Nothing is stated but the duty."""
        return not any(value for key, value in asdict(self).items() if key != "duty")


COLUMNS: Mapping[str, str] = {
    "duty": "类别",
    "name": "姓名",
    "office": "单位（部门）",
    "post": "职务",
    "phone": "办公电话",
    "mobile": "手机",
    "email": "电子邮箱",
    "qq": "QQ号",
}


def line_of(person: ContactPerson) -> Line:
    """A stored person as a line."""
    return Line(**{key: getattr(person, key) for key in COLUMNS})


def written(line: Line) -> Line:
    """The line with its numbers in the written form."""
    stated = {key: value.strip() for key, value in asdict(line).items()}
    stated |= {key: normalise_phone(stated[key]) for key in ("phone", "mobile")}
    return Line(**stated)


def faults(line: Line) -> dict[str, str]:
    """Column → what is wrong with it; empty for a line that can be kept."""
    found: dict[str, str] = {}
    if line.duty not in DUTY_LABELS:
        found["duty"] = (
            f"类别“{shown(line.duty)}”不在可选范围内，应为{'或'.join(DUTY_LABELS.values())}。"
        )
    if not line.name:
        found["name"] = f"请填写{line.label}的姓名。"
    elif not (line.phone or line.mobile):
        found["phone"] = f"请填写{line.label}“{line.name}”的办公电话或手机，至少一项。"
    for key, fault in (("phone", phone_fault), ("mobile", mobile_fault), ("email", email_fault)):
        value = getattr(line, key)
        if value and (problem := fault(value)):
            found[key] = f"{line.label}：{problem}。"
    if line.qq and not _QQ.fullmatch(line.qq):
        found["qq"] = f"{line.label}：QQ号“{shown(line.qq)}”不正确，应为5至12位数字。"
    return found


def missing_duties(lines: list[Line]) -> list[str]:
    """Labels of the duties that nobody on the sheet has; each needs somebody."""
    return [label for duty, label in DUTIES if duty not in {line.duty for line in lines}]
