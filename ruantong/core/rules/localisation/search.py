"""Smallest repair (Fellegi–Holt): the fewest cells that, changed, let all 强制性 rules hold (ADR 0034).

The answer names cells, and neither a figure to report nor a range to take one from.
HiGHS proposes sets of cells; each is decided exactly (``core/rules/linear``) and judged again by the
executor of the rules before it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice, product
from time import monotonic

from ruantong.core.dossier import Dossier
from ruantong.core.rules.language.tree import CURRENT, Cell, HeadCell, RowCell, line_ref
from ruantong.core.rules.linear.conditions import LimitReached
from ruantong.core.rules.localisation.links import components
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.localisation.parts import Component, Place, Repair
from ruantong.core.rules.localisation.solver import Solver
from ruantong.core.rules.ruleset import RuleSet

MOST_REPAIRS, SECONDS, MOST_CELLS = 5, 1.0, 6
#: So many sets are sought even if fewer are shown: they may be “one of these and one of those”.
_LOOKED_AT = 8

MORE = "还有其他同样少的改法"
NONE = "只改可填的数值，不能使有关的审核关系同时成立"
TIME = "时间不够，没有找完"


@dataclass(frozen=True)
class Problem:
    """Failures that are repaired together (``keys``: their finding keys) and their smallest repairs.

    ``complete``: these are proven to be all sets of the fewest cells; else ``reason`` says why not.
    """

    keys: tuple[str, ...]
    repairs: tuple[Repair, ...]
    complete: bool
    reason: str = ""


@dataclass(frozen=True)
class RepairAdvice:
    """``problems`` are independent: each is repaired by itself. ``texts`` are the text cells of
    rules that no figure can put right: they must change.
    """

    problems: tuple[Problem, ...]
    texts: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return all(problem.complete for problem in self.problems)

    @property
    def reason(self) -> str:
        return "；".join(dict.fromkeys(p.reason for p in self.problems if p.reason))

    @cached_property
    def repairs(self) -> tuple[Repair, ...]:
        """Smallest repairs of the whole return: one of each problem, the first few."""
        if not all(problem.repairs for problem in self.problems):
            return ()
        choices = product(*(problem.repairs for problem in self.problems))
        return tuple(
            Repair(
                tuple(cell for repair in chosen for cell in repair.cells),
                sum(repair.weight for repair in chosen),
            )
            for chosen in islice(choices, MOST_REPAIRS)
            if chosen
        )


def advise(
    ruleset: RuleSet,
    dossier: Dossier,
    *,
    locked: Collection[str] = frozenset(),
    typed: Collection[str] | None = None,
    suspected: Collection[str] = frozenset(),
    limit: int = MOST_REPAIRS,
    seconds: float = SECONDS,
) -> RepairAdvice:
    """The smallest sets of cells whose figures may be wrong; at most ``limit`` per problem.

    ``locked`` are further cells the respondent cannot type into; ``typed`` the automatic cells it
    put a figure of its own into (None: those that differ from the computed value); ``suspected``
    are named before others.
    """
    until = monotonic() + seconds
    model = Model(ruleset, dossier, locked, typed, suspected)
    found, apart = components(model)
    return RepairAdvice(
        tuple(problem for each in found for problem in _problems(each, limit, until)),
        tuple(dict.fromkeys(ref for place in apart for ref in _texts(ruleset, place))),
    )


def _texts(ruleset: RuleSet, place: Place) -> Iterator[str]:
    """Text and code cells a rule names."""
    number, line = place
    for node in ruleset.instances[number].check.everything:
        match node:
            case HeadCell():
                yield node.ref
            case Cell() if node.text and node.when == CURRENT:
                yield node.ref
            case RowCell() if node.text and node.when == CURRENT:
                yield line_ref(node, line)


def _key(ruleset: RuleSet, place: Place) -> str:
    number, line = place
    instance = ruleset.instances[number]
    label = ".".join(filter(None, (instance.label, str(line) if line else "")))
    return f"{instance.rule.id}:{label}" if label else instance.rule.id


def _problems(component: Component, limit: int, until: float) -> Iterator[Problem]:
    """The answer for one component, taken apart where its failures can be repaired separately."""
    ruleset = component.model.ruleset
    keys = tuple(_key(ruleset, place) for place in component.failed)
    repairs, complete, reason = _search(component, max(limit, _LOOKED_AT), until)
    blocks = _blocks(component, repairs) if complete and len(repairs) <= _LOOKED_AT else []
    if not blocks:
        yield _problem(keys, repairs, limit, complete, reason)
    for block in blocks:
        cells = {cell.ref: cell for repair in repairs for cell in repair.cells}
        own = [Repair((cells[ref],), component.weight(ref)) for ref in block]
        told = (key for key, hit in zip(keys, component.hits, strict=True) if hit.issuperset(block))
        yield _problem(tuple(told), own, limit, complete, reason)


def _problem(
    keys: tuple[str, ...], repairs: list[Repair], limit: int, complete: bool, reason: str
) -> Problem:
    ordered = sorted(repairs, key=lambda repair: (repair.weight, repair.refs))
    if complete and len(ordered) > limit:
        complete, reason = False, MORE
    return Problem(keys, tuple(ordered[:limit]), complete, reason)


def _blocks(component: Component, repairs: list[Repair]) -> list[tuple[str, ...]]:
    """The repairs as “one of these and one of those”; empty when they are not so made.

    Each cell must end the failures that are its own by itself, and make no new one.
    """
    first = repairs[0].refs if repairs else ()
    sets = {frozenset(repair.refs) for repair in repairs}
    refs = sorted({ref for each in sets for ref in each})
    if len(first) < 2:
        return []
    together = {frozenset(pair) for each in sets for pair in combinations(each, 2)}
    blocks = [
        tuple(ref for ref in refs if frozenset((ref, head)) not in together) for head in first
    ]
    made = {frozenset(chosen) for chosen in product(*blocks)}
    owners = [[b for b in blocks if hit.issuperset(b)] for hit in component.hits]
    if made != sets or any(len(owner) != 1 for owner in owners):
        return []
    for block in blocks:
        others = frozenset(
            place
            for place, owner in zip(component.failed, owners, strict=True)
            if block not in owner
        )
        if not all(component.decide((ref,), others)[1] for ref in block):
            return []
    return blocks


def _search(component: Component, limit: int, until: float) -> tuple[list[Repair], bool, str]:
    """One cell is tried outright; for two and more the solver proposes."""
    try:
        single = sorted(frozenset.intersection(*component.hits))
        found = [repair for ref in single if (repair := component.decide((ref,))[1])]
        if found:
            return found, True, ""
        return _proposed(component, limit, until)
    except LimitReached:
        return [], False, TIME


def _proposed(component: Component, limit: int, until: float) -> tuple[list[Repair], bool, str]:
    found: list[Repair] = []
    solver = Solver(component)
    while (left := until - monotonic()) > 0:
        proposal = solver.propose(left)
        if proposal is None:
            return (
                found,
                solver.finished,
                "" if found and solver.finished else (NONE if solver.finished else TIME),
            )
        if len(proposal) > MOST_CELLS:
            return found, False, TIME
        feasible, repair = component.decide(proposal)
        if repair is None:
            solver.refuse(proposal, infeasible=not feasible)
            continue
        if not found:
            solver.no_more_than(len(proposal))
        found.append(repair)
        if len(found) > limit:
            break
        solver.exclude(proposal)
    else:
        return found, False, TIME
    return found, True, ""
