"""What the register and other applications hold that may be the applicant under another entry.

For the approver alone: who applies learns nothing of what others stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q

from ruantong.accounts.models import User
from ruantong.core.identifiers import organisation_code
from ruantong.core.text import fold
from ruantong.registry.models import FormerName, Registration, ReportingUnit
from ruantong.registry.survey.codes import edition

ALIKE = 0.85  # of the characters two names have in common, in order
_MOST = 20
# what any company's name holds says nothing about which one it is
_LEGAL_FORMS = ("有限责任公司", "股份有限公司", "有限公司", "股份公司", "集团", "公司")
_SIGNS = r"[\s()（）·,，.。\-—]"


@dataclass(frozen=True)
class LookAlike:
    """Something known, what it has in common with the application, and its page where it has one."""

    what: str
    name: str
    uscc: str
    told: str
    unit: int | None = None
    registration: int | None = None


def look_alikes(asked: Registration) -> list[LookAlike]:
    """Same credit code, same organisation, same phone, nearly the same name; the surest first."""
    found: dict[tuple[str, int], LookAlike] = {}
    for each in _all_of(asked):
        found.setdefault((each.name, each.unit or each.registration or 0), each)
    return list(found.values())[:_MOST]


def _all_of(asked: Registration) -> Iterator[LookAlike]:
    units = ReportingUnit.objects.select_related("district")
    others = Registration.objects.exclude(pk=asked.pk).select_related("district")
    for unit in units.filter(uscc=asked.uscc):
        yield _unit(unit, "统一社会信用代码相同")
    for other in others.filter(uscc=asked.uscc):
        yield _application(other, "统一社会信用代码相同")
    # positions 9 to 17 name the organisation, whoever registered it
    same = organisation_code(asked.uscc).replace("-", "")
    for unit in units.filter(uscc__contains=same).exclude(uscc=asked.uscc):
        if unit.uscc[8:17] == same:
            yield _unit(unit, f"组织机构代码同为{same}")
    for unit in units.filter(_reached_by(asked.phone)).distinct():
        yield _unit(unit, f"联系电话或填报人手机号同为{asked.phone}")
    for other in others.filter(phone=asked.phone):
        yield _application(other, f"手机号同为{asked.phone}")
    yield from _alike(asked)


def _reached_by(phone: str) -> Q:
    users = User.objects.filter(phone=phone)
    return Q(contact_phone=phone) | Q(memberships__user__in=users)


def _alike(asked: Registration) -> Iterator[LookAlike]:
    """Names that a reader may take for the same one; former names too."""
    common = _common()
    mine = _core(asked.unit_name, common)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(mine)

    def share(name: str) -> float:
        core = _core(name, common)
        if core == mine:
            return 1.0
        matcher.set_seq1(core)
        if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
            return 0.0
        return matcher.ratio()

    names = [(pk, name, "") for pk, name in ReportingUnit.objects.values_list("pk", "name")]
    names += [
        (pk, name, f"曾用名“{name}”") for pk, name in FormerName.objects.values_list("unit", "name")
    ]
    near = {pk: former for pk, name, former in reversed(names) if share(name) >= ALIKE}
    for unit in ReportingUnit.objects.select_related("district").filter(pk__in=list(near)[:_MOST]):
        yield _unit(unit, f"{near[unit.pk]}与所填名称相近" if near[unit.pk] else "单位名称相近")
    waiting = Registration.objects.exclude(pk=asked.pk).filter(unit=None)
    for other in waiting.select_related("district").order_by("-applied_at"):
        if share(other.unit_name) >= ALIKE:
            yield _application(other, "单位名称相近")


def _common() -> re.Pattern[str]:
    """What is left out of names: legal forms, what the survey says most names hold, signs."""
    words = map(fold, (*_LEGAL_FORMS, *edition().survey.common_in_names))
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, longest_first), _SIGNS]))


def _core(name: str, common: re.Pattern[str]) -> str:
    """What tells one name from another; the whole name where nothing is left."""
    folded = fold(name)
    return common.sub("", folded) or folded


def _unit(unit: ReportingUnit, told: str) -> LookAlike:
    state = "名录（已退出）" if unit.valid_to else "名录"
    return LookAlike(f"{state}·{unit.district}", unit.name, unit.uscc, told, unit=unit.pk)


def _application(other: Registration, told: str) -> LookAlike:
    what = f"注册申请（{other.get_status_display()}）·{other.district}"
    return LookAlike(what, other.unit_name, other.uscc, told, registration=other.pk)
