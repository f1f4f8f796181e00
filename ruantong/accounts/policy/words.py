"""What a policy demands in the words of the security page, each value by whom it holds for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ruantong.accounts.policy.profile import KIND_LABELS, Kind, Policy, Value
from ruantong.core.lifecycle import Role


@dataclass(frozen=True)
class Words:
    """Name of a demand, and how its number is said; ``none`` where it is not made."""

    label: str
    said: str
    none: str = ""

    def of(self, number: int) -> str:
        return self.said.format(number) if number or not self.none else self.none


#: In the order of the page, by subject.
SUBJECTS: dict[str, dict[str, Words]] = {
    "身份鉴别": {
        "password_length": Words("密码最短长度", "{}个字符"),
        "password_classes": Words(
            "密码组成", "大写字母、小写字母、数字、其他字符中至少{}类", "不作要求"
        ),
        "password_days": Words("密码定期更换", "每{}天", "不要求"),
        "second_factor": Words("双因素登录", "必须", "不要求"),
        "lock_failures": Words("连续登录失败", "{}次即锁定"),
        "lock_minutes": Words("锁定时间", "{}分钟"),
    },
    "登录时限": {
        "idle_minutes": Words("无操作自动退出", "{}分钟"),
        "absolute_hours": Words("一次登录最长", "{}小时"),
        "sessions": Words("同时登录个数", "{}个，超过时最早的一个退出", "不限"),
    },
}


@dataclass(frozen=True)
class Told:
    """One value as a cell of the page."""

    text: str
    source: str
    why: str


@dataclass(frozen=True)
class Row:
    """One demand in several profiles."""

    label: str
    told: list[Told]


def compared(policies: list[Policy]) -> list[tuple[str, list[Row]]]:
    """Every demand by subject, each profile's value beside the others'."""
    return [
        (
            subject,
            [
                Row(words.label, [_told(words, _value(one, name)) for one in policies])
                for name, words in demands.items()
            ],
        )
        for subject, demands in SUBJECTS.items()
    ]


def of_role(policy: Policy, role: Role | str) -> list[tuple[str, str]]:
    """What holds for one account: name and value."""
    return [
        (words.label, words.of(number))
        for demands in SUBJECTS.values()
        for name, words in demands.items()
        for number in [_value(policy, name).of(role)]
    ]


def _value(policy: Policy, name: str) -> Value:
    value: Value = getattr(policy, name)
    return value


def _told(words: Words, value: Value) -> Told:
    return Told(_said(words, value), value.source, value.why)


def _said(words: Words, value: Value) -> str:
    """“30分钟”, or “企业填报员30分钟；三类管理员15分钟” where the kinds differ."""
    numbers = value.numbers
    if len(set(numbers.values())) == 1:
        return words.of(value.largest)
    return "；".join(
        f"{_kinds(kind for kind in Kind if numbers[kind] == number)}：{words.of(number)}"
        for number in dict.fromkeys(numbers.values())
    )


def _kinds(kinds: Iterable[Kind]) -> str:
    return "、".join(KIND_LABELS[kind] for kind in kinds)
