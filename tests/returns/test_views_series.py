"""The figures behind the chart at a cell: the unit's own submissions, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.core.lifecycle import Role
from ruantong.returns.models import Return
from ruantong.returns.moving import actions
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db
CELL = "6.2022.A"


@pytest.fixture
def ret() -> Return:
    """May after two submitted months, one of them a May; other figures are being typed."""
    unit = people.make_unit()
    for period, revenue in ((story.MAY_LAST_YEAR, "80"), (story.APRIL, "90.5")):
        story.submitted(story.opened(unit, period), {**story.GOOD, CELL: revenue})
    return story.fill(story.opened(unit), {CELL: "77"})


def asked(ret: Return, cell: str) -> Any:
    client = people.signed_in(people.alice(ret.unit))
    answer = client.get(f"/returns/{ret.pk}/series.json", {"cell": cell})
    assert answer.status_code == 200
    return answer.json()


def test_earlier_submissions_in_order_and_the_same_months_marked(ret: Return) -> None:
    told = asked(ret, "6.2022.B")  # whichever column of the row is in hand
    assert told["cell"] == CELL
    assert (told["name"], told["unit_of_measure"]) == ("信息技术服务收入", "万元")
    assert [(p["label"], p["text"], p["same"]) for p in told["points"]] == [
        ("2023年1—5月", "80.00", True),
        ("2024年1—4月", "90.50", False),
    ]


@pytest.mark.parametrize("cell", ["", "6.2010.Z", "6.head.embedded", "9.1.A", "['"])
def test_what_is_no_figure_of_the_period_has_none(ret: Return, cell: str) -> None:
    assert asked(ret, cell)["points"] == []


def test_a_submission_taken_back_is_left_out(ret: Return) -> None:
    april = Return.objects.get(unit=ret.unit, period=str(story.APRIL))
    actions.withdraw(april.pk, actor=people.alice(ret.unit))
    assert [p["label"] for p in asked(ret, CELL)["points"]] == ["2023年1—5月"]


def test_figures_of_another_enterprise_are_out_of_reach(ret: Return) -> None:
    stranger = people.person("mallory", Role.RESPONDENT, "别家", phone="13800000009")
    people.join(stranger, people.make_unit(2))
    answer = people.signed_in(stranger).get(f"/returns/{ret.pk}/series.json?cell={CELL}")
    assert answer.status_code == 404
