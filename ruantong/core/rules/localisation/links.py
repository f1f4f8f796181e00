"""What hangs together with a failure: conditions that share a changeable cell, through any number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ruantong.core.cellref import CellRef
from ruantong.core.regime import Severity
from ruantong.core.rules.language.tree import CURRENT, Cell, RowCell, RowSum, line_ref
from ruantong.core.rules.linear.conditions import Condition
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.localisation.parts import Component, Place, cells_in, failures
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.ruleset import RuleSet

#: Cell or column of lines → the instances that name it; True: whichever line the cell is in.
_Index = Mapping[str, tuple[tuple[int, bool], ...]]
_MOST_REMEMBERED = 16
_remembered: dict[str, _Index] = {}


def components(model: Model) -> tuple[list[Component], list[Place]]:
    """The failures in groups that share no cell, and those no figure can put right."""
    index = _index_of(model.ruleset)
    failed = failures(model)
    read: dict[Place, Condition] = {}

    def condition(place: Place) -> Condition:
        if place not in read:
            read[place] = model.condition(model.ruleset.instances[place[0]], place[1])
        return read[place]

    apart = [place for place in failed if isinstance(condition(place), bool)]
    groups: list[dict[Place, Condition]] = []
    done: set[Place] = set(apart)
    for place in failed:
        if place not in done:
            groups.append(_connected(model, index, condition, place))
            done.update(groups[-1])
    found = []
    for group in groups:
        own = tuple(place for place in failed if place in group)
        found.append(Component(model, own, group, frozenset(failed) - frozenset(own)))
    return found, apart


def _connected(
    model: Model, index: _Index, condition: Callable[[Place], Condition], start: Place
) -> dict[Place, Condition]:
    found = {start: condition(start)}
    todo, seen = list(cells_in(found[start])), set[str]()
    while todo:
        ref = todo.pop()
        if ref in seen:
            continue
        seen.add(ref)
        for place in _places(model, index, ref):
            if place not in found:
                read = condition(place)
                # The index names all cells an instance might use; here only those that it does.
                cells = set(cells_in(read))
                if ref in cells:
                    found[place] = read
                    todo += cells
    return found


def _places(model: Model, index: _Index, ref: str) -> Iterator[Place]:
    """The instances, with their lines, that name a cell."""
    column, line = _column(ref)
    for number, any_line in index.get(column, ()):
        rule = model.ruleset.instances[number].rule
        if not rule.row_group:
            yield number, 0
        elif line and not any_line:
            yield number, line
        else:
            lines = model.lines(rule.form, rule.row_group)
            yield from ((number, each) for each in range(1, len(lines) + 1))


def _column(ref: str) -> tuple[str, int]:
    """``4.lines[3].1`` → (``4.lines.1``, 3); a fixed cell is its own column."""
    place = CellRef.parse(ref)
    return (str(replace(place, line=0)), place.line) if place.group else (ref, 0)


def _index_of(ruleset: RuleSet) -> _Index:
    """Who names what, worked out once per rule set."""
    if ruleset.hash not in _remembered:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[ruleset.hash] = _indexed(ruleset)
    return _remembered[ruleset.hash]


def _indexed(ruleset: RuleSet) -> _Index:
    found: dict[str, dict[tuple[int, bool], None]] = {}
    for number, instance in enumerate(ruleset.instances):
        if instance.rule.severity is not Severity.ERROR:
            continue
        for step in instance.steps:
            for key, any_line in _named(ruleset, step.judgement):
                found.setdefault(key, {})[number, any_line] = None
    return {key: tuple(numbers) for key, numbers in found.items()}


def _named(ruleset: RuleSet, operation: ops.Op) -> Iterator[tuple[str, bool]]:
    """Columns and cells of an operation, and those behind the automatic cells it names."""
    for op in operation.everything:
        match op:
            case ops.Load(leaf) | ops.Blank(leaf):
                match leaf:
                    case Cell() if leaf.when == CURRENT:
                        yield leaf.ref, True
                        formula = ruleset.formula.get(leaf.ref)
                        for part in (
                            (p for case in formula.lowered for p in case) if formula else ()
                        ):
                            yield from _named(ruleset, part) if part is not None else ()
                    case RowSum():
                        yield line_ref(leaf, 0), True
                    case RowCell() if leaf.when == CURRENT:
                        yield line_ref(leaf, 0), False
