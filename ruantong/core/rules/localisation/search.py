"""Smallest repair (Fellegi–Holt): the fewest cells that, changed, let all 强制性 rules hold (ADR 0034).

The answer names cells, and neither a figure to report nor a range to take one from.
Sets are tried from the cheapest on; each is decided exactly (``core/rules/linear``) and judged again by
the executor of the rules before it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from time import monotonic

from ruantong.core.dossier import Dossier
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.linear.conditions import LimitReached
from ruantong.core.rules.localisation.components import Component, Place, Repair, components
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.localisation.proposals import Proposals, Refusal
from ruantong.core.rules.ruleset import RuleSet

MOST_REPAIRS, SECONDS = 5, 1.0
#: So many sets are sought even if fewer are shown: they may be “one of these and one of those”.
_LOOKED_AT = 8


@dataclass(frozen=True)
class Problem:
    """Failures that are repaired together (``keys``: their finding keys) and their smallest repairs.

    ``complete``: these are proven to be all sets of the fewest cells.
    """

    keys: tuple[str, ...]
    repairs: tuple[Repair, ...]
    complete: bool


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
    found, apart = components(Model(ruleset, dossier, locked, typed, suspected))
    return RepairAdvice(
        tuple(problem for each in found for problem in _problems(each, limit, until)),
        tuple(dict.fromkeys(ref for place in apart for ref in _texts(ruleset, place))),
    )


def _texts(ruleset: RuleSet, place: Place) -> Iterator[str]:
    """Text and code cells a rule names."""
    number, line = place
    for node in ruleset.instances[number].check.everything:
        match node:
            case t.HeadCell(ref=ref) | t.Cell(when=t.CURRENT, text=True, ref=ref):
                yield ref
            case t.RowCell(when=t.CURRENT, text=True):
                yield t.line_ref(node, line)


def _problems(component: Component, limit: int, until: float) -> Iterator[Problem]:
    """The answer for one component, taken apart where its failures can be repaired separately."""
    instances = component.model.ruleset.instances
    keys = [instances[number].key_in(line) for number, line in component.failed]
    repairs, complete = _search(component, max(limit, _LOOKED_AT), until)
    blocks = _blocks(component, repairs) if complete and len(repairs) <= _LOOKED_AT else []
    if not blocks:
        yield _problem(keys, repairs, limit, complete)
    for block in blocks:
        own = [Repair((ref,), component.weight(ref)) for ref in block]
        about = [k for k, hit in zip(keys, component.hits, strict=True) if hit.issuperset(block)]
        yield _problem(about, own, limit, complete)


def _problem(keys: list[str], repairs: list[Repair], limit: int, complete: bool) -> Problem:
    ordered = sorted(repairs, key=lambda repair: (repair.weight, repair.refs))
    return Problem(tuple(keys), tuple(ordered[:limit]), complete and len(ordered) <= limit)


def _blocks(component: Component, repairs: list[Repair]) -> list[tuple[str, ...]]:
    """The repairs as “one of these and one of those”; empty when they are not so made.

    Each cell must end the failures that are its own by itself, and make no new one.
    """
    first = repairs[0].refs if repairs else ()
    sets = {frozenset(repair.refs) for repair in repairs}
    refs = sorted(frozenset().union(*sets))
    if len(first) < 2:
        return []
    together = {frozenset(pair) for each in sets for pair in combinations(each, 2)}
    blocks = [
        tuple(ref for ref in refs if frozenset((ref, head)) not in together) for head in first
    ]
    owners = [[b for b in blocks if hit.issuperset(b)] for hit in component.hits]
    if set(map(frozenset, product(*blocks))) != sets or any(len(each) != 1 for each in owners):
        return []
    for block in blocks:
        owned = zip(component.failed, owners, strict=True)
        others = frozenset(place for place, owner in owned if block not in owner)
        if not all(isinstance(component.decide((ref,), others), Repair) for ref in block):
            return []
    return blocks


def _search(component: Component, limit: int, until: float) -> tuple[list[Repair], bool]:
    """Repairs of the fewest cells, and whether there are no others. One cell is tried outright."""
    try:
        single = sorted(frozenset.intersection(*component.hits))
        decided = [component.decide((ref,)) for ref in single]
        found = [repair for repair in decided if isinstance(repair, Repair)]
        refusals = [refusal for refusal in decided if isinstance(refusal, Refusal)]
        return (found, True) if found else _proposed(component, refusals, limit, until)
    except LimitReached:
        return [], False


def _proposed(
    component: Component, refusals: list[Refusal], limit: int, until: float
) -> tuple[list[Repair], bool]:
    found: list[Repair] = []
    costs = {ref: component.weight(ref) for ref in component.cells}
    proposals = Proposals(costs, [*map(Refusal, component.hits), *refusals])
    while len(found) <= limit:
        proposal = proposals.next(until)
        if proposal is None:
            return found, proposals.exhausted and bool(found or not proposals.larger)
        decided = component.decide(proposal)
        if isinstance(decided, Refusal):
            proposals.refuse(decided)
        else:
            proposals.no_more_than(len(proposal))
            proposals.exclude(proposal)
            found.append(decided)
    return found, True
