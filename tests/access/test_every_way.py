"""Role × state of a return × way of reading: what was planted comes out where it may, nowhere else.

The expectations are written by hand from the mission (§1, §3, §6: 依法审核, 三员分立), not from
:mod:`ruantong.core.sight`. A new address fails until :data:`SHOWS` says what it may show.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from copy import deepcopy
from typing import Any, ClassVar
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test import Client, TestCase

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.rules.linting.lint import LintReport
from ruantong.gateways import clock
from tests import people
from tests.access.planted import ASKED_ON, RARE, Mark, Planted
from tests.access.readers import (
    ASSOCIATION,
    AUDIT,
    BO,
    CITY,
    EVE,
    OTHER,
    OTHER_PARK,
    OWN,
    PARK,
    SECURITY,
    SYSTEM,
    VISITOR,
    may_see,
    must_see,
)
from tests.access.shows import SHOWS
from tests.access.ways import Way, ways
from tests.desks.pages import text_of
from tests.site.addresses import addresses


def mallory() -> User:
    user = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    people.join(user, people.make_unit(99))
    return user


def other_park() -> User:
    return people.person("par", Role.PARK, "帕园区", park="两江软件园", phone="13800000098")


WHO: Mapping[str, Callable[[], User] | None] = {
    OWN: people.alice, OTHER: mallory, BO: people.bo, EVE: people.eve, CITY: people.chen,
    ASSOCIATION: people.dai, PARK: people.pei, OTHER_PARK: other_park, SYSTEM: people.sun,
    SECURITY: people.mi, AUDIT: people.an, VISITOR: None,
}  # fmt: skip
# Acts are tried on these; nothing of what they do is kept.
ACTED_ON = (
    "passed", "submitted", "forwarded", "accepted", "locked", "taken back",
    "city returned, submitted", "elsewhere, submitted",
)  # fmt: skip
BODIES: Mapping[str, dict[str, str]] = {
    "desks:district_pass_many": {"scope": "all", "period": "2024-05"},
    "desks:city_pass_many": {"scope": "all", "period": "2024-05"},
}
# Where the linter is asked: it takes seconds, and knows no return.
LINTED = (
    "ruantong.rulelab.drafts", "ruantong.rulelab.views_rules",
    "ruantong.returns.moving.actions_rules",
)  # fmt: skip
# Of a PDF, all that is given to the layout is looked at; hundreds of PDFs would take minutes.
PRINTED = "ruantong.returns.paper.documents"
_ONE_RETURN = re.compile(r"/(?:returns|desk|city|association)/(\d+)/")
_PLANTED = re.compile(rf"[{RARE}]{{3}}|[79]3\d{{6}}\.\d\d|1391234\d{{4}}|915001\w{{12}}")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
Found = dict[tuple[str, str], set[str]]


@pytest.mark.any_database
class EveryWay(TestCase):
    """``found``: by who asked and the text that came out, the names of the views it came out of."""

    city: ClassVar[Planted]
    found: ClassVar[Found]

    @classmethod
    def setUpTestData(cls) -> None:
        logging.disable(logging.WARNING)  # thousands of refusals are what is asked for
        try:
            cls.city = Planted()
            with ExitStack() as stack:
                stack.enter_context(clock.at(ASKED_ON))
                for place in LINTED:
                    stack.enter_context(patch(f"{place}.lint", nothing_to_say))
                stack.enter_context(patch(f"{PRINTED}.typeset", not_printed))
                cls.found = asked(cls.city)
        finally:
            logging.disable(logging.NOTSET)

    def test_what_is_not_for_somebody_comes_out_nowhere(self) -> None:
        wrong = [
            (who, told(mark), sorted(views))
            for who, mark, views in self.seen()
            if who not in may_see(self.city.cases[mark.case], mark)
        ]
        assert wrong == []

    def test_what_is_for_somebody_comes_out(self) -> None:
        """What is in force of a return: its latest submission that the reader may read, its draft."""
        missing = [
            (who, told(mark))
            for case in self.city.cases.values()
            for mark in case.marks
            for who in must_see(case, mark)
            if (who, mark.text) not in self.found
        ]
        assert missing == []

    def test_an_address_shows_what_is_said_of_it(self) -> None:
        wrong = [
            (view, told(mark), who)
            for who, mark, views in self.seen()
            for view in views
            if mark.kind not in SHOWS[view]
        ]
        assert wrong == []

    def test_what_is_said_of_an_address_is_true(self) -> None:
        """A line that promises more than comes out would hide a leak."""
        shown = {(view, mark.kind) for _, mark, views in self.seen() for view in views}
        promised = {(view, kind) for view, kinds in SHOWS.items() for kind in kinds}
        assert promised <= shown, sorted(promised - shown)

    def seen(self) -> Iterator[tuple[str, Mark, set[str]]]:
        marks = {mark.text: mark for mark in self.city.marks}
        for (who, text), views in self.found.items():
            if text in marks:
                yield who, marks[text], views


def test_every_address_says_what_it_shows() -> None:
    assert {each.name for each in addresses()} == set(SHOWS)


def told(mark: Mark) -> str:
    return f"{mark.case}: {mark.kind} of {mark.version}, {mark.reached}: {mark.text}"


def nothing_to_say(*_: object) -> LintReport:
    return LintReport((), 0, 0, ())


def not_printed(document: Mapping[str, Any], **_: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def asked(city: Planted) -> Found:
    """Everybody asks everything. What is refused in one way is not asked again in its variants."""
    all_ways = list(ways(city))
    acted_on = {city.cases[name].ret.pk for name in ACTED_ON}
    found: Found = {}
    for who, person in WHO.items():
        user = person() if person else None
        client = people.signed_in(user) if user else Client()
        only_posted: set[str] = set()
        refused: set[str] = set()
        for way in all_ways:
            if way.name in refused or way.path in refused:
                continue
            if way.name not in only_posted:
                answer = client.get(way.path + way.query)
                note(found, who, way.name, answer)
                if answer.status_code == 405:
                    only_posted.add(way.name)
                elif answer.status_code == 404:
                    refused.add(way.path)
            if user is None or user.role not in way.address.roles:
                refused.add(way.name)  # whatever stands in it: tests/site/test_access_matrix.py
            elif not way.query and may_be_acted_on(way, acted_on):
                note(found, who, way.name, tried(client, way))
    return found


def may_be_acted_on(way: Way, returns: set[int]) -> bool:
    one = _ONE_RETURN.match(way.path)
    return one is None or int(one[1]) in returns


def tried(client: Client, way: Way) -> Any:
    """What a post answers in the end; afterwards it has not happened."""
    cookies = deepcopy(client.cookies)
    sent: Any = BODIES.get(way.name, {})
    with transaction.atomic():
        answer = client.post(way.path, sent, follow=True)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def note(found: Found, who: str, view: str, answer: Any) -> None:
    assert answer.status_code < 500, (who, view)
    if answer.streaming:
        for close in answer._resource_closers:  # a file that somebody sent in, and not the request
            close()
        return
    for text in _PLANTED.findall(_GROUPED.sub("", text_of(answer))):
        found.setdefault((who, text), set()).add(view)
