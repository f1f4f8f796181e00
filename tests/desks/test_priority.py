"""What a desk reads first, who is told of it, and that it can be made anew."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.periods import Period
from ruantong.core.selective.score import Facts
from ruantong.desks.lists.priority import AIM, cover, cover_of, reasons_of
from ruantong.desks.lists.queue import waiting
from ruantong.returns.models import Return, ReviewReference, ReviewScore
from ruantong.returns.moving import actions
from ruantong.returns.moving.scores import keep_in_step, rebuild
from ruantong.returns.regimes import regime_of
from tests import people
from tests.desks.pages import get, may_return, words
from tests.desks.test_nothing_before_submission import HEAVY
from tests.returns.story import (
    MAY,
    MAY_LAST_YEAR,
    REASON,
    earlier,
    explained,
    forwarded,
    fresh,
    submitted,
)

BECAUSE = "本月补发了上年绩效工资"


@pytest.mark.django_db
class TestQueue:
    def test_a_suspect_return_is_read_before_a_heavier_one(self) -> None:
        heavy, doubtful = may_return(1), may_return(2)
        submitted(heavy, HEAVY)
        explained(doubtful, BECAUSE)
        bo = people.bo()
        assert waiting(bo, str(MAY)) == [doubtful.pk, heavy.pk]

    def test_the_list_and_the_page_say_why_without_a_figure(self) -> None:
        ret = explained(may_return(1), BECAUSE)
        bo = people.bo()
        assert "单位疑误" in words(get(bo, "/desk/", period=str(MAY)))
        shown = reasons_of(bo, fresh(ret), regime_of(ret))
        assert any("核实项" in reason.text for reason in shown)
        assert not any(re.search(r"\d", reason.text) for reason in shown)
        page = words(get(bo, f"/desk/{ret.pk}/"))
        assert all(reason.text in page for reason in shown)
        assert "先审理由" in page

    def test_an_enterprise_is_never_told(self) -> None:
        ret = explained(may_return(1), BECAUSE)
        alice = people.alice(ret.unit)
        assert reasons_of(alice, fresh(ret), regime_of(ret)) == []
        for page in ("", "6/", "history/", "receipt/1/"):
            assert "先审" not in words(get(alice, f"/returns/{ret.pk}/{page}"))

    def test_a_newer_submission_is_not_told_to_who_may_not_read_it(self) -> None:
        ret = forwarded(may_return(1))
        chen = people.chen()
        assert reasons_of(chen, fresh(ret), regime_of(ret))
        actions.send_back_to_enterprise(ret.pk, actor=chen, reason=REASON, target="6.2090.A")
        explained(fresh(ret), BECAUSE)
        assert reasons_of(chen, fresh(ret), regime_of(ret)) == []
        assert reasons_of(people.bo(), fresh(ret), regime_of(ret))
        assert "单位疑误" not in words(get(chen, "/city/returns/", period=str(MAY)))


@pytest.mark.django_db
class TestKept:
    def test_a_submission_keeps_its_score_and_a_new_one_replaces_it(self) -> None:
        ret = submitted(may_return(1))
        assert kept(ret)["revision"] == 1
        actions.withdraw(ret.pk, actor=people.alice(ret.unit))
        explained(fresh(ret), BECAUSE)
        now = kept(ret)
        assert now["revision"] == 2
        assert Facts.from_json(now["facts"]).changed > 0
        assert {"query", "changed"} <= {sign for sign, _ in now["signs"]}

    def test_made_anew_from_the_revisions_it_is_the_same(self) -> None:
        again = may_return(1)
        earlier(again.unit, MAY_LAST_YEAR)
        explained(again, BECAUSE)
        explained(may_return(2), BECAUSE)
        actions.withdraw(again.pk, actor=people.alice(again.unit))
        explained(fresh(again), BECAUSE, HEAVY)
        rescored = everything()
        assert rebuild(MAY) == 2
        assert rebuild(MAY_LAST_YEAR) == 1
        assert everything() == rescored

    def test_the_clock_fills_what_is_missing_and_brings_the_waiting_up_to_date(self) -> None:
        first = submitted(may_return(1))
        before = kept(first)["district"]
        submitted(may_return(2), HEAVY)
        assert kept(first)["district"] == before, "a submission leaves the others alone"
        assert keep_in_step() == 1
        assert kept(first)["district"] < before, "its share is smaller now"
        ReviewScore.objects.filter(owner=first).update(revision=0)  # overtaken by another process
        keep_in_step()
        assert kept(first)["revision"] == 1
        ReviewScore.objects.all().delete()
        ReviewReference.objects.all().delete()
        keep_in_step()
        assert ReviewScore.objects.count() == 2


def kept(ret: Return) -> dict[str, Any]:
    return dict(ReviewScore.objects.filter(owner=ret).values().get())


def everything() -> list[dict[str, Any]]:
    """What is kept, once the clock has held all against one another."""
    keep_in_step()
    return [dict(each) for each in ReviewScore.objects.order_by("owner").values()]


# ---- how much the first of a queue hold ----------------------------------------------------------


@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_the_fewest_that_hold_nine_tenths(scores: list[int]) -> None:
    ordered = sorted(scores, reverse=True)
    found = cover(ordered)
    if found is None:
        assert not any(scores)
        return
    held, whole = sum(ordered[: found.first]), sum(ordered)
    assert held * 100 >= whole * AIM > sum(ordered[: found.first - 1]) * 100
    assert found.waiting == len(scores)


@pytest.mark.django_db
def test_the_desk_says_how_many_to_read() -> None:
    for serial in range(1, 4):
        submitted(may_return(serial))
    submitted(may_return(4), HEAVY)
    keep_in_step()
    bo = people.bo()
    found = cover_of(bo, Period.parse("2024-05"))
    assert found is not None
    assert f"待审{found.waiting}家" in words(get(bo, "/desk/", period=str(MAY))).replace(" ", "")
    assert cover_of(people.chen(), MAY) is None, "nothing was forwarded"
