"""A return is late by its first submission alone: card, receipt, lists, files and rates agree."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ruantong.core.lifecycle import EDITABLE, State
from ruantong.core.periods import Period
from ruantong.desks.lists.districts import progress_of
from ruantong.gateways import clock
from ruantong.returns.models import Return, Revision
from ruantong.returns.moving import actions
from tests import people
from tests.desks.pages import get, may_return, text_of, words
from tests.returns.story import REASON, brought_to, fresh, locked, submit, submitted, validated

pytestmark = pytest.mark.django_db

IN_TIME, AFTER = "2024-06-10", "2024-06-14"
MAY = Period.parse("2024-05")


def sent_back_after_all(ret: Return) -> Return:
    """Locked in time, unlocked and given back to the enterprise."""
    locked(ret)
    actions.unlock(ret.pk, actor=people.chen(), reason=REASON)
    actions.send_back_to_enterprise(ret.pk, actor=people.chen(), target="6.2090.A", reason=REASON)
    return fresh(ret)


def test_a_return_given_back_after_the_deadline_is_a_correction() -> None:
    ret = sent_back_after_all(may_return())
    with clock.at("2024-07-11"):
        home = words(get(people.alice(), "/returns/"))
        assert "逾期" not in home
        assert "已按时上报过，本次为补正" in home
        validated(ret)
        assert "迟报" not in words(get(people.alice(), f"/returns/{ret.pk}/submit/")).replace(
            "不另判迟报", ""
        ).replace("不得迟报", "")
        submit(ret, people.alice())
        receipt = words(get(people.alice(), f"/returns/{ret.pk}/receipt/2/"))
        assert "补正" in receipt
        assert "首次上报按时" in receipt
        assert "迟报" not in receipt
        assert "迟报" not in words(get(people.alice(), f"/returns/{ret.pk}/"))
        assert "迟报" not in words(get(people.bo(), f"/desk/{ret.pk}/"))
    assert not fresh(ret).late


def test_a_late_return_stays_late_when_it_is_corrected_and_withdrawn() -> None:
    ret = may_return()
    with clock.at(AFTER):
        submitted(ret)
        actions.withdraw(ret.pk, actor=people.alice())
        assert "首次上报迟报，本次为补正" in words(get(people.alice(), "/returns/"))
        submitted(ret)
        receipt = words(get(people.alice(), f"/returns/{ret.pk}/receipt/2/"))
        assert "首次上报迟报" in receipt
    assert fresh(ret).late


@pytest.mark.parametrize("first", [IN_TIME, AFTER], ids=["in time", "late"])
@pytest.mark.parametrize("state", State, ids=str)
def test_list_filter_file_and_rate_agree_in_every_state(state: State, first: str) -> None:
    ret = may_return()
    with clock.at(first):
        brought_to(state, ret)
    ret = fresh(ret)
    with clock.at("2024-06-20"):
        listed = {
            query: bool(_names(get(people.bo(), "/desk/", **query_of(query))))
            for query in ("timing=late", "timing=overdue", "correction=True")
        }
        row = words(get(people.bo(), "/desk/", q="测试软件"))
        row = row[row.index("测试软件1号有限公司") :]
        file = text_of(get(people.bo(), "/desk/", export="csv")).splitlines()[1]
        rate = next(r for r in progress_of(MAY) if r.code == people.BO_DISTRICT).timeliness_rate
    filed, late = ret.revision > 0, first == AFTER
    overdue = not filed and state is not State.RETIRED
    assert listed == {
        "timing=late": filed and late,
        "timing=overdue": overdue,
        "correction=True": filed and state in EDITABLE,
    }
    assert ("迟报" in row, "逾期未报" in row) == (filed and late, overdue)
    assert ("迟报" in file, "逾期未报" in file) == (filed and late, overdue)
    assert ("补正" in row) == ("补正" in file) == (filed and state in EDITABLE)
    assert rate == ("100.0%" if filed and not late else "0.0%" if filed or overdue else "—")


def test_what_was_stored_by_the_latest_submission_becomes_that_of_the_first() -> None:
    from django.apps import apps

    migration = __import__(
        "ruantong.returns.migrations.0006_late_is_of_the_first_submission", fromlist=["x"]
    )
    in_time, late = may_return(1), may_return(2)
    for ret, day in ((in_time, IN_TIME), (late, AFTER)):
        with clock.at(day):
            submitted(ret, actor=people.alice(ret.unit))
            actions.withdraw(ret.pk, actor=people.alice(ret.unit))
        with clock.at(AFTER):
            submitted(ret, actor=people.alice(ret.unit))
    Return.objects.update(late=True)  # as it was stored before
    migration.late_as_first_filed(apps, None)
    assert [fresh(ret).late for ret in (in_time, late)] == [False, True]
    assert Revision.objects.count() == 4


def query_of(text: str) -> dict[str, str]:
    name, _, value = text.partition("=")
    return {name: value}


def _names(response: Any) -> list[str]:
    return re.findall(r"测试软件(\d+)号有限公司</a>", text_of(response))
