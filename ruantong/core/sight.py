"""What each role may see: one table, from which lists, pages, files, totals and the menu follow.

Sources: mission §1, §3 and §6 (依法审核, 三员分立): a draft is its respondent's alone; a district reads
what was submitted, the city and the association what was forwarded, the association without
names; a park knows how filing stands and no figure; administrators see nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ruantong.core.lifecycle import Role


class Whose(StrEnum):
    """Of which units something is seen."""

    NOBODY = "nobody"
    OWN = "own"
    PARK = "park"
    DISTRICT = "district"
    EVERYBODY = "everybody"

    def __bool__(self) -> bool:
        return self is not Whose.NOBODY

    @property
    def others(self) -> bool:
        """Of more than the units one files for."""
        return bool(self) and self is not Whose.OWN


class Figures(StrEnum):
    """Which submissions of a return are read: none, all of them, those that stand from 确定上报 on
    (one taken back by 撤回 counts as not filed), or what was forwarded.
    """

    NONE = "none"
    ALL = "all"
    SUBMITTED = "submitted"
    FORWARDED = "forwarded"


@dataclass(frozen=True)
class Sight:
    """What a role sees; by default nothing.

    ``returns``: whose returns it knows to exist, and how filing stands. ``figures``: what it reads
    of these. ``drafts``: also what is being typed. ``named``: units by name, else by pseudonym.
    ``corrections``: what a correction of an earlier return changed. ``units``: whose entries of the
    register, ``contacts``: with whom to call. ``totals``: whose returns the tables of main
    indicators sum, ``traces``: and the returns behind a figure. ``calendar``: the deadlines, with
    the individual ``extensions`` of whose units. ``rules``: the rule laboratory.
    """

    returns: Whose = Whose.NOBODY
    figures: Figures = Figures.NONE
    drafts: bool = False
    named: bool = True
    corrections: bool = False
    units: Whose = Whose.NOBODY
    contacts: bool = False
    totals: Whose = Whose.NOBODY
    traces: bool = False
    calendar: bool = False
    extensions: Whose = Whose.NOBODY
    rules: bool = False


NOTHING = Sight()

SIGHT: Mapping[Role, Sight] = {
    Role.RESPONDENT: Sight(
        returns=Whose.OWN,
        figures=Figures.ALL,
        drafts=True,
        corrections=True,
        units=Whose.OWN,
        contacts=True,
        calendar=True,
        extensions=Whose.OWN,
    ),
    Role.DISTRICT: Sight(
        returns=Whose.DISTRICT,
        figures=Figures.SUBMITTED,
        corrections=True,
        units=Whose.DISTRICT,
        contacts=True,
        totals=Whose.DISTRICT,
        traces=True,
        calendar=True,
        extensions=Whose.DISTRICT,
    ),
    Role.CITY: Sight(
        returns=Whose.EVERYBODY,
        figures=Figures.FORWARDED,
        corrections=True,
        units=Whose.EVERYBODY,
        contacts=True,
        totals=Whose.EVERYBODY,
        traces=True,
        calendar=True,
        extensions=Whose.EVERYBODY,
        rules=True,
    ),
    Role.ASSOCIATION: Sight(
        returns=Whose.EVERYBODY,
        figures=Figures.FORWARDED,
        named=False,
        totals=Whose.EVERYBODY,
        calendar=True,
        rules=True,
    ),
    Role.PARK: Sight(returns=Whose.PARK, units=Whose.PARK),
    Role.SYSTEM_ADMIN: NOTHING,
    Role.SECURITY_ADMIN: NOTHING,
    Role.AUDIT_ADMIN: NOTHING,
}


def roles_that(see: Callable[[Sight], object]) -> tuple[Role, ...]:
    """The roles whose sight has something: ``roles_that(lambda sight: sight.rules)``."""
    return tuple(role for role in Role if see(SIGHT[role]))
