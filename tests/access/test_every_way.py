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
from tests.access.planted import (
    CONTACT,
    EXTENSION,
    FIGURE,
    NAME,
    NOTE,
    RARE,
    SIGNER,
    TALK,
    Mark,
    Planted,
)  # fmt: skip
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
from tests.access.ways import Way, ways
from tests.desks.pages import text_of
from tests.site.addresses import addresses

# ---- where it stands -----------------------------------------------------------------------------

NOTHING: frozenset[str] = frozenset()
REVIEWED = frozenset({FIGURE, NOTE, SIGNER, TALK, NAME})
CROSS_CHECKED = frozenset({FIGURE, NOTE, TALK})
LISTED = frozenset({FIGURE, NAME})
REGISTERED = frozenset({NAME, CONTACT})
DATES = frozenset({NAME, EXTENSION})
NAMED = frozenset({NAME})
SUMMED = frozenset({FIGURE})

# What an answer of an address may hold. One that leads on to another (after an act, or to one's
# first page) holds what that one holds.
SHOWS: Mapping[str, frozenset[str]] = {
    # the enterprise
    "returns:home": frozenset({NAME, TALK, EXTENSION}),
    "returns:overview": REVIEWED - {SIGNER},
    "returns:form": REVIEWED,
    "returns:print": frozenset({FIGURE, SIGNER, NAME}),
    "returns:form_pdf": frozenset({FIGURE, SIGNER, NAME}),
    **dict.fromkeys(("returns:upload", "returns:take_workbook", "returns:drop_workbook"), NAMED),
    "returns:workbook": frozenset({FIGURE, SIGNER, NAME}),
    "returns:form_workbook": frozenset({FIGURE, SIGNER, NAME}),
    "returns:send_scan": frozenset({SIGNER, NAME}),
    "returns:archive": frozenset({FIGURE, NOTE, SIGNER, NAME}),
    **dict.fromkeys(
        (f"desks:{desk}_form_pdf" for desk in ("district", "city")),
        frozenset({FIGURE, SIGNER, NAME}),
    ),
    **dict.fromkeys(
        (f"desks:{desk}_archive" for desk in ("district", "city")),
        frozenset({FIGURE, NOTE, SIGNER, NAME}),
    ),
    "returns:owed": NAMED,
    "returns:history": REVIEWED - {SIGNER},
    "returns:receipt": frozenset({SIGNER, NAME}),
    "returns:dossier": LISTED,
    "returns:series": SUMMED,
    "returns:submit": frozenset({FIGURE, SIGNER, NAME}),
    "returns:withdraw": frozenset({NOTE, SIGNER, NAME}),
    "returns:give_up": frozenset({FIGURE, NOTE, NAME, TALK}),
    "returns:explain_again": frozenset({NOTE, NAME}),
    "returns:nil": frozenset({NOTE, NAME}),
    "returns:validate": frozenset({NOTE, NAME}),
    "returns:answer": REVIEWED - {SIGNER},
    "returns:save": NOTHING,
    "returns:seal_key": NOTHING,
    "returns:offline_worker": NOTHING,
    "returns:here": NOTHING,
    "returns:rules": NOTHING,
    # the desks
    "desks:district": LISTED,
    "desks:district_return": REVIEWED,
    "desks:district_pass_many": LISTED,
    **dict.fromkeys(
        (f"desks:district_{act}" for act in ("pass", "back", "stands", "ask")), REVIEWED
    ),
    "desks:city": NOTHING,
    "desks:city_returns": LISTED,
    "desks:city_return": REVIEWED,
    "desks:city_pass_many": LISTED,
    **dict.fromkeys(
        (f"desks:city_{act}" for act in ("pass", "back", "unlock", "stands", "ask")), REVIEWED
    ),
    "desks:missing": REGISTERED,
    "desks:city_missing": REGISTERED,
    **dict.fromkeys(("desks:missing_remind", "desks:city_missing_remind"), NAMED),
    "desks:association": SUMMED,
    "desks:association_return": CROSS_CHECKED,
    "desks:association_opinion": CROSS_CHECKED,
    "desks:association_name": CROSS_CHECKED,
    "desks:park": NAMED,
    # periods and dates
    "desks:periods": NOTHING,
    "desks:opening": NAMED,
    "desks:automatic_opening": NOTHING,
    "desks:deadlines_ics": NAMED,
    "desks:calendar_feed": NOTHING,  # to whoever does not know the address
    **dict.fromkeys(("desks:feed_renew", "desks:feed_end"), DATES),
    **dict.fromkeys(
        (f"desks:calendar{act}" for act in ("", "_year", "_rule", "_extend", "_holiday")), DATES
    ),
    # tables: a sum over one return is its figure; who is behind it, and with how much
    "outputs:main": NOTHING,
    "outputs:table": SUMMED,
    "outputs:districts": SUMMED,
    "outputs:trace": LISTED,
    "outputs:aggregate": SUMMED,
    "outputs:coverage": NOTHING,  # names only who has an accepted annual return
    "outputs:report": NOTHING,
    "outputs:runs": NOTHING,
    "outputs:run": NOTHING,
    # the laboratory: of a trial run, which returns would fail
    "rulelab:run": NAMED,
    "rulelab:step": NAMED,
    **dict.fromkeys(
        (
            f"rulelab:{page}"
            for page in (
                "rules", "rule", "sheet", "lint", "compare", "drafts", "new_draft", "draft",
                "start", "propose", "proposal", "release_proposal", "decline_proposal", "releases",
                "release",
            )
        ),
        NOTHING,
    ),
    # the register
    "registry:own_unit": REGISTERED,
    "registry:contact": REGISTERED,
    "registry:confirm_contact": REGISTERED,
    "registry:units": REGISTERED,
    **dict.fromkeys(
        (
            f"registry:unit{act}"
            for act in ("", "_change", "_rename", "_leave", "_move", "_roster")
        ),
        REGISTERED,
    ),
    "registry:rosters": NAMED,
    **dict.fromkeys(
        (f"registry:import{page}" for page in ("s", "", "_template", "_take", "_drop")), NOTHING
    ),
    "registry:contacts": NOTHING,
    "registry:contacts_sheet": NOTHING,
    "registry:contacts_remind": NOTHING,
    "registry:contacts_history": NOTHING,
    **dict.fromkeys(
        (
            f"registry:{page}"
            for page in (
                "account", "reset", "clear_factor", "enable", "change_role", "end_membership",
                "offer", "people",
                "invite", "person", "end_person", "submitters",
            )
        ),
        NAMED,
    ),
    # reminders name the unit and say nothing of a return; what is read leads on to the return
    **dict.fromkeys(("followup:inbox", "followup:read", "followup:log"), NAMED),
    **dict.fromkeys(
        (
            f"followup:{page}"
            for page in (
                "own", "prove", "rules", "rule", "rule_new", "rule_switch", "rules_suggested",
            )
        ),
        NOTHING,
    ),
    "trail": DATES,
    "trail_verify": NOTHING,  # leads to the newest entries: who looked at what, by number
    **dict.fromkeys(
        (
            "accounts:login", "accounts:request_code", "accounts:confirm_code", "accounts:logout",
            "accounts:activate", "accounts:confirm_activation",
            "accounts:account", "accounts:password", "accounts:phone", "accounts:policy", "accounts:own_policy", "accounts:sessions", "accounts:end_session", "accounts:end_other_sessions",
            "accounts:proposed", "accounts:confirm_account", "accounts:decline_account",
            "accounts:outbox", "accounts:sms_report", "registry:cas", "registry:cas_go",
            "registry:cas_ticket", "registry:cas_left", "registry:cas_forget", "registry:register",
            "registry:scope_check",
            "registry:applicant_phone", "registry:confirm_applicant_phone", "accounts:confirm_phone",
            "registry:status", "registry:registrations",
            "second_factor:factors", "second_factor:authenticator", "second_factor:passkey",
            "second_factor:make_passkey", "second_factor:use_passkey", "second_factor:codes",
            "second_factor:remove",
            "accounts:sessions", "accounts:end_session", "accounts:end_other_sessions",
            "registry:registration", "registry:refuse", "registry:licence", "registry:accounts",
            "registry:assign", "registry:waiting", "registry:accept_waiting", "registry:join",
            "registry:withdraw_invitation", "registration_approve", "manual", "manual_chapter", "home",
            "returns:blanks", "returns:blank_pdf", "returns:scan", "desks:district_scan",
            "desks:city_scan", "desks:scan_notices",
            "questions", "help_row",
        ),
        NOTHING,
    ),
    # these lead to one's first page
    **dict.fromkeys(
        ("resume", "accounts:first_password", "second_factor:verify"),
        frozenset({FIGURE, NAME, TALK, EXTENSION}),
    ),
    "registry:correct": frozenset({NAME, TALK, EXTENSION}),
}  # fmt: skip


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
                stack.enter_context(clock.at("2024-06-13"))
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
