"""Judgements and texts → VTL 2.1 expressions; numbers are written by ``vtl_numbers.py``."""

from __future__ import annotations

from collections.abc import Sequence

from ruantong.core.rules.language.tree import (
    And,
    Cell,
    Choice,
    Compare,
    HeadCell,
    Iff,
    Implies,
    IsBlank,
    IsWhole,
    MagnitudeSlip,
    Node,
    Not,
    OneOf,
    Or,
    RowCell,
    Slice,
    StartsWith,
    TextCompare,
    TextConst,
    UniqueInRegister,
    UnitFact,
)
from ruantong.core.rules.lowering.lower import SLIP_RANGES
from ruantong.exchange.vtl.measures import REASONS
from ruantong.exchange.vtl.numbers import (
    Logic,
    Number,
    NumberWriter,
    Size,
    certainly,
    constant,
    guards_of,
    product_of,
)

NULL = "cast(null, boolean)"
TRUE, FALSE = "true", "false"
_OPERATORS = {"!=": "<>"}


class Writer(NumberWriter):
    """Writes judgements and texts over the measures of one data set."""

    def text(self, node: Node) -> str:
        """Code of a text node; a blank is an empty text."""
        match node:
            case TextConst():
                return quoted(node.value)
            case Cell() | HeadCell() | RowCell() | UnitFact():
                return f'nvl({self.cell(node)}, "")'
            case Slice():
                bare = f'replace({self.text(node.operand)}, "-", "")'
                return f"substr({bare}, {node.start}, {node.stop - node.start + 1})"
            case Choice():
                code = self.text(node.default)
                for when, value in reversed(node.cases):
                    code = f"(if {certainly(self.logic(when))} then {self.text(value)} else {code})"
                return code
        raise TypeError(type(node).__name__)

    # judgements ----------------------------------------------------------------------------

    def logic(self, node: Node) -> Logic:
        """Code of a judgement node."""
        match node:
            case Compare():
                return self._compare(node)
            case TextCompare():
                return self._text_compare(node)
            case And() | Or():
                return _join(isinstance(node, And), [self.logic(item) for item in node.operands])
            case Not():
                inner = self.logic(node.operand)
                return Logic(_not(inner.code), inner.nullable)
            case Implies():
                return self.logic(Or((Not(node.condition), node.consequence)))
            case Iff():
                left, right = self.logic(node.left), self.logic(node.right)
                return Logic(f"not ({left.code} xor {right.code})", left.nullable or right.nullable)
            case IsBlank():
                return Logic(self.is_blank(node.operand))
            case OneOf():
                values = ", ".join(map(quoted, node.values))
                return Logic(f"{self.text(node.operand)} in {{{values}}}")
            case StartsWith():
                return Logic(self._starts_with(node))
        return self._predicate(node)

    def _text_compare(self, node: TextCompare) -> Logic:
        equal = node.operator == "="
        if isinstance(node.left, TextConst) and isinstance(node.right, TextConst):
            same = node.left.value == node.right.value
            return Logic(TRUE if same is equal else FALSE)
        return Logic(f"{self.text(node.left)} {'=' if equal else '<>'} {self.text(node.right)}")

    def _starts_with(self, node: StartsWith) -> str:
        text = self.text(node.operand)
        tests = [f"substr({text}, 1, {len(p)}) = {quoted(p)}" for p in node.prefixes]
        return f"({' or '.join(tests)})"

    def _predicate(self, node: Node) -> Logic:
        if isinstance(node, IsWhole):
            value = self.number(node.operand)
            unit = Number(value.below or "1", 0, value.below_size).scaled(value.scale)
            self.note(unit.size)
            return _guarded(value.guards, f"mod({value.code}, {unit.code}) = 0")
        if isinstance(node, MagnitudeSlip):
            return self._slip(node)
        if type(node) in REASONS:
            return Logic(self._measures.name(node), isinstance(node, UniqueInRegister))
        raise TypeError(type(node).__name__)

    def _compare(self, node: Compare) -> Logic:
        left, right = self.number(node.left), self.number(node.right)
        units, places = node.tolerance if node.tolerance[0] else (0, 0)
        scale = max(left.scale, right.scale, places)
        slack = units * 10 ** (scale - places)
        left, right = left.scaled(scale - left.scale), right.scaled(scale - right.scale)
        belows = [part for part in (left, right) if part.below]
        both, both_size = product_of(belows)
        a, a_size = _times(left, right)
        b, b_size = _times(right, left)
        self.note(a_size + b_size + constant(slack) * both_size)
        positive = left.positive and right.positive
        if both and not positive:
            a = f"(if {both} > 0 then {a} - {b} else {b} - {a})"
            b = "0"
        margin = f"{slack} * abs({both})" if both and slack else str(slack) if slack else ""
        code = _judge(node.operator, a, b, margin)
        return _guarded(guards_of((left, right)), code)

    def _slip(self, node: MagnitudeSlip) -> Logic:
        left, right = self.number(node.left), self.number(node.right)
        scale = max(left.scale, right.scale)
        left, right = left.scaled(scale - left.scale), right.scaled(scale - right.scale)
        a, b = left.code, right.code
        most = SLIP_RANGES[-1][1]
        self.note(left.size * constant(most))
        self.note(right.size * constant(most))
        ranges = [
            f"({low} * abs({small}) <= abs({large}) and abs({large}) <= {high} * abs({small}))"
            for low, high in SLIP_RANGES
            for small, large in ((a, b), (b, a))
        ]
        code = f"({a} <> 0 and not ({a} < 0 xor {b} < 0) and ({' or '.join(ranges)}))"
        return _guarded((*guards_of((left, right)), f"{b} = 0"), code)


def quoted(text: str) -> str:
    """A VTL text constant."""
    if '"' in text or "\n" in text:
        raise ValueError(f"VTL文本不能含引号或换行：{text!r}")
    return f'"{text}"'


def _times(own: Number, other: Number) -> tuple[str, Size]:
    """A side times the other side's denominator."""
    if not other.below:
        return own.code, own.size
    return f"{own.code} * {other.below}", own.size * other.below_size


def _guarded(guards: Sequence[str], code: str) -> Logic:
    if not guards:
        return Logic(code)
    return Logic(f"(if {' or '.join(guards)} then {NULL} else {code})", True)


def _not(code: str) -> str:
    return {TRUE: FALSE, FALSE: TRUE}.get(code, f"not ({code})")


def _join(both: bool, parts: Sequence[Logic]) -> Logic:
    """且 and 或, with what is true or false for good left out."""
    ends, idle = (FALSE, TRUE) if both else (TRUE, FALSE)
    if any(part.code == ends for part in parts):
        return Logic(ends)
    left = [part for part in parts if part.code != idle]
    if len(left) < 2:
        return left[0] if left else Logic(idle)
    word = " and " if both else " or "
    return Logic(f"({word.join(part.code for part in left)})", any(part.nullable for part in left))


def _judge(operator: str, left: str, right: str, margin: str) -> str:
    if not margin:
        return f"{left} {_OPERATORS.get(operator, operator)} {right}"
    gap = left if right == "0" else f"{left} - {right}"
    match operator:
        case "=":
            return f"abs({gap}) <= {margin}"
        case "!=":
            return f"abs({gap}) > {margin}"
        case ">=" | ">":
            return f"{gap} {operator} 0 - {margin}"
    return f"{gap} {operator} {margin}"
