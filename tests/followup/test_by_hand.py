"""An officer reminds the units of a filtered list: after a page that says whom and whom not, once a day."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role, State
from ruantong.followup.models import Reminder
from ruantong.followup.sending.planning import send_by_hand
from ruantong.gateways import clock
from ruantong.returns.models import Return
from ruantong.trail.models import TrailEntry
from tests import people
from tests.at_once import at_once, real_database
from tests.desks.pages import words
from tests.followup.owing import letters, returns_of, sent, unit_with
from tests.returns.story import APRIL, brought_to, fill, opened

REMIND = "/desk/missing/remind/"


def confirmed(user: User, path: str, *returns: Return, **more: Any) -> Any:
    given = {"confirm": "1", "pk": [ret.pk for ret in returns], **more}
    return people.signed_in(user).post(path, given, follow=True)


@pytest.mark.django_db
class TestPages:
    def test_the_page_says_whom_it_would_remind_and_whom_not_and_why(self) -> None:
        alice = people.alice()
        unit_with(1, alice)
        brought_to(State.DISTRICT_RETURNED, unit_with(2, alice))
        confirmed(people.bo(), REMIND, unit_with(3, alice))
        page = words(people.signed_in(people.bo()).post(REMIND))
        assert "请确认：催报1家" in page
        assert "测试软件2号有限公司 已上报（含零报、退回后待补正）" in page
        assert "测试软件3号有限公司 今天已催报过" in page

    def test_one_click_reminds_what_the_filter_leaves(self) -> None:
        alice = people.alice()
        unit_with(1, alice)
        fill(unit_with(2, alice))
        page = words(people.signed_in(people.bo()).post(f"{REMIND}?group=filling"))
        assert "请确认：催报1家" in page
        assert "测试软件1号" not in page

    def test_it_arrives_with_the_addition_and_is_on_the_trail(self) -> None:
        alice = people.alice()
        ret = unit_with(1, alice)
        answer = confirmed(
            people.bo(), REMIND, ret, note="本区定于周三集中审核，请尽早上报", channel="sms"
        )
        assert "已催报1家" in words(answer)
        [letter] = letters(alice)
        assert letter.text.endswith("附言：本区定于周三集中审核，请尽早上报")
        assert letter.sender == "渝中区区县管理员"
        assert sent(ret) == [("site", Reminder.SENT), ("sms", Reminder.SENT)]
        entry = TrailEntry.objects.get(act="return.remind")
        assert (entry.actor, entry.subject) == ("bo", f"return:{ret.pk}")

    def test_an_addition_that_says_what_to_file_is_refused(self) -> None:
        ret = unit_with(1, people.alice())
        answer = confirmed(people.bo(), REMIND, ret, note="营业收入应填写为1200万元")
        assert answer.status_code == 422
        assert "1200万元" in words(answer)
        assert sent(ret) == []

    def test_a_unit_is_reminded_by_hand_once_a_day_of_whatever_period(self) -> None:
        alice = people.alice()
        ret = unit_with(1, alice)
        april = opened(ret.unit, APRIL)
        confirmed(people.bo(), REMIND, ret)
        confirmed(people.chen(), "/city/missing/remind/", april)
        assert len(letters(alice)) == 1
        with clock.at("2024-06-10T09:00:00"):
            confirmed(people.bo(), REMIND, ret)
        assert len(letters(alice)) == 2

    def test_another_district_is_not_reminded(self) -> None:
        ret = unit_with(1, people.alice(), district_code=people.EVE_DISTRICT)
        confirmed(people.bo(), REMIND, ret)
        assert sent(ret) == []

    def test_nobody_else_reminds(self) -> None:
        ret = unit_with(1, people.alice())
        for role in set(Role) - {Role.DISTRICT, Role.CITY}:
            with pytest.raises(Refused):
                send_by_hand(returns_of(ret), actor=people.EVERYONE[role](), channels=())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures(real_database.__name__)
def test_two_officers_at_the_same_moment_remind_once() -> None:
    alice, bo, chen = people.alice(), people.bo(), people.chen()
    ret = unit_with(1, alice)
    april = opened(ret.unit, APRIL)

    def press(officer: User, of: Return) -> object:
        return send_by_hand(returns_of(of), actor=officer, channels=())

    answers = at_once(lambda: press(bo, ret), lambda: press(chen, april))
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Reminder.objects.count() == 1
