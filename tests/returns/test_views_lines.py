"""Form 4 without script: lines are added, chosen from the directory, changed and removed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.core.periods import Period
from ruantong.returns.models import Draft, Return
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db

FIRST = {"4.lines[1].code": "E10102", "4.lines[1].1": "120"}
SECOND = {"4.lines[2].code": "E20503", "4.lines[2].1": "80", "4.lines[2].2": "3.5"}


@pytest.fixture
def ret() -> Return:
    return story.opened(people.make_unit(), Period.parse("2023"))


@pytest.fixture
def client() -> Client:
    return people.signed_in(people.alice())


def post(client: Client, ret: Return, code: str = "4", **fields: str) -> Any:
    content = {"version": str(story.version_of(ret)), **fields}
    return client.post(f"/returns/{ret.pk}/{code}/", content)


def lines(ret: Return, form: str = "4", group: str = "lines") -> Any:
    return Draft.objects.get(owner=ret).forms.get(form, {}).get("rows", {}).get(group, [])


def test_lines_are_kept_in_order_and_blank_ones_left_out(client: Client, ret: Return) -> None:
    post(client, ret, act="save", **SECOND, **{"4.lines[1].code": "", "4.lines[3].code": " "})
    assert lines(ret) == [{"code": "E20503", "1": "80.00", "2": "3.50"}]


def test_a_line_is_removed_together_with_what_was_typed(client: Client, ret: Return) -> None:
    post(client, ret, act="save", **FIRST, **SECOND)
    post(client, ret, remove="lines:1", **FIRST, **{**SECOND, "4.lines[2].1": "81"})
    assert lines(ret) == [{"code": "E20503", "1": "81.00", "2": "3.50"}]


def test_a_line_is_chosen_from_the_directory(client: Client, ret: Return) -> None:
    post(client, ret, choose="lines:E10301", **FIRST)
    assert [line["code"] for line in lines(ret)] == ["E10102", "E10301"]


def test_another_line_can_be_asked_for(client: Client, ret: Return) -> None:
    answer = post(client, ret, add="lines", **FIRST)
    assert answer["Location"].split("#")[0].endswith("?lines=3")
    text = client.get(answer["Location"].split("#")[0]).content.decode()
    assert 'name="4.lines[4].code"' in text
    assert 'name="4.lines[5].code"' not in text


@pytest.mark.parametrize("query", ["?lines=abc", "?lines=99999999", "?lines=-1", "?lines="])
def test_a_silly_number_of_lines_is_ignored(client: Client, ret: Return, query: str) -> None:
    assert client.get(f"/returns/{ret.pk}/4/{query}").status_code == 200


@pytest.mark.parametrize("value", ["lines:99", "lines:0", "lines:x", "other:1", "", ":"])
def test_removing_what_is_not_there_removes_nothing(
    client: Client, ret: Return, value: str
) -> None:
    post(client, ret, act="save", **FIRST)
    post(client, ret, remove=value, **FIRST)
    assert len(lines(ret)) == 1


def test_the_directory_is_searched_by_code_name_and_heading(client: Client, ret: Return) -> None:
    text = client.get(f"/returns/{ret.pk}/4/?find=云服务").content.decode()
    assert 'data-choose="E20503"' in text
    assert 'data-choose="E10102"' not in text
    assert (
        'data-choose="E10102"' in client.get(f"/returns/{ret.pk}/4/?find=e10102").content.decode()
    )


def test_a_search_without_an_answer_says_so(client: Client, ret: Return) -> None:
    text = client.get(f"/returns/{ret.pk}/4/?find=<i>航天</i>").content.decode()
    assert "目录中没有与“&lt;i&gt;航天&lt;/i&gt;”相符的分类" in text


def test_a_wrong_amount_in_a_line_is_kept_and_told(client: Client, ret: Return) -> None:
    post(client, ret, act="save", **{**FIRST, "4.lines[1].1": "许多"})
    text = client.get(f"/returns/{ret.pk}/4/").content.decode()
    assert lines(ret)[0]["1"] == "许多"
    assert 'id="fault-4.lines[1].1"' in text


def test_products_of_form_1_are_lines_too(client: Client, ret: Return) -> None:
    fields = {"1.products[1].name": "工业设计软件", "1.products[1].field": "01"}
    post(client, ret, "1", act="save", **fields)
    assert lines(ret, "1", "products")[0]["name"] == "工业设计软件"


def test_several_places_are_chosen_together(client: Client, ret: Return) -> None:
    address = f"/returns/{ret.pk}/1/"
    version = str(story.version_of(ret))
    client.post(address, {"version": version, "act": "save", "1.221.place.A": ["1", "3", ""]})
    assert Draft.objects.get(owner=ret).forms["1"]["cells"]["221.place"]["A"] == "1;3"
    client.post(
        address, {"version": str(story.version_of(ret)), "act": "save", "1.221.place.A": [""]}
    )
    assert "221.place" not in Draft.objects.get(owner=ret).forms["1"]["cells"]
