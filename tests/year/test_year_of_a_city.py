"""A year of a city by random verbs: after each step its life, its trail and its totals are right."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction

from ruantong.core.aggregation import aggregate, aggregate_by_district
from ruantong.core.periods import Period
from ruantong.desks.lists.districts import Progress, progress_of, total_of
from ruantong.gateways import clock
from ruantong.outputs.collect import collect
from ruantong.returns.models import Draft, Return, ReviewAct
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import GENESIS, walked
from tests.year.city import FIRST_DAY, OPEN, Books, City, Done, Key, key_of, revisions_of

pytestmark = pytest.mark.django_db
SEEDS, STEPS = (2023, 8), 240
# What a step may do to a return: from where, to where. Written down once more on purpose.
LEGAL: dict[str, tuple[set[str], set[str]]] = {
    "save": (set(OPEN), {"drafting"}),
    "validate": ({"drafting", "failed"}, {"passed", "failed", "drafting"}),
    "submit": ({"passed"}, {"submitted"}),
    "withdraw": ({"submitted"}, {"drafting"}),
    "forward": ({"submitted", "city_returned_to_district"}, {"forwarded"}),
    "send_back": ({"submitted", "city_returned_to_district"}, {"district_returned"}),
    "accept": ({"forwarded"}, {"accepted"}),
    "send_back_to_district": ({"forwarded", "accepted"}, {"city_returned_to_district"}),
    "send_back_to_enterprise": ({"forwarded", "accepted"}, {"city_returned"}),
    "lock": ({"accepted"}, {"locked"}),
    "unlock": ({"locked"}, {"forwarded"}),
    "open": ({"retired", *OPEN}, {"retired", "not_started", "drafting"}),
    "unit.leave": (set(OPEN), {"retired"}),
    "unit.rejoin": ({"retired"}, {"not_started", "drafting"}),
}
# Entries of the trail that a verb leaves once for each return it moved.
PER_RETURN = {
    "submit", "withdraw", "forward", "send_back", "accept", "send_back_to_district",
    "send_back_to_enterprise", "lock", "unlock",
}  # fmt: skip
PER_ACT = {"unit.move", "unit.leave", "unit.rejoin", "calendar.extend", "rules.publish"}


class Watch:
    """What was there before a step, and what has to be true after it."""

    def __init__(self, city: City) -> None:
        self.city, self.books = city, city.books
        self.link = 0, GENESIS
        self._new_entries()
        self.look()

    def look(self) -> None:
        self.states = {key_of(ret): ret.state for ret in Return.objects.all()}
        self.rates = self._rates()

    def check(self, done: Done | None) -> None:
        after = {key_of(ret): ret for ret in Return.objects.all()}
        changed = {key for key, state in self.states.items() if after[key].state != state}
        self._life(done, changed, after)
        self._trail(done, changed)
        for ret in after.values():
            self._one_return(ret)
        for period in sorted({ret.period for ret in after.values()}):
            self._totals(Period.parse(period), after.values())
        if done is not None and done.verb == "unit.leave":
            self._rates_kept()
        self.look()

    # ---- life -----------------------------------------------------------------------------------

    def _life(self, done: Done | None, changed: set[Key], after: dict[Key, Return]) -> None:
        if done is None:
            assert not changed
            return
        assert changed <= done.moved
        allowed_from, allowed_to = LEGAL.get(done.verb, (set(), set()))
        for key in changed:
            assert self.states[key] in allowed_from, (done.verb, key)
            assert after[key].state in allowed_to, (done.verb, key)

    def _one_return(self, ret: Return) -> None:
        key, books = key_of(ret), self.books
        filed = books.filed.get(key, [])
        assert ret.accepted_revision <= ret.forwarded_revision <= ret.revision == len(filed)
        assert bool(ret.accepted_revision) == (ret.state in {"accepted", "locked"})
        revisions = revisions_of(key) if ret.revision else []
        assert [each.number for each in revisions] == list(range(1, ret.revision + 1))
        for each, typed in zip(revisions, filed, strict=True):
            assert books.hashes.setdefault(each.pk, each.content_hash) == each.content_hash
            _same(each.forms, typed)
        draft = Draft.objects.filter(owner=ret).first()
        assert (draft is not None) == (key in books.typed)
        if draft is not None and ret.state != "retired":
            _same(draft.forms, books.typed[key])

    # ---- trail ----------------------------------------------------------------------------------

    def _trail(self, done: Done | None, changed: set[Key]) -> None:
        entries = self._new_entries()
        acts = [entry.act for entry in entries]
        if done is None:
            assert acts == []
        elif done.verb in PER_RETURN:
            assert acts.count(f"return.{done.verb}") == len(done.moved)
            assert {entry.actor for entry in entries} == {done.actor.username}
        elif done.verb in PER_ACT:
            assert acts.count(done.verb) == 1
        moved = ("return.retire", "return.revive", "return.revive_started")
        if done is not None and done.verb in {"unit.leave", "unit.rejoin", "open"}:
            assert sum(act in moved for act in acts) == len(changed)
        written = [act for act in acts if act.startswith("return.")]
        told = ReviewAct.objects.count()
        assert told == TrailEntry.objects.filter(act__in=[f"return.{v}" for v in _STEPS]).count()
        assert len(written) <= len(done.moved) * 4 + 4 if done else not written

    def _new_entries(self) -> list[TrailEntry]:
        """Those since the last look, whose chain goes on from there."""
        entries = list(TrailEntry.objects.filter(number__gt=self.link[0]).order_by("number"))
        fault, number, last = walked(entries, *self.link)
        assert fault is None, fault
        self.link = number, last
        return entries

    # ---- totals ---------------------------------------------------------------------------------

    def _totals(self, period: Period, returns: Iterable[Return]) -> None:
        collected = collect(period)
        district = {key_of(r): r.district_code for r in returns if r.period == str(period)}
        booked = {k: v for k, v in self.books.accepted.items() if k[1] == str(period)}
        assert len(collected.contributions) == len(booked)
        groups = aggregate_by_district(collected.table, collected.contributions)
        groups[""] = aggregate(collected.table, collected.contributions)
        for code, lines in groups.items():
            members = [v for k, v in booked.items() if code in {"", district[k]}]
            for line in lines:
                if line.row.count:
                    assert line.current == len(members)
                    continue
                codes = [term.indicator for term in line.row.cells.terms]
                total = sum(
                    (_figure(cells, code) for cells in members for code in codes), Decimal()
                )
                assert Decimal(line.current or 0).scaleb(-line.row.decimals) == total, line.row.key

    # ---- rates ----------------------------------------------------------------------------------

    def _rates(self) -> dict[tuple[str, str], tuple[Fraction | None, Fraction | None]]:
        found = {}
        for period in {period for _, period in self.states}:
            rows = progress_of(Period.parse(period))
            states = [state for key, state in self.states.items() if key[1] == period]
            assert sum(row.due for row in rows) == len(states) - states.count("retired")
            for row in (*rows, total_of(rows)):
                found[period, row.code] = _both(row)
        return found

    def _rates_kept(self) -> None:
        """Nobody's rates fall because an enterprise closed."""
        for place, rates in self._rates().items():
            for was, now in zip(self.rates[place], rates, strict=True):
                assert was is None or now is None or now >= was, place


