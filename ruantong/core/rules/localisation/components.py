"""Failures that hang together through changeable cells, and how one set of cells is decided: exactly,
and once more by the executor of the rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

from ruantong.core.cellref import CellRef
from ruantong.core.dossier import Dossier
from ruantong.core.regime import Severity
from ruantong.core.rules.edits import held
from ruantong.core.rules.executors.python import FAIL
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.linear.conditions import (
    AtMost,
    Condition,
    Flag,
    Form,
    Rounded,
    Variable,
    names_in,
    no_more,
    replaced,
    rounded_in,
)
from ruantong.core.rules.linear.solving import contradiction, whole_point
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.localisation.proposals import Refusal
from ruantong.core.rules.localisation.reading import condition_of
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.ruleset import RuleSet, run_on

#: A rule instance and the line it judges (0: not a rule over lines).
Place = tuple[int, int]

#: Costs of changing a cell. They only order sets of equal size: a cell less is always cheaper.
BASE, LESS_PER_RULE, MOST_RULES, UNCHANGED, EMPTY, ABOUT, SUSPECTED = 1000, 5, 4, 8, 4, 2, 10

#: Systems looked at to decide one set of cells.
MAX_SYSTEMS = 512


@dataclass(frozen=True)
class Repair:
    """Cells that together can make the relations hold."""

    refs: tuple[str, ...]
    weight: int


def failing(ruleset: RuleSet, dossier: Dossier) -> list[Place]:
    """The 强制性 instances that fail."""
    return sorted(
        (number, line)
        for number, line, what in run_on(ruleset.run, ruleset.regime, dossier)[2]
        if what == FAIL and ruleset.instances[number].rule.severity is Severity.ERROR
    )


def _cells(names: Iterable[Variable]) -> frozenset[str]:
    """The cells that variables stand for."""
    subjects = (name.subject if isinstance(name, Flag) else name for name in names)
    return frozenset(subject for subject in subjects if isinstance(subject, str))


@dataclass
class Component:
    """Failures, and all conditions that share a cell with them, directly or through others.
    ``apart``: failures that do not.
    """

    model: Model
    failed: tuple[Place, ...]
    conditions: Mapping[Place, Condition]
    #: for each instance the cells that have a say in it
    reaches: Mapping[Place, frozenset[str]]
    apart: frozenset[Place]

    @cached_property
    def hits(self) -> tuple[frozenset[str], ...]:
        """For each failure the cells that have a say in it: one of them must change."""
        return tuple(self.reaches[place] for place in self.failed)

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """Cells that may be changed."""
        return tuple(sorted(frozenset().union(*self.reaches.values())))

    @cached_property
    def _subjects(self) -> frozenset[str]:
        """The cells the failing relations are about: those alone on the left side."""
        found = set()
        for number, line in self.failed:
            match self.model.ruleset.instances[number].check:
                case t.Compare(left=t.Cell(ref=ref)):
                    found.add(ref)
                case t.Compare(left=t.RowCell() as cell):
                    found.add(t.line_ref(cell, line))
        return frozenset(found)

    def weight(self, ref: str) -> int:
        """What changing a cell costs: less for a cell that is suspected, that several failures name
        or that one is about (it stands alone on the left), more for one that stands as in the last period, is
        blank or zero.
        """
        named = sum(ref in hit for hit in self.hits)
        now = held(self.model.dossier, ref)
        return (
            BASE
            - LESS_PER_RULE * min(max(named - 1, 0), MOST_RULES)
            + UNCHANGED * (bool(now) and now == self.model.last_period(ref))
            + EMPTY * (not now)
            - ABOUT * (ref in self._subjects)
            - SUSPECTED * (ref in self.model.suspected)
        )

    def decide(
        self, chosen: Sequence[str], spared: frozenset[Place] = frozenset()
    ) -> Repair | Refusal:
        """Whether by the exact model and the executor the cells alone can end the failures, each of
        which one of them has a say in; ``spared`` ones may remain. Raises ``LimitReached``.
        """
        cells, model = frozenset(chosen), self.model
        asked = {p: c for p, c in self.conditions.items() if p not in spared}
        near = [c for p, c in asked.items() if not self.reaches[p].isdisjoint(cells)]
        near += [name.definition for name in rounded_in(near)]
        possible, found = False, list[Repair]()

        def accept(rows: Sequence[AtMost]) -> bool:
            nonlocal possible
            steps = whole_point(rows)
            if steps is None:
                return False
            possible = True
            figures = {ref: model.number(ref) + steps.get(ref, 0) for ref in sorted(cells)}
            left = failing(model.ruleset, model.settled(figures))
            if (self.apart | spared).issuperset(left):
                found.append(Repair(tuple(figures), sum(map(self.weight, figures))))
            return bool(found)

        moved = [replaced(c, lambda inequality: self._moved(inequality, cells)) for c in near]
        against = contradiction(moved, MAX_SYSTEMS, accept)
        if against is None:
            return found[0]
        if possible:  # only the executor disagrees
            return Refusal(frozenset(self.cells) - cells, cells)
        names = {name for place in against for name in names_in(near[place])}
        flags = _cells(name for name in names if isinstance(name, Flag))
        return Refusal(_cells(names) - cells, flags & cells)

    def _moved(self, inequality: AtMost, cells: Collection[str]) -> Condition:
        """The inequality on how far the cells move from what they hold; all others stay."""
        moving, const = [], inequality.at(self.model.number)
        for name, factor in inequality.terms:
            if isinstance(name, Flag):
                const += factor * (name.subject in cells)
            elif _depends(name, cells):
                moving.append((name, factor))
        return no_more(Form(tuple(moving), const))


def _depends(name: Variable, cells: Collection[str]) -> bool:
    if isinstance(name, Rounded):
        return any(_depends(part, cells) for part, _ in name.terms)
    return name in cells


# what hangs together ---------------------------------------------------------------------------------


def components(model: Model) -> tuple[list[Component], list[Place]]:
    """The failures in groups that share no cell, and those no figure can put right."""
    instances = model.ruleset.instances

    @cache
    def read(place: Place) -> tuple[Condition, frozenset[str]]:
        condition = condition_of(model, instances[place[0]], place[1])
        return condition, _cells(names_in(condition))

    def connected(start: Place) -> list[Place]:
        found = {start: None}
        todo, seen = sorted(read(start)[1]), set[str]()
        while todo:
            ref = todo.pop()
            for place in () if ref in seen else _naming(model, ref):
                # The index names all cells an instance might use; here only those that it does.
                if place not in found and ref in read(place)[1]:
                    found[place] = None
                    todo += sorted(read(place)[1])
            seen.add(ref)
        return list(found)

    failed = failing(model.ruleset, model.dossier)
    apart = [place for place in failed if isinstance(read(place)[0], bool)]
    left = [place for place in failed if place not in apart]
    found = []
    while left:
        group = connected(left[0])
        own = tuple(place for place in failed if place in group)
        left = [place for place in left if place not in group]
        conditions = {place: read(place)[0] for place in group}
        reaches = {place: read(place)[1] for place in group}
        found.append(Component(model, own, conditions, reaches, frozenset(failed).difference(own)))
    return found, apart


def _naming(model: Model, ref: str) -> Iterator[Place]:
    """The instances, with their lines, that name a cell."""
    cell = CellRef.parse(ref)
    column = str(replace(cell, line=0)) if cell.line else ref
    for number, any_line in _index_of(model.ruleset).get(column, ()):
        rule = model.ruleset.instances[number].rule
        if not rule.row_group:
            yield number, 0
        elif cell.line and not any_line:
            yield number, cell.line
        else:
            lines = model.lines(rule.form, rule.row_group)
            yield from ((number, line) for line, _ in enumerate(lines, 1))


@lru_cache(maxsize=16)
def _index_of(ruleset: RuleSet) -> Mapping[str, Collection[tuple[int, bool]]]:
    """Cell or column of lines → the instances that name it; True: whichever line the cell is in."""
    found: dict[str, dict[tuple[int, bool], None]] = {}
    for number, instance in enumerate(ruleset.instances):
        if instance.rule.severity is Severity.ERROR:
            for step in instance.steps:
                for key, any_line in _named(ruleset, step.judgement):
                    found.setdefault(key, {})[number, any_line] = None
    return found


def _named(ruleset: RuleSet, operation: ops.Op) -> Iterator[tuple[str, bool]]:
    """Columns and cells of an operation, and those behind the automatic cells it names."""
    for op in operation.everything:
        match op:
            case ops.Load(leaf) | ops.Blank(leaf):
                yield from _named_by(ruleset, leaf)


def _named_by(ruleset: RuleSet, leaf: ops.Leaf) -> Iterator[tuple[str, bool]]:
    match leaf:
        case t.Cell(when=t.CURRENT, ref=ref):
            yield ref, True
            for case in ruleset.formula[ref].lowered if ref in ruleset.formula else ():
                for part in case:
                    yield from _named(ruleset, part) if part is not None else ()
        case t.RowSum():
            yield t.line_ref(leaf, 0), True
        case t.RowCell(when=t.CURRENT):
            yield t.line_ref(leaf, 0), False
