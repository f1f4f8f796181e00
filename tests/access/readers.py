"""Who reads what of a return, by hand from the mission (§1, §3, §6)."""

from __future__ import annotations

from collections.abc import Mapping

from tests import people
from tests.access.planted import (
    ACCOUNT,
    BEFORE,
    BOOKED,
    CONTACT,
    EXTENSION,
    FIGURE,
    FORWARDED,
    NAME,
    SIGNER,
    SUBMITTED,
    TAKEN_BACK,
    TALK,
    TYPED,
    Case,
    Mark,
)  # fmt: skip

OWN, OTHER, BO, EVE = "own enterprise", "other enterprise", "district", "other district"
CITY, ASSOCIATION, PARK, OTHER_PARK = "city", "association", "park", "other park"
SYSTEM, SECURITY, AUDIT, VISITOR = "system", "security", "audit", "visitor"
DISTRICT_OF = {people.BO_DISTRICT: BO, people.EVE_DISTRICT: EVE}

# How far a submission came, and who reads it; "district" is the one the return is filed with.
READ_BY: Mapping[str, frozenset[str]] = {
    TYPED: frozenset({OWN}),
    TAKEN_BACK: frozenset({OWN}),
    SUBMITTED: frozenset({OWN, "district"}),
    FORWARDED: frozenset({OWN, "district", CITY, ASSOCIATION}),
}
BOOKS = frozenset({ACCOUNT, BOOKED})
# Of the return as a whole. The association works without names, and the administrators with
# accounts and the trail: the names they meet there are none of the return's.
KNOWN_BY: Mapping[str, frozenset[str]] = {
    NAME: frozenset({OWN, "district", CITY, PARK}),
    CONTACT: frozenset({OWN, "district", CITY}),
    EXTENSION: frozenset({OWN, "district", CITY}),
    **dict.fromkeys(BOOKS, frozenset({OWN})),
}
ADMINISTRATORS = frozenset({SYSTEM, SECURITY, AUDIT})
NAMING = frozenset({NAME, CONTACT, SIGNER})


def may_see(case: Case, mark: Mark) -> set[str]:
    """The readers of what was planted, by name."""
    known = READ_BY[mark.reached] if mark.version else KNOWN_BY[mark.kind]
    named = {who for who in known if who != ASSOCIATION or mark.kind not in NAMING}
    if mark.kind == TALK and mark.reached == TAKEN_BACK:
        named.add("district")  # which asked, and was answered
    if not mark.version and mark.kind not in BOOKS:
        named |= ADMINISTRATORS
    if mark.kind == FIGURE and mark.case == BEFORE:
        named.add(EVE)  # it stands in the next return as 本年上期累计
    return {DISTRICT_OF[case.district] if who == "district" else who for who in named}


def must_see(case: Case, mark: Mark) -> set[str]:
    if not mark.version:
        return may_see(case, mark) - ADMINISTRATORS
    return {
        who
        for who in may_see(case, mark)
        if mark.version == latest(case, who) or mark.reached == TYPED
    }


def latest(case: Case, who: str) -> int:
    """The number of the last submission somebody reads."""
    return max(
        (
            mark.version
            for mark in case.marks
            if mark.kind == FIGURE and mark.reached != TYPED and who in may_see(case, mark)
        ),
        default=0,
    )
