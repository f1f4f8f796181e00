"""An instance of a rule → the steps that end in one of four outcomes.

Line existed → condition → blank policy → check, each step a judgement and the outcome that each of
its truth values leads to. The forms that an instance needs are asked for before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.lower import lower_logic, lower_number, rounded
from ruantong.core.rules.lowering.ops import Logic, Number, OldLine

PASS, FAIL, NOT_APPLICABLE, NOT_EVALUATED = range(4)


@dataclass(frozen=True)
class Step:
    """The outcome for each truth value of a judgement; None goes on to the next step."""

    judgement: Logic
    true: int | None = None
    false: int | None = None
    unknown: int | None = None

    def outcome(self, value: bool | None) -> int | None:
        """Where a truth value leads."""
        if value is None:
            return self.unknown
        return self.true if value else self.false


def lower_chain(
    check: t.Node, condition: t.Node | None, named: Sequence[ops.BlankLeaf], blank: str
) -> tuple[Step, ...]:
    """The steps of an instance with its blank policy; who gets past the last one passes."""
    steps = []
    if any(isinstance(node, t.RowCell) and node.when != t.CURRENT for node in named):
        steps.append(Step(ops.Fact(OldLine()), false=NOT_APPLICABLE))
    if condition is not None:
        steps.append(Step(lower_logic(condition), false=NOT_APPLICABLE, unknown=NOT_EVALUATED))
    blanks = [ops.Blank(cell) for cell in named]
    if blanks and blank == "partial_zero":
        steps.append(Step(make.both(*blanks), true=NOT_APPLICABLE))
    elif blanks and blank == "non_null":
        steps.append(Step(make.either(*blanks), true=NOT_EVALUATED))
    # Nobody outside the platform can know the register: there the rule does not apply.
    unknown = NOT_APPLICABLE if isinstance(check, t.UniqueInRegister) else NOT_EVALUATED
    steps.append(Step(lower_logic(check), false=FAIL, unknown=unknown))
    return tuple(_reached(steps))


def _reached(steps: Sequence[Step]) -> list[Step]:
    """The steps up to the first that always ends the chain, without those that never do."""
    kept = []
    for step in steps:
        if not isinstance(step.judgement, ops.Truth):
            kept.append(step)
        elif step.outcome(step.judgement.value) is not None:
            return [*kept, step]
    return kept


#: A judgement and the value it leads to, None where there is none.
Case = tuple[Logic, Number | None]


def lower_cases(
    cases: Sequence[tuple[t.Node | None, t.Node]],
    named: Sequence[ops.BlankLeaf],
    places: int,
    *,
    floor_zero: bool,
) -> tuple[Case, ...]:
    """An automatic cell: the first case that holds gives its value, no case gives none.

    Blank cells and a division by 0 have cases of their own.
    """
    blanks = [ops.Blank(cell) for cell in named]
    found: list[Case] = [(make.both(*blanks), None)] if blanks else []
    for condition, value in cases:
        holds = ops.YES if condition is None else lower_logic(condition)
        ratio = lower_number(value)
        number = rounded(ratio, places)
        if floor_zero:
            number = make.extreme("max", (number, ops.ZERO))
        found += [(make.both(holds, ratio.guard), None), (holds, number)]
    return tuple(case for case in found if case[0] != ops.NO)
