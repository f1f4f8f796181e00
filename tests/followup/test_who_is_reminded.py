"""Only who owes the period and has neither filed nor confirmed nil is reminded, once by each rule."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import Role, State
from ruantong.followup.models import Reminder, ReminderSetting
from ruantong.followup.rules import acts
from ruantong.gateways import clock
from ruantong.returns.models import Return
from ruantong.returns.moving import actions
from ruantong.trail.models import TrailEntry
from tests import people
from tests.followup.owing import NEXT_DAY, letters, proven_address, rule, sent, unit_with, worked
from tests.returns.story import brought_to
from tests.returns.test_nil import filed_nil

pytestmark = pytest.mark.django_db
MORNING = "2024-06-09T09:05:00"


def test_a_unit_that_has_not_filed_is_told_of_period_and_deadline_without_a_figure() -> None:
    alice = people.alice()
    unit_with(1, alice)
    rule()
    worked(MORNING)
    [letter] = letters(alice)
    assert "2024年1—5月" in letter.title
    assert "2024年6月12日" in letter.text
    assert "还有3天" in letter.text


@pytest.mark.parametrize(
    ("state", "reminded"),
    [
        (State.NOT_STARTED, True),
        (State.DRAFTING, True),
        (State.PASSED, True),
        (State.SUBMITTED, False),
        (State.DISTRICT_RETURNED, False),
        (State.RETIRED, False),
    ],
)
def test_what_was_filed_or_is_not_owed_is_not_reminded_of(state: State, reminded: bool) -> None:
    ret = brought_to(state, unit_with(1, people.alice()))
    rule()
    worked(MORNING)
    assert bool(sent(ret)) == reminded


def test_a_confirmed_nil_return_is_not_reminded_of() -> None:
    ret = unit_with(1, people.alice())
    filed_nil(ret)
    rule()
    worked(MORNING)
    assert sent(ret) == []


def test_a_submission_that_was_taken_back_is_not_filed() -> None:
    ret = brought_to(State.SUBMITTED, unit_with(1, people.alice()))
    actions.withdraw(ret.pk, actor=people.alice())
    rule()
    worked(MORNING)
    assert ("site", Reminder.SENT) in sent(ret)


def test_a_rule_reminds_once_however_often_the_timer_rings() -> None:
    ret = unit_with(1, people.alice())
    rule()
    for minute in (5, 15, 25):
        worked(f"2024-06-09T09:{minute:02}:00")
    assert len(letters(people.alice())) == 1
    assert len(sent(ret, channel="sms")) == 1
    assert TrailEntry.objects.filter(act="return.remind", subject=f"return:{ret.pk}").count() == 1


def test_before_its_hour_on_another_day_or_switched_off_it_does_not() -> None:
    ret = unit_with(1, people.alice())
    made = rule()
    worked("2024-06-09T08:59:00")
    worked("2024-06-10T09:30:00")
    acts.switch(made, False, actor=people.chen())
    worked(MORNING)
    assert sent(ret) == []


def test_a_rule_that_is_set_after_its_moment_waits_for_the_next_period() -> None:
    ret = unit_with(1, people.alice())
    with clock.at("2024-06-09T10:00:00"):
        rule(hour=9)
    worked("2024-06-09T10:30:00")
    assert sent(ret) == []


def test_who_files_between_planning_and_sending_is_left_alone() -> None:
    alice = people.alice()
    ret = unit_with(1, alice)
    proven_address(alice, quiet_from=9, quiet_until=12)
    rule()
    worked(MORNING)
    with clock.at("2024-06-09T10:00:00"):
        brought_to(State.SUBMITTED, ret)
    worked("2024-06-09T12:01:00")
    assert sent(ret) == [
        ("email", Reminder.NOT_SENT), ("site", Reminder.SENT), ("sms", Reminder.NOT_SENT),
    ]  # fmt: skip


def test_the_rule_of_a_district_reminds_its_own_units_alone() -> None:
    own, other = unit_with(1, people.alice()), unit_with(2, district_code=people.EVE_DISTRICT)
    people.join(people.alice(), other.unit)
    rule(-3, actor=people.bo())
    worked(MORNING)
    assert sent(own)
    assert sent(other) == []


def test_a_unit_that_nobody_files_for_stands_in_the_log() -> None:
    ret = unit_with(1)
    rule()
    worked(MORNING)
    [row] = Reminder.objects.filter(owner=ret)
    assert row.outcome == Reminder.NOT_SENT
    assert "没有可以提醒的填报人员" in row.why


def test_posts_are_told_that_the_rule_names_and_all_where_there_is_none() -> None:
    alice = people.alice()
    mallory = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    ret = unit_with(1, alice, mallory)
    ret.unit.memberships.filter(user=mallory).update(post="unit_head")
    rule(to=["unit_head"])
    rule(1, to=["preparer"])
    worked(MORNING)
    assert (len(letters(alice)), len(letters(mallory))) == (0, 1)
    worked(f"{NEXT_DAY}T09:05:00")
    assert (len(letters(alice)), len(letters(mallory))) == (1, 2)


def test_who_filed_last_is_told_where_the_rule_says_so() -> None:
    alice = people.alice()
    mallory = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    ret = unit_with(1, alice, mallory)
    ret.acts.create(revision=1, action="submit", actor=mallory, role=mallory.role, at=clock.now())
    rule(to=["last_signatory"])
    worked(MORNING)
    assert (len(letters(alice)), len(letters(mallory))) == (0, 1)


def test_the_officers_of_the_district_are_told_once_how_many_and_who_is_out_of_reach() -> None:
    bo = people.bo()
    unit_with(1, people.alice())
    unit_with(2)
    rule()
    worked(MORNING)
    worked("2024-06-09T09:15:00")
    [letter] = letters(bo)
    assert "本区县2家" in letter.title
    assert "1家没有可以提醒的填报人员" in letter.text
    assert letters(people.eve()) == []


class TestChannels:
    """By what a person can be reached."""

    def reasons(self, ret: Return) -> dict[str, str]:
        return dict(Reminder.objects.filter(owner=ret).values_list("channel", "why"))

    def test_what_nobody_has_proven_gets_nothing_and_the_log_says_why(self) -> None:
        alice = people.alice()
        alice.phone_proven_at = None
        alice.save()
        ret = unit_with(1, alice)
        rule()
        worked(MORNING)
        assert "未经本人验证" in self.reasons(ret)["sms"]
        assert "未经本人确认" in self.reasons(ret)["email"]
        assert ("site", Reminder.SENT) in sent(ret)

    def test_a_person_switches_texts_off_but_not_the_last_reminder(self) -> None:
        alice = people.alice()
        ReminderSetting.objects.create(user=alice, sms=False)
        ret = unit_with(1, alice)
        rule(-3)
        rule(1)
        worked(MORNING)
        assert "已关闭" in self.reasons(ret)["sms"]
        worked(f"{NEXT_DAY}T09:05:00")
        assert sent(ret, channel="sms", rule__days=1) == [("sms", Reminder.SENT)]

    def test_a_person_wants_texts_only_shortly_before(self) -> None:
        alice = people.alice()
        ReminderSetting.objects.create(user=alice, days_before=1)
        ret = unit_with(1, alice)
        rule(-3)
        rule(-1)
        worked(MORNING)
        worked("2024-06-11T09:05:00")
        assert sent(ret, channel="sms") == [("sms", Reminder.NOT_SENT), ("sms", Reminder.SENT)]
        assert len(letters(alice)) == 2

    def test_quiet_hours_put_a_text_off_until_their_end(self) -> None:
        alice = people.alice()
        ReminderSetting.objects.create(user=alice, quiet_from=8, quiet_until=14)
        ret = unit_with(1, alice)
        rule()
        worked(MORNING)
        assert sent(ret, channel="sms") == [("sms", Reminder.WAITING)]
        worked("2024-06-09T14:00:00")
        assert sent(ret, channel="sms") == [("sms", Reminder.SENT)]
