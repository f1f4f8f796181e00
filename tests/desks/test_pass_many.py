"""Passing many at once: chosen, confirmed, and a result for each return."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import State
from ruantong.returns.models import Return
from ruantong.returns.moving import actions
from tests import people
from tests.desks.pages import may_return, words
from tests.returns.story import brought_to, forwarded, fresh, submitted

pytestmark = pytest.mark.django_db


def confirmed(*returns: Return) -> list[str]:
    """The boxes of the confirmation page: each return with the submission that was shown."""
    return [f"{ret.pk}:{ret.revision}" for ret in returns]


def test_the_chosen_ones_are_shown_before_anything_happens() -> None:
    one, other = submitted(may_return(1)), submitted(may_return(2))
    response = people.signed_in(people.bo()).post(
        "/desk/pass/?period=2024-05", {"scope": "chosen", "pk": [one.pk]}
    )
    page = words(response)
    assert "请确认：审核通过并上报市级" in page
    assert "共1家" in page
    assert one.unit.name in page
    assert other.unit.name not in page
    assert fresh(one).state == State.SUBMITTED


def test_confirmed_ones_move_and_each_has_its_result() -> None:
    one, draft = submitted(may_return(1)), brought_to(State.DRAFTING, may_return(2))
    foreign = submitted(may_return(3, people.EVE_DISTRICT))
    response = people.signed_in(people.bo()).post(
        "/desk/pass/", {"confirm": "1", "period": "2024-05", "pk": confirmed(one, draft, foreign)}
    )
    page = words(response)
    assert "1家已办理，2家未办理" in page
    assert "不能执行“审核通过并上报市级”" in page
    assert "没有找到该报表，或您无权查看。" in page
    assert foreign.unit.name not in page
    assert [fresh(r).state for r in (one, draft, foreign)] == [
        State.FORWARDED,
        State.DRAFTING,
        State.SUBMITTED,
    ]


@pytest.mark.parametrize("scope", ["page", "all"])
def test_page_and_selection_take_only_what_waits(scope: str) -> None:
    waiting = [submitted(may_return(n)) for n in (1, 2)]
    done, missing = forwarded(may_return(3)), may_return(4)
    response = people.signed_in(people.bo()).post(
        "/desk/pass/?period=2024-05",
        {"scope": scope, "on_page": [r.pk for r in (*waiting, done, missing)]},
    )
    page = words(response)
    assert "共2家" in page
    assert missing.unit.name not in page


def test_all_means_all_of_the_filtered_list() -> None:
    submitted(may_return(1))
    submitted(may_return(2))
    response = people.signed_in(people.bo()).post(
        "/desk/pass/?period=2024-05&q=测试软件2号", {"scope": "all"}
    )
    assert "共1家" in words(response)


def test_nothing_chosen_is_said() -> None:
    submitted(may_return(1))
    client = people.signed_in(people.bo())
    for data in ({"scope": "chosen"}, {"scope": "chosen", "pk": ["x", "-1"]}):
        assert "没有可办理的报表" in words(client.post("/desk/pass/", data))
    response = client.post("/desk/pass/", {"confirm": "1"})
    assert response.status_code == 409
    assert "没有选择报表" in words(response)


def test_the_city_accepts_many() -> None:
    returns = [forwarded(may_return(n)) for n in (1, 2)]
    response = people.signed_in(people.chen()).post(
        "/city/pass/", {"confirm": "1", "pk": confirmed(*returns)}
    )
    assert "2家已办理" in words(response)
    assert {fresh(r).state for r in returns} == {State.ACCEPTED}


def test_a_submission_that_nobody_has_looked_at_does_not_move() -> None:
    ret = submitted(may_return())
    boxes = confirmed(ret)
    actions.withdraw(ret.pk, actor=people.alice())
    submitted(ret)
    client = people.signed_in(people.bo())
    page = words(client.post("/desk/pass/", {"confirm": "1", "pk": boxes}))
    assert "企业已重新上报第2版，请核对后再办理。" in page
    response = client.post(f"/desk/{ret.pk}/pass/", {"revision": "1"}, follow=True)
    assert "企业已重新上报第2版" in words(response)
    assert fresh(ret).state == State.SUBMITTED
    client.post(f"/desk/{ret.pk}/pass/", {"revision": "2"})
    assert fresh(ret).state == State.FORWARDED


@pytest.mark.parametrize("revision", ["", "0", "x", "-1", "9" * 30])
def test_whoever_does_not_say_what_was_looked_at_passes_nothing(revision: str) -> None:
    ret = submitted(may_return())
    client = people.signed_in(people.bo())
    alone = client.post(f"/desk/{ret.pk}/pass/", {"revision": revision}, follow=True)
    assert "未办理" in words(alone)
    client.post("/desk/pass/", {"confirm": "1", "pk": f"{ret.pk}:{revision}"})
    client.post("/desk/pass/", {"confirm": "1", "pk": str(ret.pk)})
    assert fresh(ret).state == State.SUBMITTED
