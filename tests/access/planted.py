"""A small city whose every return holds words and figures that stand nowhere else.

One return per state of the life table and per way into it. What is planted knows how far the
submission it stands in came: typed only, taken back, submitted, or forwarded to the city.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import permutations

from ruantong.accounts.models import User
from ruantong.core.ledger import Measure
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.registry.units import actions as actions_units
from ruantong.returns.ledger import store, taking, waiting
from ruantong.returns.ledger.expression import Term
from ruantong.returns.ledger.page import Mapped
from ruantong.returns.models import PendingBalance, PendingWorkbook, Return
from ruantong.returns.moving import actions, actions_calendar
from ruantong.returns.pages.page import Filing
from ruantong.returns.workbook import taking as workbook
from tests import people
from tests.passing import seen
from tests.returns.ledger.balances import ONE_ROW, as_csv
from tests.returns.story import APRIL, DOUBTFUL, MAY, SIGNED, explain, fill, fresh, submit

FIGURE, NOTE, SIGNER, TALK = "figure", "note", "signer", "talk"
NAME, CONTACT, EXTENSION = "name", "contact", "extension"
ACCOUNT, BOOKED = "account", "booked"  # of the trial balance that a return was fed from
ASKED_ON = "2024-06-13"
# Returns with a trial balance: every state in which one of the authorities opens the return.
FED = (
    "drafting", "passed", "submitted", "forwarded", "accepted", "taken back", "city returned",
    "elsewhere, submitted",
)  # fmt: skip
BEFORE = "moved, before"  # of the unit that then moved to the other district
TYPED, TAKEN_BACK, SUBMITTED, FORWARDED = "typed", "taken back", "submitted", "forwarded"

RARE = "鑫淼焱垚鱻犇猋骉麤"  # three different ones together are a word that nothing else says
_SCALE = 200_000  # the software house of the other tests, with figures of eight digits
_AMOUNTS = [ref for ref in DOUBTFUL if ref != "6.head.embedded"]
_ASKED, _CELL = "R6-19:A", "6.2090.A"


@dataclass
class Mark:
    """Something planted: ``version`` 0 is of the return as a whole, not of a submission."""

    text: str
    kind: str
    case: str
    version: int = 0
    reached: str = TYPED


@dataclass
class Case:
    """One return with what was planted in it; ``last`` is the number of its latest submission."""

    name: str
    district: str
    ret: Return
    marks: list[Mark] = field(default_factory=list)
    last: int = 0


class Planted:
    """Builds the city. ``told`` maps every planted text to its mark."""

    def __init__(self) -> None:
        self._words = ["".join(three) for three in permutations(RARE, 3)]
        self._figures = 0
        self.cases: dict[str, Case] = {}
        with clock.at("2024-06-10"):
            self._build()

    @property
    def marks(self) -> list[Mark]:
        return [mark for case in self.cases.values() for mark in case.marks]

    # ---- the returns ----------------------------------------------------------------------------

    def _build(self) -> None:
        units = {name: self._unit(name, number) for number, name in enumerate(_STORIES, start=1)}
        moved = self._unit("moved", 60)
        with clock.at("2024-05-10"):
            actions.open_period(APRIL, actor=people.chen())
            april = self._case(BEFORE, people.BO_DISTRICT, moved, APRIL)
            self.accept(april)
        with clock.at("2024-05-20"):
            actions_units.move_unit(
                moved.pk,
                actor=people.chen(),
                district=people.EVE_DISTRICT,
                on=clock.today(),
                reason="迁入新址办公",
            )
        actions.open_period(MAY, actor=people.chen())
        for name, story in _STORIES.items():
            story(self, self._case(name, _district(name), units[name], MAY))
        self.accept(self._case("moved, after", people.EVE_DISTRICT, moved, MAY))
        taking.preview(self._mapped(self.cases["passed"]))
        with clock.at(ASKED_ON):
            for kind in (PendingBalance, PendingWorkbook):  # which are shown for a day
                kind.objects.update(made_at=clock.now())

    def _unit(self, name: str, number: int) -> ReportingUnit:
        unit = people.make_unit(
            number,
            name=f"{self._words.pop()}软件有限公司",
            district_code=_district(name),
            park=people.PARK,
            monthly_from="2024-04" if name == "moved" else "2024-05",
            contact_name=self._words.pop(),
            contact_phone=f"1391234{number:04}",
        )
        people.alice(unit)
        return unit

    def _case(self, name: str, district: str, unit: ReportingUnit, period: Period) -> Case:
        ret = Return.objects.select_related("unit").get(unit=unit, period=str(period))
        case = self.cases[name] = Case(name, district, ret)
        if not name.startswith("moved"):
            case.marks += [
                Mark(unit.name[:3], NAME, name),
                Mark(unit.uscc, NAME, name),
                Mark(unit.contact_name, CONTACT, name),
                Mark(unit.contact_phone, CONTACT, name),
            ]
        return case

    # ---- what happens to one --------------------------------------------------------------------

    def type(self, case: Case) -> None:
        """Figures, and an explanation, that nobody but the respondent may know of."""
        if case.name in FED and not case.last:
            self._feed(case)
        self._figures += 1
        figure = Decimal("73194682.51") + Decimal("1013.07") * self._figures
        services = Decimal(DOUBTFUL["6.2022.A"]) * _SCALE
        cells = {ref: str(Decimal(DOUBTFUL[ref]) * _SCALE) for ref in _AMOUNTS}
        fill(case.ret, {**cells, "6.head.embedded": "2", "6.2021.A": str(figure)})
        note = self._words.pop()
        self._explain(case, note, _ASKED)
        for text, kind in ((figure, FIGURE), (figure + services, FIGURE), (note, NOTE)):
            self._plant(case, case.last + 1, str(text), kind)

    def _feed(self, case: Case) -> None:
        """A figure that is taken from a trial balance; typing goes over it afterwards."""
        name = self._words.pop()
        booked = Decimal("73900000.37") + case.ret.pk
        filing = Filing(people.alice(), case.ret.pk)
        waiting.receive(filing, as_csv([ONE_ROW, ["6001", name, *[0] * 5, booked, 0, 0]]))
        mapped = self._mapped(case)
        sums = {"6.2021.A": (Term(1, "6001", name, Measure.YEAR_CREDIT),)}
        store.keep(filing, mapped.form, sums, mapped.accounts, version=0)
        taking.preview(self._mapped(case))
        assert workbook.take(case.ret.pk, actor=people.alice()) == 1
        case.marks += [Mark(name, ACCOUNT, case.name), Mark(str(booked), BOOKED, case.name)]

    @staticmethod
    def _mapped(case: Case) -> Mapped:
        return Mapped(Filing(people.alice(), case.ret.pk), "6")

    def check(self, case: Case) -> None:
        self.type(case)
        note = case.marks[-1].text
        report = actions.validate(case.ret.pk, actor=people.alice())
        assert not report.errors, [finding.message for finding in report.errors]
        self._explain(case, note, *(finding.key for finding in report.queries))
        actions.validate(case.ret.pk, actor=people.alice())

    def fail(self, case: Case) -> None:
        self.type(case)
        fill(case.ret, {"6.2010.A": "1"})
        actions.validate(case.ret.pk, actor=people.alice())

    def _explain(self, case: Case, note: str, *keys: str) -> None:
        for key in keys:
            text = f"本期按{note}合同集中交付并发放奖金"
            explain(case.ret.pk, actor=people.alice(), finding_key=key, text=text)

    def submit(self, case: Case) -> None:
        self.check(case)
        signer = self._words.pop()
        submit(fresh(case.ret), people.alice(), signatories={**SIGNED, "preparer": signer})
        case.last += 1
        self._plant(case, case.last, signer, SIGNER)
        self._reach(case, SUBMITTED)
        self._talk(case)

    def take_back(self, case: Case) -> None:
        actions.withdraw(case.ret.pk, actor=people.alice())
        self._reach(case, TAKEN_BACK)

    def send_back(self, case: Case) -> None:
        self._with_reason(case, actions.send_back, self.officer(case))

    def forward(self, case: Case) -> None:
        if fresh(case.ret).state != "submitted":
            self.submit(case)
        [outcome] = actions.forward(seen(case.ret.pk), actor=self.officer(case))
        assert outcome.moved, outcome.refusal
        self._reach(case, FORWARDED)

    def accept(self, case: Case) -> None:
        self.forward(case)
        actions.accept(seen(case.ret.pk), actor=people.chen())

    def lock(self, case: Case) -> None:
        """One return alone is reported: as :func:`actions.lock` does with all of a period."""
        self.accept(case)
        Return.objects.filter(pk=case.ret.pk).update(state="locked")

    def unlock(self, case: Case) -> None:
        self.lock(case)
        reason = self._words.pop()
        text = f"{reason}项目核算口径有误，请企业核实"
        actions.unlock(case.ret.pk, actor=people.chen(), reason=text)
        self._plant(case, case.last, reason, TALK, self._reached(case))

    def to_district(self, case: Case) -> None:
        self.forward(case)
        self._with_reason(case, actions.send_back_to_district, people.chen())

    def to_enterprise(self, case: Case) -> None:
        if fresh(case.ret).state not in {"forwarded", "accepted"}:
            self.forward(case)
        self._with_reason(case, actions.send_back_to_enterprise, people.chen())

    def leave(self, case: Case) -> None:
        unit = case.ret.unit_id
        actions_units.leave(unit, actor=people.chen(), on=MAY.last_day, reason="已办理注销登记")

    def extend(self, case: Case) -> None:
        word = self._words.pop()
        day = date(2024, 6, 20)
        reason = f"{word}机房停电无法上报"
        actions_calendar.extend_unit(case.ret.unit, MAY, day, reason, actor=people.chen())
        case.marks.append(Mark(word, EXTENSION, case.name))

    @staticmethod
    def officer(case: Case) -> User:
        return people.bo() if case.district == people.BO_DISTRICT else people.eve()

    # ---- words ----------------------------------------------------------------------------------

    def _talk(self, case: Case) -> None:
        """A question of the district on what was submitted, and the answer."""
        for actor, sentence in (
            (self.officer(case), "请说明{}项目奖金发放的依据"),
            (people.alice(), "{}项目奖金按年初协议发放"),
        ):
            word = self._words.pop()
            text = sentence.format(word)
            actions.remark(case.ret.pk, actor=actor, target=_ASKED, text=text)
            self._plant(case, case.last, word, TALK, self._reached(case))

    def _with_reason(self, case: Case, verb: Callable[..., object], actor: User) -> None:
        word = self._words.pop()
        reason = f"{word}项目利润变化较大，请核实"
        verb(case.ret.pk, actor=actor, target=_CELL, reason=reason)
        self._plant(case, case.last, word, TALK, self._reached(case))

    @staticmethod
    def _reached(case: Case) -> str:
        """How far the latest submission came."""
        return next(mark.reached for mark in case.marks if mark.version == case.last)

    @staticmethod
    def _plant(case: Case, version: int, text: str, kind: str, reached: str = TYPED) -> None:
        case.marks.append(Mark(text, kind, case.name, version, reached))

    @staticmethod
    def _reach(case: Case, reached: str) -> None:
        for mark in case.marks:
            if mark.version == case.last and mark.version:
                mark.reached = reached


def _district(name: str) -> str:
    return people.EVE_DISTRICT if name.startswith("elsewhere") else people.BO_DISTRICT


Story = Callable[[Planted, Case], None]


def _then(*steps: Story) -> Story:
    def story(city: Planted, case: Case) -> None:
        for step in steps:
            step(city, case)

    return story


P = Planted
_STORIES: dict[str, Story] = {
    "not started": P.extend,
    "drafting": P.type,
    "failed": P.fail,
    "passed": P.check,
    "submitted": P.submit,
    "district returned": _then(P.submit, P.send_back),
    "forwarded": P.forward,
    "city returned to district": P.to_district,
    "city returned": P.to_enterprise,
    "accepted": P.accept,
    "locked": P.lock,
    "retired": _then(P.type, P.leave),
    # taken back by the enterprise, at once or after earlier decisions
    "taken back": _then(P.submit, P.take_back),
    "taken back, typed on": _then(P.submit, P.take_back, P.type),
    "taken back, submitted again": _then(P.submit, P.take_back, P.submit),
    "taken back twice": _then(P.submit, P.send_back, P.submit, P.take_back, P.submit, P.take_back),
    "taken back after the city": _then(P.to_enterprise, P.submit, P.take_back, P.type),
    "taken back, retired": _then(P.submit, P.take_back, P.leave),
    # sent back and under way again
    "district returned, typed on": _then(P.submit, P.send_back, P.type),
    "district returned, checked": _then(P.submit, P.send_back, P.check),
    "district returned, submitted": _then(P.submit, P.send_back, P.submit),
    "district returned, retired": _then(P.submit, P.send_back, P.leave),
    "city returned, submitted": _then(P.to_enterprise, P.submit),
    "city returned, forwarded": _then(P.to_enterprise, P.forward),
    "to the district and back": _then(P.to_district, P.send_back, P.type),
    # an accepted revision was there before
    "unlocked": P.unlock,
    "unlocked, typed on": _then(P.unlock, P.to_enterprise, P.type),
    "unlocked, submitted": _then(P.unlock, P.to_enterprise, P.submit),
    "accepted again": _then(P.unlock, P.to_enterprise, P.accept),
    # the other district
    "elsewhere, drafting": P.type,
    "elsewhere, submitted": P.submit,
    "elsewhere, accepted": P.accept,
}  # fmt: skip
