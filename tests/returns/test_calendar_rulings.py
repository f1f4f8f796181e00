"""Rulings and outage extensions set the dates of everybody, and lateness with them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.returns.calendar import calendar_now, deadlines_of, due_on
from ruantong.returns.errors import Refused
from ruantong.returns.models import DeadlineRuling, Revision
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions_calendar import rule
from ruantong.returns.pages.queries import cards_for
from ruantong.trail.models import TrailEntry
from tests import people
from tests.returns.story import MAY, REASON, fresh, opened, submit, submitted, validated

pytestmark = pytest.mark.django_db

WHY = "暴雨停电，多数企业无法联网"
FOURTEENTH = date(2024, 6, 14)


def day(number: int, month: int = 6) -> date:
    return date(2024, month, number)


def ruled(role: str = "enterprise", on: date = FOURTEENTH, why: str = WHY) -> DeadlineRuling:
    return rule(MAY, role, on, why, actor=people.chen())


def test_a_ruling_moves_the_card_and_the_return() -> None:
    ret = opened()
    ruled()
    assert fresh(ret).due_on == day(14)
    card = cards_for(people.alice())[0]
    assert card.deadline.date == day(14)
    assert card.left == "还有4天"
    assert "市级决定（2024年6月10日公布）" in card.reason
    assert WHY in card.reason


def test_both_doors_to_the_date_agree() -> None:
    ruled()
    assert due_on(MAY) == day(14)
    assert deadlines_of(MAY).roles["enterprise"].date == day(14)


@pytest.mark.parametrize(
    ("moment", "late"), [("2024-06-14T23:55:00", False), ("2024-06-15T00:00:01", True)]
)
def test_lateness_is_decided_by_the_day_in_force_to_24_00(moment: str, late: bool) -> None:
    ret = opened()
    ruled()
    with clock.at(moment):
        revision = Revision.objects.get(owner=submitted(ret))
    assert (revision.late, revision.due_on) == (late, day(14))
    assert WHY in revision.due_reason


def test_what_is_stored_as_late_stays_late_with_its_reason() -> None:
    ret = opened()
    with clock.at("2024-06-13"):
        submitted(ret)
        ruled(on=day(20))
    assert fresh(ret).late
    assert fresh(ret).due_on == day(12)
    assert WHY not in Revision.objects.get(owner=ret).due_reason


def test_a_return_sent_back_follows_the_new_date() -> None:
    ret, alice = submitted(opened()), people.alice()
    actions.send_back(ret.pk, actor=people.bo(), target="6.2090.A", reason=REASON)
    ruled(on=day(18))
    assert fresh(ret).due_on == day(18)
    with clock.at("2024-06-17"):
        validated(ret, {"6.2111.A": "201"}, actor=alice)
        assert not submit(ret, alice).late


def test_a_period_opened_after_the_ruling_has_its_date() -> None:
    ruled(on=day(17))
    assert opened().due_on == day(17)


def test_other_periods_and_roles_keep_their_dates() -> None:
    ruled("district", day(20))
    assert due_on(MAY) == day(12)
    assert deadlines_of(Period.parse("2024-04")).roles["district"].date == day(13, 5)


def test_no_role_is_due_before_the_one_in_front_of_it() -> None:
    ruled("enterprise", day(20))
    roles = deadlines_of(MAY).roles
    assert [roles[name].date for name in ("enterprise", "district", "city")] == [day(20)] * 3


def test_the_later_ruling_stands_and_the_earlier_stays_on_record() -> None:
    ruled(on=day(20))
    ruled(on=day(14), why="停电提前恢复，改为十四日截止")
    assert due_on(MAY) == day(14)
    assert DeadlineRuling.objects.count() == 2


def test_a_row_is_written_once() -> None:
    row = ruled()
    with pytest.raises(TypeError, match="不能删除"):
        row.delete()
    with pytest.raises(IntegrityError):
        row.save()


def test_an_outage_is_said_to_be_one() -> None:
    rule(MAY, "enterprise", day(13), WHY, actor=people.chen(), kind=DeadlineRuling.OUTAGE)
    assert f"系统故障延期，{WHY}" in deadlines_of(MAY).roles["enterprise"].reason


def test_a_ruling_that_keeps_the_day_settles_the_question() -> None:
    period, nominal = Period.parse("2024-08"), date(2024, 9, 15)  # in the Mid-Autumn arrangement
    assert deadlines_of(period).roles["city"].flags
    rule(period, "city", nominal, "通知没有写到市级，不顺延", actor=people.chen())
    assert deadlines_of(period).roles["city"].flags == ()
    assert deadlines_of(period).roles["city"].date == nominal


def test_the_trail_tells_of_it() -> None:
    ruled()
    entry = TrailEntry.objects.get(act="calendar.rule")
    assert entry.subject == "period:2024-05"
    assert entry.data["before"] == "2024-06-12"
    assert entry.data["after"] == "2024-06-14"
    assert entry.data["reason"] == WHY


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CITY])
def test_nobody_but_the_city_rules(role: Role) -> None:
    with pytest.raises(Refused, match="只有市级管理员可以裁定"):
        rule(MAY, "enterprise", day(14), WHY, actor=people.EVERYONE[role]())
    assert not DeadlineRuling.objects.exists()


@pytest.mark.parametrize(
    ("role", "on", "why", "kind", "said"),
    [
        ("park", day(14), WHY, "ruling", "级别“park”不正确"),
        ("enterprise", day(11), WHY, "ruling", "不得早于规定日期，现为2024年6月11日"),
        ("enterprise", date(2042, 6, 14), WHY, "ruling", "现为2042年6月14日，请核对年份"),
        ("enterprise", day(14), "停电", "ruling", "不少于5个字，现为“停电”"),
        ("enterprise", day(14), WHY, "favour", "类别“favour”不正确"),
        ("enterprise", day(12), WHY, "outage", "应晚于这一天"),
    ],
)
def test_what_is_wrong_with_a_ruling_is_said(
    role: str, on: date, why: str, kind: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        rule(MAY, role, on, why, actor=people.chen(), kind=kind)
    assert said in refused.value.message
    assert not DeadlineRuling.objects.exists()


def test_a_period_without_edition_or_clause_is_refused() -> None:
    for text in ("2015-05", "2024-Q1"):
        with pytest.raises(Refused):
            rule(Period.parse(text), "enterprise", day(14), WHY, actor=people.chen())


def test_the_same_ruling_twice_is_refused() -> None:
    ruled()
    with pytest.raises(Refused, match="已有相同的决定"):
        ruled()


def test_a_window_still_open_is_not_closed_backwards() -> None:
    ret = opened()
    ruled(on=day(20))
    with clock.at("2024-06-16"), pytest.raises(Refused, match="不能改到今天以前"):
        ruled(on=day(13))
    assert fresh(ret).due_on == day(20)
    assert due_on(MAY) == day(20)


def test_the_calendar_is_kept_until_something_is_decided() -> None:
    kept = calendar_now()
    with CaptureQueriesContext(connection) as asked:
        assert calendar_now() is kept
    assert len(asked) == 1
    ruled()
    assert calendar_now() is not kept


def by_another_process(on: date, role: str = "enterprise", pk: int | None = None) -> None:
    """A ruling that does not come through the verbs of this process."""
    row = DeadlineRuling(
        pk=pk,
        period=str(MAY),
        role=role,
        date=on,
        published=day(10),
        reason=WHY,
        at=clock.now(),
        by=people.chen(),
    )
    DeadlineRuling.objects.bulk_create([row])


def test_a_decision_of_another_process_is_seen() -> None:
    assert due_on(MAY) == day(12)
    by_another_process(day(19))
    assert due_on(MAY) == day(19)
    by_another_process(day(17))
    assert due_on(MAY) == day(17)


def test_a_lower_number_that_commits_later_is_seen() -> None:
    by_another_process(day(19), pk=1001)
    assert deadlines_of(MAY).roles["city"].date == day(19)
    by_another_process(day(25), "city", pk=1000)
    assert deadlines_of(MAY).roles["city"].date == day(25)


def test_a_ruling_rolled_back_is_forgotten_even_when_its_number_is_used_again() -> None:
    people.chen()
    with transaction.atomic():
        by_another_process(day(20))
        assert due_on(MAY) == day(20)
        transaction.set_rollback(True)
    by_another_process(day(17))
    assert due_on(MAY) == day(17)


def test_after_a_rollback_the_old_date_is_back() -> None:
    ret = opened()
    with transaction.atomic():
        ruled(on=day(20))
        transaction.set_rollback(True)
    assert due_on(MAY) == fresh(ret).due_on == day(12)
