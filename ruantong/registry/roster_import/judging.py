"""What a line of a roster means for the register: old → new, or what is wrong with it.

An empty cell leaves what the register holds; a unit that it does not hold needs all its facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ruantong.core.identifiers import (
    mobile_fault,
    normalise_identifier,
    normalise_phone,
    phone_fault,
    uscc_fault,
)
from ruantong.core.limits import ADDRESS, PERSON, UNIT_NAME
from ruantong.core.periods import Period, PeriodFault
from ruantong.core.text import text_fault
from ruantong.registry.models import District, ReportingUnit, RosterEntry
from ruantong.registry.models.roster_import import RosterImportLine
from ruantong.registry.roster_import.columns import FIRST, headings
from ruantong.registry.roster_import.reading import Line
from ruantong.registry.survey import codes
from ruantong.registry.units.actions import CHANGEABLE
from ruantong.registry.units.plausible import period_fault
from ruantong.registry.units.rosters import roster_named

NEEDED = ("uscc", "name", "district", "division_code", "address", "industry_code")
_LIMITS = {"name": UNIT_NAME, "address": ADDRESS, "contact_name": PERSON}


@dataclass
class Verdict:
    """What becomes of a line, in words; ``stated`` are its facts in the form the register has."""

    kind: str
    stated: dict[str, str]
    told: list[str] = field(default_factory=list)


class Judge:
    """Judges the lines of one file against the register as it is now."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.titles = {each.key: each.title for each in headings()}
        self.districts = {each.code: each.name for each in District.objects.all()}
        self.lists = {
            "division_code": dict(codes.choices("divisions")),
            "industry_code": dict(codes.choices("industry")),
            "category": {name: name for _, name in codes.choices("local_fields")},
            "park": {name: name for _, name in codes.choices("parks")},
        }
        usccs = [normalise_identifier(line.texts.get("uscc", "")) for line in lines]
        found = ReportingUnit.objects.filter(uscc__in=usccs).prefetch_related("roster")
        self.units = {unit.uscc: unit for unit in found}
        self.first_seen: dict[str, Line] = {}

    def judge(self, line: Line) -> Verdict:
        """New, changed, the same, or refused with each fault of the line."""
        stated = self._facts(line)
        uscc = stated.get("uscc", "")
        earlier = self.first_seen.setdefault(uscc, line) if uscc else line
        if earlier is not line:
            line.fault("uscc", uscc, f"与{earlier.sheet}第{earlier.row}行重复，应只有一行。")
        unit = self.units.get(uscc)
        if unit is None and not line.faults:
            self._complete(line, stated)
        if line.faults:
            return Verdict(RosterImportLine.REFUSED, stated, list(line.faults))
        if unit is None:
            told = [f"{self.titles[key]}：{self._said(key, text)}" for key, text in stated.items()]
            return Verdict(RosterImportLine.NEW, stated, told)
        told = [
            f"{self.titles[key]}：{self._said(key, old) or '空'} → {self._said(key, new)}"
            for key, (old, new) in differences(unit, stated).items()
        ]
        kind = RosterImportLine.CHANGED if told else RosterImportLine.SAME
        return Verdict(kind, stated, told)

    def _facts(self, line: Line) -> dict[str, str]:
        stated: dict[str, str] = {}
        faulty = bool(line.faults)
        for key, text in line.texts.items():
            if text and not faulty:
                stated[key] = self._fact(line, key, text)
        if not faulty and not stated.get("uscc"):
            line.fault("uscc", "", "请填写统一社会信用代码。")
        return stated

    def _fact(self, line: Line, key: str, text: str) -> str:
        """One fact as the register keeps it; a fault of the line when it cannot be."""
        if key == "uscc":
            code = normalise_identifier(text)
            if problem := uscc_fault(code):
                line.fault(key, text, problem + "。")
            return code
        if key == "district":
            return self._coded(line, key, text, self.districts)
        if key in self.lists:
            return self._coded(line, key, text, self.lists[key])
        if key.startswith(FIRST):
            return self._period(line, key, text)
        if key == "contact_phone":
            number = normalise_phone(text)
            if mobile_fault(number) and (problem := phone_fault(number)):
                line.fault(key, text, f"{problem}；也可填11位手机号码。")
            return number
        if problem := text_fault(text, _LIMITS[key]):
            line.fault(key, text, f"{self.titles[key]}{problem}。")
        return text

    def _coded(self, line: Line, key: str, text: str, known: Mapping[str, str]) -> str:
        """A code, or its name, or both one after the other."""
        first = text.split(" ", maxsplit=1)[0]
        if first in known:
            return first
        for code, name in known.items():
            if name == text:
                return code
        line.fault(key, text, f"不在{self.titles[key]}的代码表中，应为其中的代码或名称。")
        return text

    def _period(self, line: Line, key: str, text: str) -> str:
        roster = roster_named(key.removeprefix(FIRST))
        try:
            period = Period.read(text)
        except PeriodFault as fault:
            line.fault(key, text, f"{fault}。")
            return text
        if period.frequency is not roster.frequency:
            line.fault(key, text, f"应为{roster.frequency.label}的报告期。")
        elif fault_said := period_fault("起报期", period):
            line.fault(key, text, fault_said)
        return str(period)

    def _complete(self, line: Line, stated: Mapping[str, str]) -> None:
        """A unit that is new needs its facts and a list to be on."""
        missing = [self.titles[key] for key in NEEDED if not stated.get(key)]
        if missing:
            line.fault(
                "uscc", stated["uscc"], f"名录中没有这家单位，新增须填写{'、'.join(missing)}。"
            )
        elif not any(key.startswith(FIRST) for key in stated):
            titles = [title for key, title in self.titles.items() if key.startswith(FIRST)]
            line.fault("uscc", stated["uscc"], f"新增单位须填写{'或'.join(titles)}。")

    def _said(self, key: str, value: str) -> str:
        if key == "district":
            return self.districts.get(value, value)
        if key in ("division_code", "industry_code"):
            return f"{value} {self.lists[key].get(value, '')}".strip()
        if key.startswith(FIRST) and value:
            return f"{Period.parse(value).label}起"
        return value


def differences(unit: ReportingUnit, stated: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Old and new of every fact that a line would change."""
    found: dict[str, tuple[str, str]] = {}
    for key, new in stated.items():
        if key.startswith(FIRST):
            old = _listed_since(unit.roster.all(), key.removeprefix(FIRST), new)
        elif key == "district":
            old = unit.district_id
        elif key in ("name", *CHANGEABLE):
            old = str(getattr(unit, key))
        else:
            continue
        if old != new:
            found[key] = (old, new)
    return found


def _listed_since(entries: Iterable[RosterEntry], roster: str, first: str) -> str:
    """``first`` itself when the unit is on the list then or later; "" when it has to be entered."""
    reaching = (
        each for each in entries
        if each.roster == roster and (not each.last_period or each.last_period >= first)
        and (not each.last_period or each.last_period >= each.first_period)
    )  # fmt: skip
    return first if any(reaching) else ""
