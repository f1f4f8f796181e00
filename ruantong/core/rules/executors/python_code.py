"""Operations → Python expressions, over names that it hands out for cells, constants and facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.ops import Op

#: Worth a name of their own where an instance asks for them more than once.
_WORTH_SHARING = ops.Sum | ops.Product | ops.Abs | ops.Extreme | ops.Signed | ops.Quotient
#: Operations that are written the same whatever stands in them.
_TEMPLATES: Mapping[type, str] = {
    ops.Product: "{0}*{1}",
    ops.Abs: "abs({0})",
    ops.Signed: "({0} if {1} >= 0 else -({0}))",
    ops.Quotient: "round_half_up({0}, {1})",
    ops.Divisible: "({0} % ({1}) == 0)",
    ops.SameText: "same_text({0}, {1})",
    ops.Unless: "(None if {0} else {1})",
}


@dataclass(frozen=True)
class Wanted:
    """Something the function is handed by name: a format, the codes of a list, a memory."""

    kind: str
    name: str


class Printer:
    """Writes expressions; the tables say which name stands for what."""

    def __init__(self, computed: Mapping[str, str]) -> None:
        #: Reference of an automatic cell → name of what the platform computes for it.
        self.computed = computed
        #: References of the automatic cells that were asked for.
        self.automatic: set[str] = set()
        self.constants: dict[Any, str] = {}
        self.cells: dict[t.Cell | t.HeadCell, str] = {}
        self.rows: dict[t.RowCell, str] = {}
        self.hoisted: dict[t.Node, str] = {}
        self._named: dict[Op, str] = {}

    # names ---------------------------------------------------------------------------------

    def constant(self, value: Any) -> str:
        """The name under which the function finds a text, tuple or set."""
        return self.constants.setdefault((type(value), value), f"k{len(self.constants)}")

    def raw(self, leaf: Any) -> str:
        """What a leaf holds as it is: None when blank."""
        if isinstance(leaf, t.RowCell):
            return self.rows.setdefault(leaf, f"r{len(self.rows)}")
        if isinstance(leaf, t.Cell | t.HeadCell):
            return "v" + self.cells.setdefault(leaf, str(len(self.cells)))
        if isinstance(leaf, t.AutoValue):
            self.automatic.add(leaf.ref)
            return self.computed[leaf.ref]
        return self.hoisted.setdefault(leaf, f"w{len(self.hoisted)}")

    def _filled(self, leaf: Any) -> str:
        """What a leaf holds, with 0 or an empty text for blank."""
        if isinstance(leaf, t.PeriodNumber | t.UnitFact):
            return leaf.which
        if isinstance(leaf, t.AutoValue | t.RowCount):
            return self.raw(leaf)
        if isinstance(leaf, t.Cell | t.HeadCell):
            return "z" + self.raw(leaf)[1:]
        text = isinstance(leaf, t.RowCell) and leaf.text
        return f"({self.raw(leaf)} or {repr('') if text else 0})"

    def share(self, operations: Iterable[Op]) -> list[str]:
        """Assignments for what stands in the operations more than once; to be run before them."""
        lines: list[str] = []
        self._named = {}
        for op in ops.repeated(operations):
            if isinstance(op, _WORTH_SHARING) and _always_there(op):
                lines.append(f"s{len(self._named)} = {self.code(op)}")
                self._named[op] = f"s{len(self._named)}"
        return lines

    # expressions ---------------------------------------------------------------------------

    def code(self, op: Op) -> str:
        """An expression for an operation; a judgement that cannot be made is None."""
        if op in self._named:
            return self._named[op]
        if type(op) in _TEMPLATES:
            return _TEMPLATES[type(op)].format(*map(self.code, op.below))
        match op:
            case ops.Int() | ops.Truth():
                return f"({op.value})"
            case ops.Literal(text):
                return self.constant(text)
            case ops.Load(leaf) | ops.LoadText(leaf):
                return self._filled(leaf)
            case ops.Sum():
                return self._sum(op)
            case ops.Extreme(which, operands):
                return f"{which}({', '.join(map(self.code, operands))})"
            case ops.Pick(cases, default):
                code = self.code(default)
                for condition, chosen in reversed(cases):
                    code = f"({self.code(chosen)} if {self.holds(condition)} else {code})"
                return code
            case ops.Part(operand, start, stop):
                return f"part({self.code(operand)}, {start}, {stop})"
            case ops.Comparison(sign, number):
                plus, minus = (number, ops.ZERO) if number in self._named else make.sides(number)
                return f"({self.code(plus)} {'==' if sign == '=' else sign} {self.code(minus)})"
        return self._judgement(op)

    def holds(self, op: ops.Logic) -> str:
        """A condition that is met where a judgement is true."""
        return f"{self.code(op)} is True" if ops.nullable(op) else self.code(op)

    def _sum(self, op: ops.Sum) -> str:
        plus, minus = make.sides(op)
        if minus != ops.ZERO:
            return f"({self.code(plus)} - {self.code(minus)})"
        pieces = [
            self.code(number) if factor == 1 else f"{factor}*{self.code(number)}"
            for factor, number in op.terms
        ]
        return f"({' + '.join([*pieces, *([str(op.constant)] if op.constant else [])])})"

    def _judgement(self, op: Op) -> str:
        below, nullable = list(map(self.code, op.below)), ops.nullable(op)
        match op:
            case ops.TextTest(ops.AMONG, _, values):
                return f"({below[0]} in {self.constant(frozenset(values))})"
            case ops.TextTest(ops.STARTS, _, values):
                return f"{below[0]}.startswith({self.constant(values)})"
            case ops.TextTest(ops.FORMAT as kind, _, (name,)):
                return f"({self.constant(Wanted(kind, name))}({below[0]}) is None)"
            case ops.TextTest(kind, _, (name,)):
                return f"({below[0]} in {self.constant(Wanted(kind, name))})"
            case ops.Blank(leaf):
                text = isinstance(leaf, t.HeadCell) or getattr(leaf, "text", False)
                return f"(not {self.raw(leaf)})" if text else f"({self.raw(leaf)} is None)"
            case ops.Fact(leaf):
                return self._fact(leaf)
            case ops.All():
                return f"all3({', '.join(below)})" if nullable else f"({' and '.join(below)})"
            case ops.Any():
                return f"any3({', '.join(below)})" if nullable else f"({' or '.join(below)})"
            case ops.Not():
                return f"not3({below[0]})" if nullable else f"(not {below[0]})"
            case ops.Same():
                left, right = below
                return f"iff3({left}, {right})" if nullable else f"(bool({left}) is bool({right}))"
        raise TypeError(type(op).__name__)

    def _fact(self, leaf: t.LogicNode) -> str:
        match leaf:
            case ops.OldLine():
                return "(old is not None)"
            case t.OnList(name):
                return f"({self.constant(name)} in lists)"
            case t.UniqueInRegister():
                return "unique"
            case t.UniqueInRows(column):
                return f"(row.get({self.constant(column.column)}) not in {self.raw(column)})"
        return self.raw(leaf)


def _always_there(op: Op) -> bool:
    """Whether an operation can be worked out before its guards are asked."""
    return not any(
        (isinstance(one, ops.Quotient) and not isinstance(one.divisor, ops.Int))
        or (isinstance(one, ops.Load) and isinstance(one.leaf, t.AutoValue))
        for one in op.everything
    )
