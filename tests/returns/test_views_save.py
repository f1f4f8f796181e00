"""Autosave: changed cells as JSON in, what was kept, computed and not understood as JSON out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.returns.models import Draft, Return
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def ret() -> Return:
    return story.opened()


def send(ret: Return, body: Any, client: Client | None = None) -> Any:
    client = client or people.signed_in(people.alice())
    content = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(
        f"/returns/{ret.pk}/save",
        content,
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def save(ret: Return, cells: dict[str, str], **given: Any) -> Any:
    return send(ret, {"version": story.version_of(ret), "cells": cells, "rows": {}, **given})


def test_the_answer_tells_what_was_kept_computed_and_when(ret: Return) -> None:
    answer = save(ret, {"6.2021.A": "１，０００", "6.2022.A": "5"}).json()
    assert answer["values"] == {"6.2021.A": "1000.00", "6.2022.A": "5.00"}
    assert answer["automatic"]["6.2020.A"] == "1005.00"
    assert answer["saved_at"].startswith("09:0")
    assert (answer["state"], answer["state_label"]) == ("drafting", "填报中")
    assert answer["version"] == story.version_of(ret) == 1


def test_a_text_that_is_no_number_is_kept_and_complained_of(ret: Return) -> None:
    answer = save(ret, {"6.2010.A": "很多"}).json()
    assert answer["values"] == {"6.2010.A": "很多"}
    (fault,) = answer["faults"]
    assert fault["cell"] == "6.2010.A"
    assert fault["message"].startswith("“很多”不是数字")


def test_an_edit_tells_that_the_last_validation_is_old(ret: Return) -> None:
    story.validated(ret)
    answer = save(ret, {"6.2010.A": "1001"}).json()
    assert (answer["stale"], story.fresh(ret).lifecycle) == (True, State.DRAFTING)


def test_what_another_window_typed_comes_along(ret: Return) -> None:
    save(ret, {"6.2010.A": "1"})
    answer = save(ret, {"6.2021.A": "2"}, version=0).json()
    assert answer["elsewhere"] == {"6.2010.A": "1.00"}


def test_two_windows_in_one_cell_meet_and_nothing_is_saved(ret: Return) -> None:
    save(ret, {"6.2010.A": "1"})
    save(ret, {"6.2010.A": "2"})
    answer = save(ret, {"6.2010.A": "3", "6.2021.A": "4"}, version=1)
    assert answer.status_code == 409
    body = answer.json()
    (conflict,) = body["conflicts"]
    assert (conflict["cell"], conflict["typed"], conflict["stored"]) == ("6.2010.A", "3.00", "2.00")
    assert "主营业务收入" in conflict["name"]
    assert body["version"] == 2
    assert "2021" not in Draft.objects.get(owner=ret).forms["6"]["cells"]


def test_choosing_ones_own_text_saves_it_on_the_new_version(ret: Return) -> None:
    save(ret, {"6.2010.A": "1"})
    save(ret, {"6.2010.A": "2"})
    assert save(ret, {"6.2010.A": "3"}, version=2).status_code == 200


@pytest.mark.parametrize(
    "cell", ["6.2020.A", "6.2010.D", "6.9999.A", "7.3011.A", "x", "6.lines[1].A"]
)
def test_cells_nobody_types_into_are_refused(ret: Return, cell: str) -> None:
    answer = save(ret, {cell: "1"})
    assert answer.status_code == 422
    assert answer.json()["message"].endswith(("。", "”。"))
    assert not Draft.objects.filter(owner=ret).exists()


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", b"\xff\xfe", "[" * 100_000, '"text"', "1" * 1_100_000]
)
def test_a_broken_body_is_answered_with_a_sentence(ret: Return, body: Any) -> None:
    answer = send(ret, body)
    assert answer.status_code == 400
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "body",
    [
        {"version": "0", "cells": {}},
        {"cells": {"6.2010.A": "1"}},
        {"version": 0, "cells": []},
        {"version": 0, "cells": {"6.2010.A": 5}},
        {"version": 0, "cells": {"6.2010.A": ["1"]}},
        {"version": 0, "cells": {}, "rows": {"6.lines": []}},
        {"version": 0, "cells": {}, "rows": [1]},
        {"version": 7, "cells": {"6.2010.A": "1"}},
    ],
)
def test_a_body_of_the_wrong_shape_changes_nothing(ret: Return, body: Any) -> None:
    answer = send(ret, body)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert not Draft.objects.filter(owner=ret).exists()


def test_who_is_not_signed_in_is_asked_to_sign_in_and_told_nothing_is_lost(ret: Return) -> None:
    answer = send(ret, {"version": 0, "cells": {"6.2010.A": "1"}}, Client())
    assert answer.status_code == 401
    assert "不会丢失" in answer.json()["message"]


def test_a_filed_return_takes_no_more_figures(ret: Return) -> None:
    story.submitted(ret)
    answer = save(ret, {"6.2010.A": "5"})
    assert answer.status_code == 422
    assert "待区县审核" in answer.json()["message"]


def test_another_units_return_is_not_found(ret: Return) -> None:
    foreign = story.opened(people.make_unit(9))
    assert save(foreign, {"6.2010.A": "5"}).status_code == 404


@pytest.mark.parametrize("make", [people.bo, people.chen, people.dai, people.pei, people.sun])
def test_nobody_but_the_respondent_can_write_a_value(ret: Return, make: Any) -> None:
    answer = send(ret, {"version": 0, "cells": {"6.2010.A": "1"}}, people.signed_in(make()))
    assert answer.status_code == 403
    assert not Draft.objects.filter(owner=ret).exists()


def test_reading_by_address_is_no_saving(ret: Return) -> None:
    assert people.signed_in(people.alice()).get(f"/returns/{ret.pk}/save").status_code == 405


def test_an_answer_that_calls_for_another_form_asks_the_page_to_reload() -> None:
    annual = story.opened(people.make_unit(), Period.parse("2023"))
    assert save(annual, {"1.R07.A": "1"}).json()["reload"] is True
    assert save(annual, {"1.R06.A": "1"}).json()["reload"] is False
    page = people.signed_in(people.alice()).get(f"/returns/{annual.pk}/5/")
    assert "人工智能业务收入合计" in page.content.decode()