_STEPS = (*PER_RETURN, "retire", "revive", "revive_started", "cross_check")


def _both(row: Progress) -> tuple[Fraction | None, Fraction | None]:
    response = Fraction(row.counts.forwarded, row.due) if row.due else None
    return response, Fraction(row.on_time, row.decided) if row.decided else None


def _figure(typed: dict[str, str], code: str) -> Decimal:
    """A cell as typed; of the one line that the form adds up itself, the sum of its parts."""
    parts = ("2021", "2022", "2023", "2024") if code == "2020" else (code,)
    return sum((Decimal(typed.get(f"6.{part}.A") or 0) for part in parts), Decimal())


def _same(forms: dict[str, Any], typed: dict[str, str]) -> None:
    """What is stored is what was typed."""
    for ref, text in typed.items():
        form, row, column = ref.split(".")
        if row == "head":
            assert forms[form]["head"][column] == text
        else:
            assert Decimal(forms[form]["cells"][row][column]) == Decimal(text), ref


def test_life_trail_and_totals_are_right_after_every_step() -> None:
    reached: set[str] = set()
    for seed in SEEDS:
        with transaction.atomic():
            reached |= set(a_year(seed).done)
            transaction.set_rollback(True)
    assert {*LEGAL, *PER_ACT} <= reached


def a_year(seed: int) -> Books:
    """Walk through a year; what fails says where."""
    with clock.at(FIRST_DAY.isoformat()):
        city = City(seed)
        watch = Watch(city)
    for number in range(STEPS):
        with clock.at(f"{city.day}T10:00:00"):
            done = city.step()
            try:
                watch.check(done)
            except AssertionError as error:
                error.add_note(f"seed {seed}, step {number}, {done}")
                raise
    return city.books
