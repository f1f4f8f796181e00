"""Two requests at once, on SQLite and on PostgreSQL: a double click, two tabs, two reviewers."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from ruantong.core.lifecycle import State
from ruantong.registry.models import ReportingUnit
from ruantong.registry.units import actions as actions_units
from ruantong.returns.models import (
    Draft,
    FollowUp,
    Return,
    ReviewAct,
    ReviewReference,
    ReviewScore,
    Revision,
)
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions_calendar import rule
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import walked
from tests import people
from tests.at_once import at_once, real_database
from tests.passing import seen
from tests.returns.story import (
    APRIL,
    GOOD,
    MAY,
    SIGNED,
    brought_to,
    earlier,
    explain,
    fill,
    fresh,
    opened,
    report_of,
    submitted,
    validated,
    version_of,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(real_database.__name__),
]
WORKERS = 4


def test_a_double_click_submits_once_and_answers_alike() -> None:
    ret, alice = brought_to(State.PASSED, opened()), people.alice()

    def click() -> Revision:
        return actions.submit(ret.pk, actor=alice, signatories=SIGNED, version=1)

    answers = at_once(*[click] * WORKERS)
    assert {(type(a), getattr(a, "pk", a)) for a in answers} == {(Revision, answers[0].pk)}
    assert Revision.objects.count() == 1
    assert ReviewAct.objects.filter(action="submit").count() == 1
    assert TrailEntry.objects.filter(act="return.submit").count() == 1


def test_the_first_two_of_a_period_are_both_submitted_and_scored() -> None:
    """What scores are held against is made by the first that comes, and by one only."""
    alice = people.alice(people.make_unit(1))
    people.join(alice, people.make_unit(2))
    first, second = (opened(unit) for unit in ReportingUnit.objects.order_by("pk"))
    for ret in (first, second):
        brought_to(State.PASSED, ret)
    clicks = [
        partial(actions.submit, ret.pk, actor=alice, signatories=SIGNED, version=1)
        for ret in (first, second)
    ]
    assert [type(answer) for answer in at_once(*clicks)] == [Revision, Revision]
    assert ReviewReference.objects.count() == 1
    assert set(ReviewScore.objects.values_list("owner", "revision")) == {
        (first.pk, 1),
        (second.pk, 1),
    }


def test_saves_of_different_cells_are_all_kept() -> None:
    ret, alice = fill(opened(), {"6.2010.A": "1"}), people.alice()
    refs = ["6.2021.A", "6.2022.A", "6.2051.A", "6.2110.A"]
    answers = at_once(
        *(
            lambda ref=ref: actions.save(ret.pk, actor=alice, version=1, cells={ref: "7"})
            for ref in refs
        )
    )
    assert sorted(answer.version for answer in answers) == [2, 3, 4, 5]
    cells = Draft.objects.get(owner=ret).forms["6"]["cells"]
    assert {code: cells[code]["A"] for code in ("2021", "2022", "2051", "2110")} == dict.fromkeys(
        ("2021", "2022", "2051", "2110"), "7.00"
    )


def test_of_two_values_for_one_cell_one_is_kept_and_the_other_told() -> None:
    ret, alice = opened(), people.alice()
    answers = at_once(
        *(
            lambda text=text: actions.save(ret.pk, actor=alice, version=0, cells={"6.2010.A": text})
            for text in ("1", "2")
        )
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "SaveResult"]


def test_forwarding_and_withdrawing_at_once_ends_in_one_of_both() -> None:
    ret = submitted(opened())
    alice, bo = people.alice(), people.bo()
    at_once(
        lambda: actions.withdraw(ret.pk, actor=alice),
        lambda: actions.forward(seen(ret.pk), actor=bo),
    )
    assert fresh(ret).state in {State.DRAFTING, State.FORWARDED}
    done = ReviewAct.objects.filter(action__in=("withdraw", "forward"))
    assert done.count() == 1


def test_leaving_the_roster_and_submitting_at_once_ends_in_one_of_both() -> None:
    ret = brought_to(State.PASSED, opened())
    alice, chen = people.alice(), people.chen()
    at_once(
        lambda: actions.submit(ret.pk, actor=alice, signatories=SIGNED, version=1),
        lambda: actions_units.leave(
            ret.unit_id, actor=chen, on=MAY.last_day, reason="已办理注销登记"
        ),
    )
    ret = fresh(ret)
    assert (ret.lifecycle, ret.revision) in {(State.SUBMITTED, 1), (State.RETIRED, 0)}
    assert ReportingUnit.objects.get(pk=ret.unit_id).valid_to == MAY.last_day


def test_a_correction_and_the_next_month_at_once_leave_no_stale_figure_unseen() -> None:
    unit = people.make_unit()
    alice = people.alice(unit)
    april = earlier(unit, APRIL)
    may = ready(opened(unit), {**GOOD, "6.2010.A": "1200"})
    actions.withdraw(april.pk, actor=alice)
    april = ready(april, {"6.2010.A": "1010"})
    version_of_each = [(ret.pk, version_of(ret)) for ret in (april, may)]
    done = at_once(
        *(
            lambda pk=pk, version=version: actions.submit(
                pk, actor=alice, signatories=SIGNED, version=version
            )
            for pk, version in version_of_each
        )
    )
    assert isinstance(done[0], Revision)
    if isinstance(done[1], Revision):
        assert done[1].forms["6"]["cells"]["2010"]["C"] == "1000.00"
        assert FollowUp.objects.filter(owner=may, resolved_at=None).exists()
    else:
        assert isinstance(done[1], actions.Refused)


def ready(ret: Return, cells: dict[str, str]) -> Return:
    """Validated with every query explained: only 确定上报 is left."""
    alice = people.alice(ret.unit)
    validated(ret, cells, actor=alice)
    for key in report_of(ret)["unexplained"]:
        explain(ret.pk, actor=alice, finding_key=key, text="调整收入确认口径所致")
    actions.validate(ret.pk, actor=alice)
    assert fresh(ret).lifecycle is State.PASSED
    return fresh(ret)


def test_rulings_beside_saves_and_submissions_all_come_to_their_end() -> None:
    """Locks taken in two orders would end one of the acts by a deadlock on PostgreSQL."""
    returns = [opened(people.make_unit(number)) for number in range(1, WORKERS + 1)]
    alice, chen = people.alice(returns[0].unit), people.chen()
    for ret in returns[1:]:
        people.join(alice, ret.unit)

    def save(ret: Return, version: int) -> object:
        cells = {"6.2010.A": str(version + 1)}
        return actions.save(ret.pk, actor=alice, version=version, cells=cells)

    for turn in range(6):
        day = date(2024, 6, 14 + turn)
        answers = at_once(
            *(partial(save, ret, turn) for ret in returns),
            partial(rule, MAY, "enterprise", day, "暴雨停电，多数企业无法联网", actor=chen),
        )
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        assert {fresh(ret).due_on for ret in returns} == {day}


def test_opening_a_period_twice_at_once_gives_each_unit_one_return() -> None:
    for number in range(1, 4):
        people.make_unit(number)
    chen = people.chen()
    answers = at_once(*[lambda: actions.open_period(MAY, actor=chen)] * 2)
    assert sorted(answers) == [0, 3]
    assert Return.objects.count() == 3


def test_the_trail_of_many_writers_is_one_unbroken_chain() -> None:
    returns = [opened(people.make_unit(number)) for number in range(1, WORKERS + 1)]
    alice = people.alice(returns[0].unit)
    for ret in returns[1:]:
        people.join(alice, ret.unit)
    before = TrailEntry.objects.count()

    def work(ret: Return) -> None:
        for step in range(5):
            cells = {"6.2010.A": str(step + 1)}
            actions.save(ret.pk, actor=alice, version=step, cells=cells)
            actions.validate(ret.pk, actor=alice)

    at_once(*(lambda ret=ret: work(ret) for ret in returns))
    entries = TrailEntry.objects.order_by("number")
    assert walked(entries)[0] is None
    assert entries.count() == before + WORKERS * 10
