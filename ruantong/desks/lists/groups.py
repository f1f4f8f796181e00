"""The states of a return as the desks count them: each state in exactly one group.

Six groups make up what is due; returns that are expected no longer stand apart and count nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, CharField, Q, Value, When

from ruantong.core.lifecycle import STATE_LABELS, Role, State


@dataclass(frozen=True)
class Group:
    """One step of the way from the enterprise to the city."""

    key: str
    label: str
    states: tuple[State, ...]


MISSING = Group("missing", "未填报", (State.NOT_STARTED,))
FILLING = Group("filling", "填报中", (State.DRAFTING, State.FAILED, State.PASSED))
RETURNED = Group("returned", "已退回企业", (State.DISTRICT_RETURNED, State.CITY_RETURNED))
REVIEW = Group("review", "待区县审核", (State.SUBMITTED, State.CITY_RETURNED_TO_DISTRICT))
FORWARDED = Group("forwarded", STATE_LABELS[State.FORWARDED], (State.FORWARDED,))
ACCEPTED = Group("accepted", "市级已通过", (State.ACCEPTED, State.LOCKED))

RETIRED = Group("retired", STATE_LABELS[State.RETIRED], (State.RETIRED,))

GROUPS = (MISSING, FILLING, RETURNED, REVIEW, FORWARDED, ACCEPTED)
# The enterprise has the return in hand: nobody else can do anything but remind it.
WITH_ENTERPRISE = (MISSING, FILLING, RETURNED)

LISTED = (*GROUPS, RETIRED)

GROUP_OF: Mapping[str, Group] = {state.value: group for group in LISTED for state in group.states}
CHOICES = tuple((group.key, group.label) for group in LISTED)


def states_of(*groups: Group) -> list[str]:
    """Stored states of some groups."""
    return [state.value for group in groups for state in group.states]


# What waits for whom. The association has no decision to take: it may look at all that can still
# be given an opinion.
WAITING: Mapping[Role, Q] = {
    Role.DISTRICT: Q(state__in=states_of(REVIEW)),
    Role.CITY: Q(state__in=states_of(FORWARDED)),
    Role.ASSOCIATION: Q(state__in=(State.FORWARDED.value, State.ACCEPTED.value)),
}


def group_expression() -> Case:
    """The key of the group as a column, to filter and to order by."""
    return Case(
        *(When(state__in=states_of(group), then=Value(group.key)) for group in LISTED),
        default=Value(MISSING.key),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class Counts:
    """How many returns stand in each group; ``nil`` of those filed are confirmed nil returns."""

    by_group: Mapping[str, int]
    nil: int = 0

    @cached_property
    def total(self) -> int:
        """What is due."""
        return self.of(*GROUPS)

    def of(self, *groups: Group) -> int:
        return sum(self.by_group.get(group.key, 0) for group in groups)

    @property
    def missing(self) -> int:
        return self.of(MISSING)

    @property
    def filling(self) -> int:
        return self.of(FILLING)

    @property
    def returned(self) -> int:
        return self.of(RETURNED)

    @property
    def review(self) -> int:
        return self.of(REVIEW)

    @property
    def forwarded(self) -> int:
        return self.of(FORWARDED, ACCEPTED)

    @property
    def waiting_for_city(self) -> int:
        return self.of(FORWARDED)

    @property
    def accepted(self) -> int:
        return self.of(ACCEPTED)

    @property
    def retired(self) -> int:
        return self.of(RETIRED)

    @property
    def filed(self) -> int:
        """Submitted and not given back: at the district, at the city, or accepted."""
        return self.of(REVIEW, FORWARDED, ACCEPTED)
