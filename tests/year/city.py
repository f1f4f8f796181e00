"""A small city that lives through a year by random verbs, and books that are kept beside it.

The books say in plain arithmetic what has to be true after each step; they share no code with the
product. Everything random comes from one seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.registry.units import actions as actions_units
from ruantong.returns.models import Draft, Return, Revision
from ruantong.returns.moving import actions, actions_calendar, actions_rules
from ruantong.returns.moving.actions import NotFound
from tests import people
from tests.passing import seen
from tests.returns.story import GOOD, REASON, SIGNED, explain, version_of
from tests.rulelab.bench import WHY

UNITS, FIRST_DAY, LAST_DAY = 5, date(2023, 3, 1), date(2024, 1, 31)
DISTRICTS = (people.BO_DISTRICT, people.EVE_DISTRICT)
AMOUNTS = [key for key in GOOD if key != "6.head.embedded"]
LOOSE = "[R6-91] 收入不为负\n级别 强制性\n来源 G\n范围 表内\n列 A\n公式 [2010] >= 0\n"

Key = tuple[int, str]  # unit, period


@dataclass
class Books:
    """What has been acknowledged, by unit and period."""

    typed: dict[Key, dict[str, str]] = field(default_factory=dict)
    filed: dict[Key, list[dict[str, str]]] = field(default_factory=dict)
    accepted: dict[Key, dict[str, str]] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)
    refused: int = 0
    done: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """One verb that went through: what it was asked of, and by whom."""

    verb: str
    actor: User
    moved: frozenset[Key] = frozenset()


class City:
    """Five enterprises in two districts, their officers, and the day."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.day = FIRST_DAY
        self.books = Books()
        self.chen, self.ding = people.chen(), people.ding()
        self.officers = dict(zip(DISTRICTS, (people.bo(), people.eve()), strict=True))
        self.units = []
        for number in range(1, UNITS + 1):
            unit = people.make_unit(number, district_code=DISTRICTS[number % 2])
            phone = f"138100000{number:02}"
            people.join(
                people.person(f"statistician{number}", Role.RESPONDENT, "填报员", phone=phone), unit
            )
            self.units.append(unit.pk)

    # ---- one step -------------------------------------------------------------------------------

    def step(self) -> Done | None:
        """One verb by somebody whose business it is; None when it was refused."""
        verbs: list[tuple[int, Callable[[], Done | None]]] = [
            (4, self.time_passes), (6, self.open_a_period), (20, self.type), (26, self.file),
            (5, self.withdraw), (14, self.forward), (4, self.send_back), (14, self.accept),
            (6, self.city_sends_back), (3, self.lock), (4, self.unlock), (2, self.move_a_unit),
            (3, self.close_a_unit), (3, self.take_a_unit_back), (2, self.extend), (1, self.release),
        ]  # fmt: skip
        weights, choices = zip(*verbs, strict=True)
        try:
            done = self.chance.choices(choices, weights)[0]()
        except (Refused, NotFound):
            self.books.refused += 1
            return None
        if done is not None:
            self.books.done[done.verb] = self.books.done.get(done.verb, 0) + 1
        return done

    def time_passes(self) -> None:
        self.day = min(LAST_DAY, self.day + timedelta(days=self.chance.randrange(1, 12)))

    def open_a_period(self) -> Done:
        last = 12 if self.day.year > 2023 else max(2, self.day.month - 1)
        period = Period.parse(f"2023-{self.chance.randint(2, last):02}")
        before = {(r.unit_id, r.period): r.state for r in Return.objects.all()}
        actions.open_period(period, actor=self.chen)
        after = {(r.unit_id, r.period): r.state for r in Return.objects.all()}
        changed = {key for key, state in before.items() if after[key] != state}
        return Done("open", self.chen, frozenset(changed))

    # ---- the enterprise -------------------------------------------------------------------------

    def type(self) -> Done | None:
        if (ret := self.any_return("open")) is None:
            return None
        alice, factor = self.statistician(ret), self.chance.choice((1, 1, 2, 3))
        cells = {key: _times(GOOD[key], factor) for key in AMOUNTS} | {"6.head.embedded": "2"}
        if self.chance.random() < 0.15:
            cells["6.2010.A"] = "1"
        elif self.chance.random() < 0.3:
            cells = {"6.2113.A": str(self.chance.randrange(1, 9))}
        actions.save(ret.pk, actor=alice, version=version_of(ret), cells=cells)
        typed = self.books.typed.setdefault(key_of(ret), {})
        typed.update(cells)
        return Done("save", alice, frozenset({key_of(ret)}))

    def file(self) -> Done | None:
        """数据审核, with explanations where it asks for some, then 确定上报 when it passed."""
        if (ret := self.any_return("drafting", "failed", "passed")) is None:
            return None
        alice = self.statistician(ret)
        if ret.state != "passed":
            actions.validate(ret.pk, actor=alice)
            report = Draft.objects.get(owner=ret).report or {}
            for key in report.get("unexplained", ()):
                explain(ret.pk, actor=alice, finding_key=key, text="本月集中交付上年签订的合同")
            return Done("validate", alice, frozenset({key_of(ret)}))
        actions.submit(ret.pk, actor=alice, signatories=SIGNED, version=version_of(ret))
        filed = self.books.filed.setdefault(key_of(ret), [])
        filed.append(dict(self.books.typed[key_of(ret)]))
        return Done("submit", alice, frozenset({key_of(ret)}))

    def withdraw(self) -> Done | None:
        if (ret := self.any_return("submitted")) is None:
            return None
        actions.withdraw(ret.pk, actor=(alice := self.statistician(ret)))
        return Done("withdraw", alice, frozenset({key_of(ret)}))

    # ---- district and city ----------------------------------------------------------------------

    def forward(self) -> Done | None:
        if (ret := self.any_return("submitted", "city_returned_to_district")) is None:
            return None
        officer = self.officers[ret.district_code]
        outcomes = actions.forward(seen(ret.pk), actor=officer)
        if not all(outcome.moved for outcome in outcomes):
            raise Refused("")
        return Done("forward", officer, frozenset({key_of(ret)}))

    def send_back(self) -> Done | None:
        if (ret := self.any_return("submitted", "city_returned_to_district")) is None:
            return None
        officer = self.officers[ret.district_code]
        actions.send_back(ret.pk, actor=officer, target="6.2090.A", reason=REASON)
        return Done("send_back", officer, frozenset({key_of(ret)}))

    def accept(self) -> Done | None:
        if (ret := self.any_return("forwarded")) is None:
            return None
        outcomes = actions.accept(seen(ret.pk), actor=self.chen)
        if not all(outcome.moved for outcome in outcomes):
            raise Refused("")
        self.books.accepted[key_of(ret)] = self.books.filed[key_of(ret)][-1]
        return Done("accept", self.chen, frozenset({key_of(ret)}))

    def city_sends_back(self) -> Done | None:
        if (ret := self.any_return("forwarded", "accepted")) is None:
            return None
        verb = self.chance.choice(("send_back_to_district", "send_back_to_enterprise"))
        given = {"actor": self.chen, "target": "6.2090.A", "reason": REASON}
        getattr(actions, verb)(ret.pk, **given)
        self.books.accepted.pop(key_of(ret), None)
        return Done(verb, self.chen, frozenset({key_of(ret)}))

    def lock(self) -> Done | None:
        if (ret := self.any_return("accepted")) is None:
            return None
        found = Return.objects.filter(period=ret.period, state="accepted")
        moved = frozenset(map(key_of, found))
        actions.lock(Period.parse(ret.period), actor=self.chen)
        return Done("lock", self.chen, moved)

    def unlock(self) -> Done | None:
        if (ret := self.any_return("locked")) is None:
            return None
        actions.unlock(ret.pk, actor=self.chen, reason=REASON)
        self.books.accepted.pop(key_of(ret), None)
        return Done("unlock", self.chen, frozenset({key_of(ret)}))

    # ---- the register and the calendar ----------------------------------------------------------

    def move_a_unit(self) -> Done:
        unit = self.any_unit()
        other = next(code for code in DISTRICTS if code != unit.district_id)
        actions_units.move_unit(
            unit.pk, actor=self.chen, district=other, on=clock.today(), reason="迁入新址办公"
        )
        return Done("unit.move", self.chen)

    def close_a_unit(self) -> Done:
        unit = self.any_unit()
        actions_units.leave(unit.pk, actor=self.chen, on=self.day, reason="已办理注销登记")
        return Done("unit.leave", self.chen, self.with_state(unit, "retired"))

    def take_a_unit_back(self) -> Done:
        unit, before = self.any_unit(), self.with_state(None, "retired")
        actions_units.rejoin(unit.pk, actor=self.chen, reason="恢复正常生产经营")
        return Done("unit.rejoin", self.chen, before - self.with_state(None, "retired"))

    def extend(self) -> Done | None:
        if (ret := self.any_return("open")) is None:
            return None
        day = max(self.day, ret.due_on) + timedelta(days=self.chance.randrange(1, 9))
        period = Period.parse(ret.period)
        actions_calendar.extend_unit(ret.unit, period, day, "突发停电无法上报", actor=self.chen)
        return Done("calendar.extend", self.chen)

    def release(self) -> Done | None:
        if "rules.publish" in self.books.done:
            return None
        proposal = actions_rules.RuleProposal(
            Period.parse("2023-12"), "收入不为负", WHY, texts={"6": LOOSE}, spare_open=True
        )
        actions_rules.publish_rules(proposal, actor=self.ding, proposed_by=self.chen)
        return Done("rules.publish", self.ding)

    # ---- whom it concerns -----------------------------------------------------------------------

    def any_return(self, *states: str) -> Return | None:
        """One in these states; "open" is any of those in which an enterprise may type."""
        wanted = OPEN if states == ("open",) else states
        found = list(Return.objects.filter(state__in=wanted).select_related("unit").order_by("pk"))
        return self.chance.choice(found) if found else None

    def any_unit(self) -> ReportingUnit:
        return ReportingUnit.objects.get(pk=self.chance.choice(self.units))

    def with_state(self, unit: ReportingUnit | None, state: str) -> frozenset[Key]:
        found = Return.objects.filter(state=state)
        return frozenset(map(key_of, found.filter(unit=unit) if unit else found))

    def statistician(self, ret: Return) -> User:
        return Membership.objects.get(unit=ret.unit_id, until=None).user


OPEN = ("not_started", "drafting", "failed", "passed", "district_returned", "city_returned")


def key_of(ret: Return) -> Key:
    return ret.unit_id, ret.period


def _times(text: str, factor: int) -> str:
    return str(Decimal(text) * factor)


def revisions_of(key: Key) -> list[Revision]:
    found = Revision.objects.filter(owner__unit=key[0], owner__period=key[1])
    return list(found.order_by("number"))
