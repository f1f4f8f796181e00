"""Alternatives of constraints and marks, and the proof that no choice among them can hold."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from ruantong.core.rules.language.tree import PeriodNumber, RowCount
from ruantong.core.rules.linting.simplex import LimitReached, Linear, conflict

#: Combinations of alternatives tried for one question.
MAX_COMBINATIONS = 512

Mark = tuple[Hashable, bool]
_BOUNDS = {"months": (1, 12), "year": (2000, 2099)}


@dataclass(frozen=True)
class Case:
    """Constraints and marks (texts, free yes-or-nos) that hold together."""

    linear: tuple[Linear, ...] = ()
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Case) -> Case:
        return Case(self.linear + other.linear, self.marks + other.marks)


def impossible(groups: Sequence[Sequence[Case]]) -> frozenset[str] | None:
    """Reasons why no choice of one case from each group can hold; None when one can.

    Raises ``LimitReached`` beyond ``MAX_COMBINATIONS``.
    """
    total = 1
    for group in groups:
        total *= len(group)
        if total > MAX_COMBINATIONS:
            raise LimitReached
    reasons: set[str] = set()
    for chosen in product(*groups):
        found = _clash(chosen)
        if found is None:
            return None
        reasons |= found
    return frozenset(reasons)


def _clash(chosen: Iterable[Case]) -> frozenset[str] | None:
    whole = Case()
    for case in chosen:
        whole += case
    if _contradictory(whole.marks):
        return frozenset()
    return conflict((*whole.linear, *_known_bounds(whole.linear)))


def _contradictory(marks: Sequence[Mark]) -> bool:
    said: dict[Hashable, bool] = {}
    values: dict[Hashable, str] = {}
    for key, truth in marks:
        if said.setdefault(key, truth) is not truth:
            return True
        match key:
            case ("is", subject, str(value)) if truth:
                if values.setdefault(subject, value) != value:
                    return True
    return any(_denied(key, truth, values) for key, truth in said.items())


def _denied(key: Hashable, truth: bool, values: dict[Hashable, str]) -> bool:
    """A text known to have a value cannot begin otherwise, nor be blank."""
    if not isinstance(key, tuple) or key[1] not in values:
        return False
    value = values[key[1]]
    if key[0] == "starts":
        return value.startswith(key[2]) is not truth
    return key[0] == "blank" and truth is not (value == "")


def _known_bounds(linear: Iterable[Linear]) -> Iterator[Linear]:
    """Months and years have their range, numbers of lines are not negative."""
    one = Fraction(1)
    for name in {name for each in linear for name, _ in each.terms}:
        if isinstance(name, PeriodNumber):
            least, most = _BOUNDS[name.which]
            yield Linear(((name, -one),), "<=", Fraction(-least))
            yield Linear(((name, one),), "<=", Fraction(most))
        elif isinstance(name, RowCount):
            yield Linear(((name, -one),), "<=", Fraction())


def subjects(found: Iterable[Case]) -> set[Hashable]:
    """What the cases speak of, figures and texts: rules sharing none say nothing of each other."""
    names: set[Hashable] = set()
    for case in found:
        names.update(name for each in case.linear for name, _ in each.terms)
        names.update(key[1] for key, _ in case.marks if isinstance(key, tuple))
    return names
