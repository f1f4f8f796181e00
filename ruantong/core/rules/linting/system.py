"""Rules as conditions on free numbers and flags, and the proof that some cannot hold together.

The reading only ever loosens: what is not linear (a product of two cells, a format, a fact of the register)
becomes a free number or a free yes-or-no, the same one wherever it is written the same way. So "they
cannot hold" is a proof, while "they can" is not one of the opposite. Blank cells count as
zero, as the rules themselves have it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import product

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.linear.conditions import (
    Condition,
    Every,
    Flag,
    Form,
    Some,
    every,
    inequalities_in,
    names_in,
    no_more,
    nought,
    opposite,
    rounded_in,
    some,
    total,
    variable,
    yes,
)
from ruantong.core.rules.linear.reading import Case, Reader
from ruantong.core.rules.linear.solving import contradiction
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.lowering.lower import lower_logic
from ruantong.core.rules.lowering.ops import Leaf, Logic, Number, NumberLeaf, Text

#: Systems looked at for one question.
MAX_SYSTEMS = 512

#: What a judgement comes from, and when it comes out as asked.
Group = tuple[str, Condition]

#: A text is, or begins with, a value, or is another text; a cell is blank.
_IS, _STARTS, _SAME, _BLANK = "is", "starts", "same", "blank"
_BOUNDS = {"months": (1, 12), "year": (2000, 2099)}


def when(node: t.Node, truth: bool) -> Condition:
    """When the judgement is surely true (or false). Raises ``LimitReached``."""
    condition = _Free().read(lower_logic(node), truth)
    return every((condition, *(name.definition for name in rounded_in([condition]))))


class _Free(Reader):
    """Every leaf is free."""

    def load(self, leaf: NumberLeaf) -> list[Case]:
        return [(True, variable(leaf))]

    def nonlinear(self, number: Number) -> Form:
        return variable(number)

    def opaque(self, judgement: Logic, truth: bool, *, unknown: bool) -> Condition:
        holds = _holds(judgement)
        if not truth:
            return opposite(holds)
        match judgement:
            case ops.Blank(t.Cell(text=False) | t.RowCell(text=False) as leaf):
                return every((holds, nought(variable(leaf))))
        return holds


def _holds(judgement: Logic) -> Condition:
    match judgement:
        case ops.TextTest(ops.AMONG, text, values):
            return some(yes(Flag(_subject(text), _IS, value)) for value in values)
        case ops.TextTest(ops.STARTS, text, values):
            return some(yes(Flag(_subject(text), _STARTS, value)) for value in values)
        case ops.SameText(ops.Literal(value), text) | ops.SameText(text, ops.Literal(value)):
            return yes(Flag(_subject(text), _IS, value))
        case ops.SameText(left, right):
            return yes(Flag(_subject(left), _SAME, right))
        case ops.Blank(leaf):
            return yes(Flag(leaf, _BLANK))
    return yes(Flag(judgement))


def _subject(text: Text) -> Leaf | Text:
    """The cell a text stands in, so that it is one with its being blank."""
    return text.leaf if isinstance(text, ops.LoadText) else text


def impossible(groups: Sequence[Group]) -> frozenset[str] | None:
    """Origins of conditions that cannot hold together; None when they can.

    Raises ``LimitReached`` beyond ``MAX_SYSTEMS``.
    """
    conditions = [condition for _, condition in groups]
    places = contradiction([*conditions, every(_known(conditions))], MAX_SYSTEMS)
    if places is None:
        return None
    return frozenset(groups[place][0] for place in places if place < len(groups))


def _known(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """What holds of every return: months and years have their range, numbers of lines are not
    negative, and a text has one value, which says how it begins and whether it is blank.
    """
    texts: dict[Hashable, dict[tuple[str, str], Form]] = {}
    for name in dict.fromkeys(name for condition in conditions for name in names_in(condition)):
        one = variable(name)
        match name:
            case t.PeriodNumber(which):
                least, most = _BOUNDS[which]
                yield from (no_more(one.times(-1), least), no_more(one, -most))
            case t.RowCount():
                yield no_more(one.times(-1))
            case Flag(subject, kind, str(value)):
                yield no_more(one.times(-1))
                texts.setdefault(subject, {})[kind, value] = one
    for flags in texts.values():
        values = [(value, one) for (kind, value), one in flags.items() if kind == _IS]
        yield no_more(total((1, one) for _, one in values), -1)
        for (value, one), ((kind, start), other) in product(values, flags.items()):
            if kind in {_STARTS, _BLANK}:
                implied = value.startswith(start) if kind == _STARTS else not value
                yield no_more(one.plus(other, -1)) if implied else no_more(one.plus(other), -1)


def subjects(condition: Condition) -> set[Hashable]:
    """What a condition speaks of: rules sharing nothing say nothing of each other."""
    names = set(names_in(condition))
    return {name.subject if isinstance(name, Flag) else name for name in names}


def firm(condition: Condition) -> bool:
    """Whether a condition can hold in one way only, so that no question branches because of it."""
    parts = condition.parts if isinstance(condition, Every) else (condition,)
    return not any(isinstance(part, Some) for part in parts) and condition is not False


def wants_blank(condition: Condition) -> bool:
    """Whether a cell has to be blank in some way in which the condition holds."""
    terms = (term for inequality in inequalities_in(condition) for term in inequality.terms)
    return any(
        isinstance(name, Flag) and name.kind == _BLANK and factor < 0 for name, factor in terms
    )
