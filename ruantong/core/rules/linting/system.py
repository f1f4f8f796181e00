"""Rules as conditions on free numbers and marks, and the proof that some cannot hold together.

The reading only ever loosens: what is not linear (a product of two cells, a format, a fact of the register)
becomes a free number or a free yes-or-no, the same one wherever it is written the same way. So "they
cannot hold" is a proof, while "they can" is not one of the opposite. Blank cells count as
zero, as the rules themselves have it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.linear.conditions import (
    AtMost,
    Condition,
    Every,
    Form,
    Mark,
    Some,
    every,
    names_in,
    no_more,
    opposite,
    parts_in,
    rounded_in,
    some,
)
from ruantong.core.rules.linear.reading import Case, Reader
from ruantong.core.rules.linear.systems import Places, Search
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.lowering.lower import lower_logic
from ruantong.core.rules.lowering.ops import Leaf, Logic, Number, NumberLeaf, Text

#: Systems looked at for one question.
MAX_SYSTEMS = 512

#: What a judgement comes from, and when it comes out as asked.
Group = tuple[str, Condition]

_BOUNDS = {"months": (1, 12), "year": (2000, 2099)}


def when(node: t.Node, truth: bool) -> Condition:
    """When the judgement is surely true (or false). Raises ``LimitReached``."""
    condition = _Free().read(lower_logic(node), truth)
    return every((condition, *(name.definition for name in rounded_in([condition]))))


class _Free(Reader):
    """Every leaf is free."""

    def load(self, leaf: NumberLeaf) -> list[Case]:
        return [(True, Form({leaf: 1}))]

    def nonlinear(self, number: Number) -> list[Case]:
        return [(True, Form({number: 1}))]

    def opaque(self, judgement: Logic, truth: bool, *, unknown: bool) -> Condition:
        holds = _marked(judgement)
        if not truth:
            return opposite(holds)
        match judgement:
            case ops.Blank(t.Cell() | t.RowCell() as leaf) if not leaf.text:
                return every((holds, *(no_more(Form({leaf: sign})) for sign in (1, -1))))
        return holds


def _marked(judgement: Logic) -> Condition:
    match judgement:
        case ops.TextTest(ops.AMONG, text, values):
            return some(Mark(("is", _subject(text), value), True) for value in values)
        case ops.TextTest(ops.STARTS, text, values):
            return some(Mark(("starts", _subject(text), value), True) for value in values)
        case ops.SameText(left, right):
            if isinstance(left, ops.Literal):
                left, right = right, left
            if isinstance(right, ops.Literal):
                return Mark(("is", _subject(left), right.value), True)
            return Mark(("same", _subject(left), _subject(right)), True)
        case ops.Blank(leaf):
            return Mark(("blank", leaf, ""), True)
    return Mark(("fact", judgement, ""), True)


def _subject(text: Text) -> Leaf | Text:
    """The cell a text stands in, so that it is one with its being blank."""
    return text.leaf if isinstance(text, ops.LoadText) else text


def impossible(groups: Sequence[Group]) -> frozenset[str] | None:
    """Origins of conditions that cannot hold together; None when they can.

    Raises ``LimitReached`` beyond ``MAX_SYSTEMS``.
    """
    conditions = [condition for _, condition in groups]
    found = Search(MAX_SYSTEMS, _contradictory).systems([*conditions, _known_bounds(conditions)])
    try:
        next(found)
    except StopIteration as end:
        return frozenset(groups[place][0] for place in end.value if place < len(groups))
    return None


def _contradictory(marks: Sequence[tuple[Mark, int]]) -> Places | None:
    said: dict[Hashable, tuple[bool, int]] = {}
    values: dict[Hashable, tuple[str, int]] = {}
    for mark, at in marks:
        holds, before = said.setdefault(mark.key, (mark.holds, at))
        if holds is not mark.holds:
            return frozenset({before, at})
        match mark.key:
            case ("is", subject, str(value)) if mark.holds:
                other, before = values.setdefault(subject, (value, at))
                if other != value:
                    return frozenset({before, at})
    for mark, at in marks:
        match mark.key:
            case (str(kind), subject, str(start)) if subject in values:
                value, before = values[subject]
                # A text known to have a value cannot begin otherwise, nor be blank.
                starts = kind == "starts" and value.startswith(start) is not mark.holds
                blank = kind == "blank" and mark.holds is not (value == "")
                if starts or blank:
                    return frozenset({before, at})
    return None


def _known_bounds(conditions: Iterable[Condition]) -> Condition:
    """Months and years have their range, numbers of lines are not negative."""
    bounds: list[Condition] = []
    for name in {name for condition in conditions for name in names_in(condition)}:
        if isinstance(name, t.PeriodNumber):
            least, most = _BOUNDS[name.which]
            bounds += [AtMost(((name, -1),), least), AtMost(((name, 1),), -most)]
        elif isinstance(name, t.RowCount):
            bounds.append(AtMost(((name, -1),), 0))
    return every(bounds)


def subjects(condition: Condition) -> set[Hashable]:
    """What a condition speaks of: rules sharing nothing say nothing of each other."""
    return {name[1] if isinstance(name, tuple) else name for name in names_in(condition)}


def firm(condition: Condition) -> bool:
    """Whether a condition can hold in one way only, so that no question branches because of it."""
    parts = condition.parts if isinstance(condition, Every) else (condition,)
    return not any(isinstance(part, Some) for part in parts) and condition is not False


def wants_blank(condition: Condition) -> bool:
    """Whether a cell has to be blank in some way in which the condition holds."""
    marks = (part for part in parts_in(condition) if isinstance(part, Mark) and part.holds)
    return any(isinstance(mark.key, tuple) and mark.key[0] == "blank" for mark in marks)
