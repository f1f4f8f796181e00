"""The association: no names by default, a name for a recorded reason, opinions without decisions."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.core.lifecycle import State
from ruantong.desks.pseudonyms import HIDDEN, pseudonym, scrubbed, without_names
from ruantong.registry.survey.packs import regimes
from ruantong.returns.models import Return, ReviewAct
from ruantong.returns.moving import actions
from ruantong.trail.models import TrailEntry
from tests import people
from tests.confirming import confirmed
from tests.desks.pages import get, may_return, text_of, unit_in, words
from tests.desks.test_review_page import doubtful
from tests.passing import seen
from tests.returns.story import APRIL, forwarded, fresh, opened

pytestmark = pytest.mark.django_db

REASON = "核对该单位近三年人员变动情况"
OPINION = "工资总额增长与同类单位差异较大，请区县核实"


def forwarded_doubt() -> Return:
    ret = doubtful(because=f"{unit_in().name}本月起新签技术服务合同，人员由外包转为自有")
    actions.forward(seen(ret.pk), actor=people.bo())
    return fresh(ret)


def test_no_page_and_no_file_names_the_unit() -> None:
    ret = forwarded_doubt()
    dai = people.dai()
    pages = [
        get(dai, "/association/"),
        get(dai, "/association/", export="csv"),
        get(dai, "/association/", export="xlsx"),
        get(dai, f"/association/{ret.pk}/"),
    ]
    for page in pages:
        assert page.status_code == 200
        assert ret.unit.name not in text_of(page)
        assert ret.unit.uscc not in text_of(page)
        assert "艾丽丝" not in text_of(page)
        assert pseudonym(ret) in text_of(page)


def test_a_name_written_in_an_explanation_is_taken_out() -> None:
    ret = may_return()
    text = f"{ret.unit.name}（{ret.unit.uscc}）本月新签合同"
    assert scrubbed(text, ret) == f"{pseudonym(ret)}（{pseudonym(ret)}）本月新签合同"


def test_a_name_the_unit_had_when_the_text_was_written_is_taken_out_too() -> None:
    ret = forwarded_doubt()
    old, address = ret.unit.name, f"/units/{ret.unit_id}/rename/"
    for name, day in (("测试甲软件有限公司", "2024-06-01"), ("测试乙软件有限公司", "2024-06-09")):
        given = {"name": name, "on": day, "reason": "市场监管部门已核准变更"}
        assert confirmed(people.signed_in(people.chen()), address, given).status_code == 302
    page = text_of(get(people.dai(), f"/association/{ret.pk}/"))
    assert old not in page
    assert pseudonym(ret) in page
    assert scrubbed("测试甲软件有限公司已更名", fresh(ret)) == f"{pseudonym(ret)}已更名"


def test_texts_of_form_1_are_hidden_and_codes_and_amounts_are_not() -> None:
    forms: dict[str, Any] = {
        "1": {
            "cells": {"102": {"A": "测试软件1号"}, "109": {"A": "91"}, "191": {"A": "1"}},
        },
        "2": {"cells": {"A01": {"A": "5.00"}}},
        "4": {"rows": {"lines": [{"code": "E10101", "1": "9.00"}]}},
        "99": {"cells": {"1": {"A": "secret"}}},
    }
    hidden = without_names(regimes()["miit_software_2021"], forms)
    assert hidden["1"]["cells"] == {
        "102": {"A": HIDDEN}, "109": {"A": HIDDEN}, "191": {"A": "1"}
    }  # fmt: skip
    assert (hidden["2"], hidden["4"], hidden["99"]) == (forms["2"], forms["4"], {})
    assert forms["1"]["cells"]["102"]["A"] == "测试软件1号"


def test_a_pseudonym_is_stable_in_a_period_and_new_in_the_next() -> None:
    may, april = may_return(), opened(unit_in(), APRIL)
    assert pseudonym(may) == pseudonym(fresh(may))
    assert pseudonym(may) != pseudonym(april)
    assert pseudonym(may) != pseudonym(may_return(2))
    assert pseudonym(may).startswith("单位")


def test_a_name_is_shown_after_a_reason_is_on_the_trail() -> None:
    ret = forwarded(may_return())
    dai = people.signed_in(people.dai())
    response = dai.post(f"/association/{ret.pk}/name/", {"name-text": REASON})
    assert response.status_code == 302
    entry = TrailEntry.objects.get(act="return.name_viewed")
    assert (entry.actor, entry.subject, entry.data) == (
        "dai",
        f"return:{ret.pk}",
        {"reason": REASON},
    )
    assert ret.unit.name in words(dai.get(f"/association/{ret.pk}/"))
    # only this unit, and only in this session
    other = forwarded(may_return(2))
    assert other.unit.name not in words(dai.get(f"/association/{other.pk}/"))
    assert ret.unit.name not in words(get(people.dai(), f"/association/{ret.pk}/"))


@pytest.mark.parametrize("reason", ["", "看看"])
def test_without_a_reason_there_is_no_name(reason: str) -> None:
    ret = forwarded(may_return())
    response = people.signed_in(people.dai()).post(
        f"/association/{ret.pk}/name/", {"name-text": reason}
    )
    assert response.status_code == 422
    assert ret.unit.name not in text_of(response)
    assert not TrailEntry.objects.filter(act="return.name_viewed").exists()


def give(ret: Return, **given: str) -> Any:
    data = {f"opinion-{name}": text for name, text in given.items()}
    return people.signed_in(people.dai()).post(f"/association/{ret.pk}/opinion/", data)


def test_an_opinion_is_read_by_district_and_city_and_moves_nothing() -> None:
    ret = forwarded(may_return())
    assert give(ret, cell="6.2111.A", text=OPINION).status_code == 302
    assert fresh(ret).state == State.FORWARDED
    act = ReviewAct.objects.get(action="cross_check")
    assert (act.target, act.reason) == ("6.2111.A", OPINION)
    for user, url in ((people.bo(), "/desk/"), (people.chen(), "/city/")):
        assert OPINION in words(get(user, f"{url}{ret.pk}/"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": OPINION}, "请选择一处"),
        ({"cell": "6.2111.A", "text": ""}, "请填写校核意见。"),
        ({"cell": "6.2111.A", "text": "应调整为500万元"}, "请勿写明企业应填报的数值"),
    ],
)
def test_an_opinion_needs_a_place_and_names_no_figure(given: dict[str, str], said: str) -> None:
    ret = forwarded(may_return())
    response = give(ret, **given)
    assert response.status_code == 422
    assert said in words(response)
    assert not ReviewAct.objects.filter(action="cross_check").exists()


def test_there_is_no_button_that_approves_or_sends_back() -> None:
    ret = forwarded(may_return())
    text = text_of(get(people.dai(), f"/association/{ret.pk}/"))
    for word in ("审核通过并上报市级</button>", "市级审核通过</button>", "退回企业</button>"):
        assert word not in text
    assert "/back/" not in text
    assert "/pass/" not in text
