"""A decision on one return moves it and reads nothing that only its page shows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ruantong.accounts.models import User
from ruantong.core.lifecycle import State
from ruantong.returns.models import Return
from tests import people
from tests.desks.pages import may_return
from tests.returns.story import REASON, forwarded, fresh, submitted

pytestmark = pytest.mark.django_db
# Tables and columns of which only the page is made.
SHOWN = (
    '"report"',
    '"signatories"',
    "returns_explanation",
    "returns_remark",
    "returns_periodopening",
)


def sent(user: User, url: str, **content: str) -> list[str]:
    client = people.signed_in(user)
    with CaptureQueriesContext(connection) as asked:
        assert client.post(url, content).status_code == 302
    return [query["sql"] for query in asked.captured_queries]


def shown(asked: list[str]) -> list[str]:
    return [sql for sql in asked if any(name in sql for name in SHOWN)]


def back_by(ret: Return) -> dict[str, str]:
    return {"back-cell": "6.2090.A", "back-text": REASON}


def test_forwarding_reads_no_figures() -> None:
    ret = submitted(may_return())
    asked = sent(people.bo(), f"/desk/{ret.pk}/pass/", revision="1")
    assert fresh(ret).lifecycle is State.FORWARDED
    assert shown(asked) == []
    assert not [sql for sql in asked if '"forms"' in sql]


def test_accepting_reads_nothing_of_the_page() -> None:
    ret = forwarded(may_return())
    asked = sent(people.chen(), f"/city/{ret.pk}/pass/", revision="1")
    assert fresh(ret).lifecycle is State.ACCEPTED
    assert shown(asked) == []


def test_sending_back_over_a_cell_reads_no_figures() -> None:
    ret = submitted(may_return())
    asked = sent(people.bo(), f"/desk/{ret.pk}/back/", **back_by(ret))
    assert fresh(ret).lifecycle is State.DISTRICT_RETURNED
    assert shown(asked) == []
    assert not [sql for sql in asked if '"forms"' in sql]


def test_sending_back_from_the_city_reads_no_figures() -> None:
    ret = forwarded(may_return())
    asked = sent(
        people.chen(), f"/city/{ret.pk}/back/", action="send_back_to_enterprise", **back_by(ret)
    )
    assert fresh(ret).lifecycle is State.CITY_RETURNED
    assert shown(asked) == []
    assert not [sql for sql in asked if '"forms"' in sql]


def test_passing_many_reads_no_figures() -> None:
    returns = [submitted(may_return(serial)) for serial in range(1, 4)]
    keys = [f"{ret.pk}:1" for ret in returns]
    client = people.signed_in(people.bo())
    with CaptureQueriesContext(connection) as asked:
        client.post("/desk/pass/", {"confirm": "1", "pk": keys, "period": "2024-05"})
    assert {fresh(ret).lifecycle for ret in returns} == {State.FORWARDED}
    texts = [query["sql"] for query in asked.captured_queries]
    assert shown(texts) == []
    assert not [sql for sql in texts if '"forms"' in sql]
