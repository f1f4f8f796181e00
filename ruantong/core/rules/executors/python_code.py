"""Operations → Python expressions, over names that it hands out for cells, constants and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.lowering.ops import Op

#: Worth a name of their own where an instance asks for them more than once.
_WORTH_SHARING = ops.Sum | ops.Product | ops.Abs | ops.Extreme | ops.Signed | ops.Quotient


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
        return self._named.get(op) or _PRINT[type(op)](self, op)

    def holds(self, op: ops.Logic) -> str:
        """A condition that is met where a judgement is true."""
        return f"{self.code(op)} is True" if ops.nullable(op) else self.code(op)

    def _int(self, op: ops.Int) -> str:
        return str(op.value) if op.value >= 0 else f"({op.value})"

    def _load(self, op: ops.Load | ops.LoadText) -> str:
        return self._filled(op.leaf)

    def _terms(self, terms: Sequence[tuple[int, ops.Number]], constant: int) -> str:
        """Terms with positive coefficients and a constant ≥ 0, with ``+`` between them."""
        pieces = [
            self.code(number) if factor == 1 else f"{factor}*{self.code(number)}"
            for factor, number in terms
        ]
        if constant or not pieces:
            pieces.append(str(constant))
        return " + ".join(pieces)

    def _sides(self, op: ops.Number) -> tuple[str, str]:
        """Two sums without a minus whose difference is the number."""
        if op in self._named or not isinstance(op, ops.Sum):
            return self.code(op), "0"
        plus = [(factor, number) for factor, number in op.terms if factor > 0]
        minus = [(-factor, number) for factor, number in op.terms if factor < 0]
        return (
            self._terms(plus, max(op.constant, 0)),
            self._terms(minus, max(-op.constant, 0)),
        )

    def _sum(self, op: ops.Sum) -> str:
        left, right = self._sides(op)
        if right == "0":
            return f"({left})"
        return f"({left} - ({right}))" if " + " in right else f"({left} - {right})"

    def _product(self, op: ops.Product) -> str:
        return f"{self.code(op.left)}*{self.code(op.right)}"

    def _abs(self, op: ops.Abs) -> str:
        return f"abs({self.code(op.operand)})"

    def _extreme(self, op: ops.Extreme) -> str:
        return f"{op.which}({', '.join(map(self.code, op.operands))})"

    def _signed(self, op: ops.Signed) -> str:
        inner = self.code(op.operand)
        return f"({inner} if {self.code(op.by)} >= 0 else -({inner}))"

    def _quotient(self, op: ops.Quotient) -> str:
        return f"round_half_up({self.code(op.operand)}, {self.code(op.divisor)})"

    def _pick(self, op: ops.Pick) -> str:
        code = self.code(op.default)
        for condition, value in reversed(op.cases):
            code = f"({self.code(value)} if {self.holds(condition)} else {code})"
        return code

    def _literal(self, op: ops.Literal) -> str:
        return self.constant(op.value)

    def _part(self, op: ops.Part) -> str:
        return f"part({self.code(op.operand)}, {op.start}, {op.stop})"

    def _truth(self, op: ops.Truth) -> str:
        return str(op.value)

    def _comparison(self, op: ops.Comparison) -> str:
        left, right = self._sides(op.number)
        return f"({left} {'==' if op.operator == '=' else op.operator} {right})"

    def _divisible(self, op: ops.Divisible) -> str:
        return f"({self.code(op.number)} % ({self.code(op.by)}) == 0)"

    def _text_test(self, op: ops.TextTest) -> str:
        text = self.code(op.text)
        if op.kind == ops.STARTS:
            return f"{text}.startswith({self.constant(op.values)})"
        if op.kind == ops.FORMAT:
            return f"({self.constant(Wanted(op.kind, *op.values))}({text}) is None)"
        among = op.kind == ops.AMONG
        values = frozenset(op.values) if among else Wanted(op.kind, *op.values)
        return f"({text} in {self.constant(values)})"

    def _same_text(self, op: ops.SameText) -> str:
        return f"same_text({self.code(op.left)}, {self.code(op.right)})"

    def _blank(self, op: ops.Blank) -> str:
        leaf = op.leaf
        text = isinstance(leaf, t.HeadCell) or (isinstance(leaf, t.Cell | t.RowCell) and leaf.text)
        return f"(not {self.raw(leaf)})" if text else f"({self.raw(leaf)} is None)"

    def _fact(self, op: ops.Fact) -> str:
        match op.leaf:
            case ops.OldLine():
                return "(old is not None)"
            case t.OnList(name):
                return f"({self.constant(name)} in lists)"
            case t.UniqueInRegister():
                return "unique"
            case t.UniqueInRows(column):
                return f"(row.get({self.constant(column.column)}) not in {self.raw(column)})"
        return self.raw(op.leaf)

    def _joined(self, op: ops.All | ops.Any) -> str:
        word, helper = ("and", "all3") if isinstance(op, ops.All) else ("or", "any3")
        parts = [self.code(item) for item in op.operands]
        if ops.nullable(op):
            return f"{helper}({', '.join(parts)})"
        return f"({f' {word} '.join(parts)})"

    def _not(self, op: ops.Not) -> str:
        inner = self.code(op.operand)
        return f"not3({inner})" if ops.nullable(op) else f"(not {inner})"

    def _same(self, op: ops.Same) -> str:
        left, right = self.code(op.left), self.code(op.right)
        if ops.nullable(op):
            return f"iff3({left}, {right})"
        return f"(bool({left}) is bool({right}))"

    def _unless(self, op: ops.Unless) -> str:
        return f"(None if {self.code(op.guard)} else {self.code(op.judgement)})"


def _always_there(op: Op) -> bool:
    """Whether an operation can be worked out before its guards are asked."""
    return not any(
        (isinstance(one, ops.Quotient) and not isinstance(one.divisor, ops.Int))
        or (isinstance(one, ops.Load) and isinstance(one.leaf, t.AutoValue))
        for one in op.everything
    )


_PRINT: Mapping[type, Callable[[Printer, Any], str]] = {
    ops.Int: Printer._int,
    ops.Load: Printer._load,
    ops.Sum: Printer._sum,
    ops.Product: Printer._product,
    ops.Abs: Printer._abs,
    ops.Extreme: Printer._extreme,
    ops.Signed: Printer._signed,
    ops.Quotient: Printer._quotient,
    ops.Pick: Printer._pick,
    ops.Literal: Printer._literal,
    ops.LoadText: Printer._load,
    ops.Part: Printer._part,
    ops.Truth: Printer._truth,
    ops.Comparison: Printer._comparison,
    ops.Divisible: Printer._divisible,
    ops.TextTest: Printer._text_test,
    ops.SameText: Printer._same_text,
    ops.Blank: Printer._blank,
    ops.Fact: Printer._fact,
    ops.All: Printer._joined,
    ops.Any: Printer._joined,
    ops.Not: Printer._not,
    ops.Same: Printer._same,
    ops.Unless: Printer._unless,
}
