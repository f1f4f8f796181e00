"""The message centre, the log and one's own settings: each sees its own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ruantong.accounts.models import OutboxMessage
from ruantong.core.lifecycle import Role
from ruantong.followup.models import Message, Reminder, ReminderSetting
from tests import people
from tests.desks.pages import get, text_of, words
from tests.followup.owing import letters, rule, sent, unit_with, worked

pytestmark = pytest.mark.django_db
MORNING = "2024-06-09T09:05:00"


def head_of(page: Any) -> str:
    """What the head of a page announces as unread."""
    return "".join(re.findall(r'head__count">(\d+)', text_of(page)))


def test_the_head_counts_what_is_unread_until_it_is_read() -> None:
    alice = people.alice()
    unit_with(1, alice)
    rule()
    worked(MORNING)
    client = people.signed_in(alice)
    assert head_of(client.get("/messages/")) == "1"
    [letter] = letters(alice)
    answer = client.post("/messages/read/", {"pk": letter.pk, "open": "1"})
    assert answer.headers["Location"] == letter.link
    assert head_of(client.get("/messages/")) == ""
    assert letter.title in words(client.get("/messages/", {"read": "False"}))
    assert letter.title not in words(client.get("/messages/", {"read": "True"}))


def test_nobody_reads_or_marks_another_ones_message() -> None:
    alice = people.alice()
    unit_with(1, alice)
    rule()
    worked(MORNING)
    [letter] = letters(alice)
    client = people.signed_in(people.bo())
    assert letter.title not in words(client.get("/messages/"))
    client.post("/messages/read/", {"pk": letter.pk})
    client.post("/messages/read/", {"all": "1"})
    assert letters(alice)[0].read_at is None


def test_all_are_marked_read_at_once() -> None:
    alice = people.alice()
    for ret in (unit_with(1, alice), unit_with(2, alice)):
        assert ret.pk
    rule()
    worked(MORNING)
    people.signed_in(alice).post("/messages/read/", {"all": "1"})
    assert not Message.objects.filter(recipient=alice, read_at=None).exists()


class TestLog:
    """催报记录."""

    def test_a_district_sees_its_units_the_city_all(self) -> None:
        alice = people.alice()
        unit_with(1, alice)
        unit_with(2, alice, district_code=people.EVE_DISTRICT)
        rule()
        worked(MORNING)
        own = words(get(people.bo(), "/reminders/log/"))
        assert "测试软件1号" in own
        assert "测试软件2号" not in own
        every = words(get(people.chen(), "/reminders/log/"))
        assert "测试软件1号" in every
        assert "测试软件2号" in every
        one = words(get(people.chen(), "/reminders/log/", district=people.EVE_DISTRICT))
        assert "测试软件1号" not in one

    def test_the_report_of_the_provider_is_the_result_of_a_text(self) -> None:
        alice = people.alice()
        ret = unit_with(1, alice)
        rule()
        worked(MORNING)
        key = Reminder.objects.get(owner=ret, channel="sms").key
        OutboxMessage.objects.filter(key=key).update(state=OutboxMessage.FAILED, fault="空号")
        page = words(get(people.bo(), "/reminders/log/", channel="sms", result="failed"))
        assert "发送失败" in page
        assert "空号" in page
        assert "测试软件1号" not in words(get(people.bo(), "/reminders/log/", result="delivered"))

    def test_the_file_holds_what_was_said_and_why_not(self) -> None:
        alice = people.alice()
        unit_with(1, alice)
        rule()
        worked(MORNING)
        lines = text_of(get(people.bo(), "/reminders/log/", export="csv")).splitlines()
        assert len(lines) == 4
        assert "电子邮箱未经本人确认" in "".join(lines)
        assert "还有3天" in "".join(lines)


class TestOwnSettings:
    """提醒设置."""

    wishes = {
        "sms": "on", "email": "on", "address": "alice@example.cn", "days_before": "5",
        "quiet_from": "20", "quiet_until": "8",
    }  # fmt: skip

    def link(self, answer: Any) -> str:
        found = re.search(r"/account/reminders/address/[^/\s]+/", text_of(answer))
        assert found is not None
        return found[0]

    def test_without_an_address_there_is_none_to_confirm(self) -> None:
        client = people.signed_in(people.alice())
        page = text_of(client.get("/account/reminders/address/old/"))
        assert "是本人的邮箱" not in page
        assert "去填写邮箱" in page

    def test_an_address_is_reminded_only_once_it_is_proven(self) -> None:
        alice = people.alice()
        ret = unit_with(1, alice)
        client = people.signed_in(alice)
        link = self.link(client.post("/account/reminders/", self.wishes, follow=True))
        rule()
        worked(MORNING)
        assert ("email", Reminder.NOT_SENT) in sent(ret)
        assert client.get(link).status_code == 200
        assert ReminderSetting.objects.get(user=alice).address_proven_at is None
        client.post(link)
        rule(-1)
        worked("2024-06-11T09:05:00")
        assert sent(ret, channel="email", rule__days=-1) == [("email", Reminder.SENT)]

    def test_the_link_proves_no_other_address_and_no_other_person(self) -> None:
        alice = people.alice()
        client = people.signed_in(alice)
        link = self.link(client.post("/account/reminders/", self.wishes, follow=True))
        mallory = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
        people.signed_in(mallory).post(link)
        client.post("/account/reminders/", {**self.wishes, "address": "b@example.cn"})
        client.post(link)
        assert not ReminderSetting.objects.exclude(address_proven_at=None).exists()

    def test_the_page_says_what_cannot_be_switched_off(self) -> None:
        rule(3, hour=10)
        page = words(get(people.alice(), "/account/reminders/"))
        assert "月报，逾期第3天 10:00" in page
        assert "不受以上开关" in page

    def test_what_is_wrong_is_named(self) -> None:
        answer = people.signed_in(people.alice()).post(
            "/account/reminders/", {**self.wishes, "address": "没有"}
        )
        assert answer.status_code == 422
        assert "电子邮箱的格式不对" in words(answer)
