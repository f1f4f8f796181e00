"""Operations as JSON for the browser, with what it needs to compute exactly known beforehand.

A number that may exceed 2^53 is computed as a BigInt there, any other one as a Number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.chain import Case
from ruantong.core.rules.lowering.folding import Bounds, bound
from ruantong.core.rules.lowering.lower import Ratio

#: The largest integer that a Number holds exactly, with all below it.
SAFE = 2**53 - 1

#: What no change of the return reaches.
_FIXED = t.PeriodNumber | t.UnitFact | t.OnList


class Operations:
    """Operations and leaves in the order in which they are first needed.

    ``written`` has each operation after those below it, as its name and fields; other operations are
    named by their place, leaves by their place in ``leaves``. ``big`` lists the operations whose
    value is a BigInt.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.written: list[list[Any]] = []
        self.leaves: list[list[Any]] = []
        self.forms: set[str] = set()
        self.lists: set[str] = set()
        self._bounds = bounds
        self._places: dict[ops.Op | Ratio, int] = {}
        self._leaves: dict[Any, int] = {}
        self._big: set[int] = set()

    @property
    def big(self) -> list[int]:
        return sorted(self._big)

    def place(self, op: ops.Op) -> int:
        """Where an operation stands."""
        if op not in self._places:
            fields = self._write(op)
            self._add(op, fields, big=_is_number(op) and self._is_big(op))
        return self._places[op]

    def ratio(self, ratio: Ratio) -> int:
        """Where a fraction stands; it may be missing."""
        if ratio == Ratio(ratio.above):
            return self.place(ratio.above)
        if ratio not in self._places:
            parts = [self.place(ratio.above), self.place(ratio.below)]
            self._add(ratio, ["ratio", *parts, ratio.scale, self.place(ratio.guard)])
        return self._places[ratio]

    def leaf(self, leaf: ops.Leaf) -> int:
        """Where a leaf stands."""
        if leaf not in self._leaves:
            source = leaf.column if isinstance(leaf, t.UniqueInRows) else leaf
            fields = dict(zip(source.__match_args__, source.fields, strict=True))
            fields.pop("measure", None)
            self.forms.update(code for name, code in fields.items() if name == "form")
            self._leaves[leaf] = len(self.leaves)
            self.leaves.append([LEAVES[type(leaf)], *fields.values()])
        return self._leaves[leaf]

    def leaves_of(self, nodes: Iterable[t.Node]) -> list[int]:
        """The leaves among nodes that a change of the return may reach."""
        kept = (node for node in nodes if type(node) in LEAVES and not isinstance(node, _FIXED))
        return list(dict.fromkeys(self.leaf(node) for node in kept))  # type: ignore[arg-type]

    def cases(self, cases: Iterable[Case]) -> list[list[int]]:
        """Judgements and the values that they lead to, -1 for none."""
        return [
            [self.place(when), -1 if value is None else self.place(value)] for when, value in cases
        ]

    def _add(self, op: ops.Op | Ratio, fields: list[Any], *, big: bool = False) -> None:
        place = self._places[op] = len(self.written)
        self.written.append(fields)
        if big:
            self._big.add(place)

    # operations ----------------------------------------------------------------------------

    def _write(self, op: ops.Op) -> list[Any]:
        match op:
            case ops.Int(value):
                return ["int", _exact(value)]
            case ops.Sum():
                terms = [[_exact(factor), self.place(number)] for factor, number in op.terms]
                return ["sum", terms, _exact(op.constant)]
            case ops.Comparison():
                return ["compare", op.operator, *map(self.place, make.sides(op.number))]
            case ops.TextTest(ops.CODES | ops.LEAVES, _, (code_list,)):
                self.lists.add(code_list)
        return [_NAMES.get(type(op), type(op).__name__.lower()), *map(self._field, op.fields)]

    def _field(self, value: Any) -> Any:
        if isinstance(value, ops.Op):
            return self.place(value)
        if isinstance(value, tuple):
            return [self._field(item) for item in value]
        return value if isinstance(value, str | int | None) else self.leaf(value)

    def _is_big(self, number: ops.Number) -> bool:
        """Whether a number, or a part of it, may be too large for a Number."""
        below = [n for n in number.below if _is_number(n)]
        if isinstance(number, ops.Signed | ops.Quotient):
            below = [number.operand]
        return bound(number, self._bounds) > SAFE or any(map(self._is_big, below))


def _exact(value: int) -> int | str:
    """JSON numbers are read as binary floating point: a longer one is written as a text."""
    return value if abs(value) <= SAFE else str(value)


def _is_number(op: ops.Op) -> TypeGuard[ops.Number]:
    return _is_number(op.default) if isinstance(op, ops.Pick) else isinstance(op, ops.Number)


#: Names of operations in the document that are not those of their classes.
_NAMES: Mapping[type, str] = {ops.LoadText: "text", ops.TextTest: "test"}
#: Leaf → its name in the document.
LEAVES: Mapping[type, str] = {
    t.Cell: "cell", t.HeadCell: "head", t.RowCell: "line", t.RowSum: "sum", t.RowCount: "count",
    t.AutoValue: "auto", t.PeriodNumber: "period", t.UnitFact: "unit", t.FormFilled: "filled",
    t.SameColumns: "samecolumns", t.UniqueInRows: "uniqueline", t.OnList: "listed",
    t.UniqueInRegister: "unique", ops.OldLine: "oldline",
}  # fmt: skip
