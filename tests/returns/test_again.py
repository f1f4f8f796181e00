"""The explanation of last period is offered where the same query comes up with the same figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.returns.models import Explanation, Return
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import NotFound, Refused
from tests import people
from tests.desks.pages import text_of
from tests.returns import story

pytestmark = pytest.mark.django_db
SAID = "本月集中发放上年度绩效工资"
KEY = "R6-19"


def april_explained(unit: ReportingUnit) -> None:
    alice = people.alice(unit)
    with clock.at("2024-05-10"):
        april = story.validated(story.opened(unit, story.APRIL), story.DOUBTFUL)
        for key in story.report_of(april)["unexplained"]:
            story.explain(april.pk, actor=alice, finding_key=key, text=SAID)
        actions.validate(april.pk, actor=alice)
        story.submit(april, alice)


# one month more at the same monthly wage: the query and its figures are those of April
SAME = {**story.DOUBTFUL, "6.2111.A": str(Decimal(story.DOUBTFUL["6.2111.A"]) * 5 / 4)}


def may(cells: dict[str, str]) -> Return:
    unit = people.make_unit()
    april_explained(unit)
    return story.validated(story.opened(unit), cells)


def page(ret: Return) -> str:
    return text_of(people.signed_in(people.alice(ret.unit)).get(f"/returns/{ret.pk}/"))


def test_it_is_offered_and_taken_over_one_by_one() -> None:
    ret = may(SAME)
    asked = [key for key in story.report_of(ret)["unexplained"] if key == KEY]
    assert asked == [KEY]
    assert "沿用这条说明" in page(ret)
    assert not Explanation.objects.filter(owner=ret).exists()
    client = people.signed_in(people.alice(ret.unit))
    answer = client.post(f"/returns/{ret.pk}/explain-again", {"key": KEY})
    assert answer.status_code == 302
    kept = Explanation.objects.get(owner=ret)
    assert (kept.finding_key, kept.text) == (KEY, SAID)
    assert kept.author == people.alice(ret.unit)
    with pytest.raises(Refused, match="已有"):
        actions.explain_again(ret.pk, KEY, actor=people.alice(ret.unit))


def test_changed_figures_are_explained_anew() -> None:
    ret = may({**SAME, "6.2111.A": "900"})
    assert KEY in story.report_of(ret)["unexplained"]
    assert "沿用这条说明" not in page(ret)
    with pytest.raises(Refused, match="没有可以沿用"):
        actions.explain_again(ret.pk, KEY, actor=people.alice(ret.unit))


def test_nobody_else_takes_it_over() -> None:
    ret = may(SAME)
    for actor in (people.bo(), people.chen()):
        with pytest.raises(NotFound):
            actions.explain_again(ret.pk, KEY, actor=actor)
