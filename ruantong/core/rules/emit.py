"""Checked trees → Python expressions. Used by ``python.py``, which puts them into a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ruantong.core.rules.tree import (
    Absolute,
    Add,
    And,
    AutoValue,
    Cell,
    Choice,
    Compare,
    Const,
    Divide,
    Extreme,
    FormFilled,
    HeadCell,
    Iff,
    Implies,
    InCodeList,
    IsBlank,
    IsWhole,
    MagnitudeSlip,
    Matches,
    Multiply,
    Node,
    Not,
    OneOf,
    OnList,
    Or,
    Parameter,
    PeriodNumber,
    Round,
    RowCell,
    RowCount,
    RowSum,
    SameColumns,
    Slice,
    StartsWith,
    TextCompare,
    TextConst,
    UniqueInRegister,
    UniqueInRows,
    UnitFact,
)


@dataclass(frozen=True)
class Number:
    """Code of a number: an integer at ``scale``, over ``below`` where there was a division.

    ``guards`` are conditions under which it has no value; ``positive``: ``below`` is surely > 0.
    """

    code: str
    scale: int
    below: str = ""
    positive: bool = True
    guards: tuple[str, ...] = ()


@dataclass(frozen=True)
class Logic:
    """Code of a judgement; ``nullable``: it may also be None."""

    code: str
    nullable: bool = False


class Emitter:
    """Hands out variables for cells and constants and writes expressions over them."""

    def __init__(self, computed: Mapping[str, str]) -> None:
        #: cell reference → name of the function argument-free expression's variable
        self.computed = computed
        self.constants: dict[Any, str] = {}
        self.cells: dict[Cell | HeadCell, str] = {}
        self.rows: dict[RowCell, str] = {}
        self.hoisted: dict[Node, str] = {}

    def constant(self, value: Any) -> str:
        """The name under which the function finds a text, tuple or set."""
        key = (type(value), value)
        return self.constants.setdefault(key, f"k{len(self.constants)}")

    def raw(self, node: Node) -> str:
        """A cell as it is: None when blank."""
        if isinstance(node, RowCell):
            return self.rows.setdefault(node, f"r{len(self.rows)}")
        if isinstance(node, Cell | HeadCell):
            return "v" + self._index(node)
        return self.hoisted.setdefault(node, f"w{len(self.hoisted)}")

    def _index(self, node: Cell | HeadCell) -> str:
        return self.cells.setdefault(node, str(len(self.cells)))

    def filled(self, node: Node) -> str:
        """A cell with 0 or an empty text for blank."""
        if isinstance(node, Cell | HeadCell):
            return "z" + self._index(node)
        text = isinstance(node, RowCell) and node.text
        return f"({self.raw(node)} or {repr('') if text else 0})"

    def is_blank(self, node: Node) -> str:
        """Condition: the cell is blank."""
        text = isinstance(node, HeadCell) or (isinstance(node, Cell | RowCell) and node.text)
        return f"not {self.raw(node)}" if text else f"{self.raw(node)} is None"

    # numbers -------------------------------------------------------------------------------

    def number(self, node: Node) -> Number:
        """Code of a number node."""
        match node:
            case Const() | Parameter():
                return Number(str(node.units) if node.units >= 0 else f"({node.units})", node.scale)
            case PeriodNumber():
                return Number(node.which, 0)
            case Cell() | RowCell() | RowSum():
                return Number(self.filled(node), node.scale)
            case RowCount():
                return Number(self.raw(node), 0)
            case AutoValue():
                name = self.computed[node.ref]
                return Number(name, node.scale, guards=(f"{name} is None",))
            case Add():
                return self._add(node)
            case Multiply():
                return self._multiply(self.number(node.left), self.number(node.right))
            case Divide():
                return self._divide(node)
        return self._function(node)

    def _function(self, node: Node) -> Number:
        match node:
            case Absolute():
                inner = self.number(node.operand)
                below = "" if not inner.below else f"abs({inner.below})"
                return Number(f"abs({inner.code})", inner.scale, below, True, inner.guards)
            case Extreme():
                parts = [self.number(item) for item in node.operands]
                scale = max(part.scale for part in parts)
                values = ", ".join(_scaled(part.code, scale - part.scale) for part in parts)
                return Number(f"{node.which}({values})", scale, guards=_guards(*parts))
            case Round():
                return self.rounded(self.number(node.operand), node.places)
            case Choice():
                return self._choice(node)
        raise TypeError(type(node).__name__)

    def _add(self, node: Add) -> Number:
        parts = [(sign, self.number(term)) for sign, term in node.terms]
        scale = max(part.scale for _, part in parts)
        belows = [part.below for _, part in parts if part.below]
        pieces: list[str] = []
        for sign, part in parts:
            others = list(belows)
            if part.below:
                others.remove(part.below)
            code = "*".join([_scaled(part.code, scale - part.scale), *others])
            pieces.append(f"{'-' if sign < 0 else '+' if pieces else ''}{code}")
        return Number(
            f"({' '.join(pieces)})",
            scale,
            f"({'*'.join(belows)})" if belows else "",
            all(part.positive for _, part in parts),
            _guards(*(part for _, part in parts)),
        )

    @staticmethod
    def _multiply(left: Number, right: Number) -> Number:
        below = "*".join(filter(None, (left.below, right.below)))
        return Number(
            f"{left.code}*{right.code}",
            left.scale + right.scale,
            f"({below})" if below else "",
            left.positive and right.positive,
            _guards(left, right),
        )

    def _divide(self, node: Divide) -> Number:
        above, by = self.number(node.left), self.number(node.right)
        # a / (p/q) is a*q / p: the divisor's own denominator moves up.
        code = f"{above.code}*{by.below}" if by.below else above.code
        shift = above.scale - by.scale
        below = by.code if shift >= 0 else f"{by.code}"
        certain = isinstance(node.right, Const | Parameter | PeriodNumber) and by.code != "0"
        code = _scaled(code, max(-shift, 0))
        guards = () if certain and not by.code.startswith("(-") else (f"{by.code} == 0",)
        positive = certain and not by.code.startswith("(-")
        return Number(
            code,
            max(shift, 0),
            f"({'*'.join(filter(None, (above.below, below)))})",
            above.positive and positive,
            _guards(above, by) + guards,
        )

    @staticmethod
    def rounded(value: Number, places: int) -> Number:
        """Code of a value rounded half up to ``places``."""
        shift = places - value.scale
        if not value.below and shift >= 0:
            return Number(_scaled(value.code, shift), places, guards=value.guards)
        above = _scaled(value.code, max(shift, 0))
        below = _scaled(value.below or "1", max(-shift, 0))
        return Number(f"round_half_up({above}, {below})", places, guards=value.guards)

    def _choice(self, node: Choice) -> Number:
        parts = [(self.logic(when), self.number(value)) for when, value in node.cases]
        default = self.number(node.default)
        scale = max(default.scale, *(value.scale for _, value in parts))
        code = _scaled(default.code, scale - default.scale)
        for when, value in reversed(parts):
            code = f"({_scaled(value.code, scale - value.scale)} if {_certain(when)} else {code})"
        return Number(code, scale, guards=_guards(default, *(value for _, value in parts)))

    # texts ---------------------------------------------------------------------------------

    def text(self, node: Node) -> str:
        """Code of a text node; a blank text is empty."""
        match node:
            case TextConst():
                return self.constant(node.value)
            case Cell() | HeadCell() | RowCell():
                return self.filled(node)
            case UnitFact():
                return node.which
            case Slice():
                return f"part({self.text(node.operand)}, {node.start - 1}, {node.stop})"
            case Choice():
                code = self.text(node.default)
                for when, value in reversed(node.cases):
                    code = f"({self.text(value)} if {_certain(self.logic(when))} else {code})"
                return code
        raise TypeError(type(node).__name__)

    # judgements ----------------------------------------------------------------------------

    def logic(self, node: Node) -> Logic:
        """Code of a judgement node."""
        match node:
            case Compare():
                return self._compare(node)
            case TextCompare():
                same = Logic(f"same_text({self.text(node.left)}, {self.text(node.right)})")
                return same if node.operator == "=" else _not(same)
            case And() | Or():
                word, helper = ("and", "all3") if isinstance(node, And) else ("or", "any3")
                parts = [self.logic(item) for item in node.operands]
                if any(part.nullable for part in parts):
                    return Logic(f"{helper}({', '.join(part.code for part in parts)})", True)
                return Logic(f"({f' {word} '.join(part.code for part in parts)})")
            case Not():
                inner = self.logic(node.operand)
                return Logic(f"not3({inner.code})", True) if inner.nullable else _not(inner)
            case Implies():
                return self.logic(Or((Not(node.condition), node.consequence)))
            case Iff():
                left, right = self.logic(node.left), self.logic(node.right)
                if left.nullable or right.nullable:
                    return Logic(f"iff3({left.code}, {right.code})", True)
                return Logic(f"(bool({left.code}) is bool({right.code}))")
        return self._predicate(node)

    def _predicate(self, node: Node) -> Logic:
        emit = _PREDICATES.get(type(node))
        if emit is None:
            raise TypeError(type(node).__name__)
        return emit(self, node)

    def _compare(self, node: Compare) -> Logic:
        left, right = self.number(node.left), self.number(node.right)
        units, places = node.tolerance if node.tolerance[0] else (0, 0)
        scale = max(left.scale, right.scale, places)
        slack = units * 10 ** (scale - places)
        a, b = _scaled(left.code, scale - left.scale), _scaled(right.code, scale - right.scale)
        belows = [part.below for part in (left, right) if part.below]
        if not belows:
            code = _judge(node.operator, a, b, str(slack) if slack else "")
        else:
            both = "*".join(belows)
            gap = " - ".join(
                "*".join(filter(None, pair)) for pair in ((a, right.below), (b, left.below))
            )
            if left.positive and right.positive:
                margin = f"{slack}*{both}" if slack else ""
                code = _judge(node.operator, f"({gap})", "0", margin)
            else:
                margin = f"{slack}*({both})**2" if slack else ""
                code = _judge(node.operator, f"({gap})*{both}", "0", margin)
        guards = _guards(left, right)
        if guards:
            return Logic(f"(None if {' or '.join(guards)} else {code})", True)
        return Logic(code)

    def _blank(self, node: IsBlank) -> Logic:
        return Logic(f"({self.is_blank(node.operand)})")

    def _one_of(self, node: OneOf) -> Logic:
        values = self.constant(frozenset(node.values))
        return Logic(f"({self.text(node.operand)} in {values})")

    def _starts_with(self, node: StartsWith) -> Logic:
        return Logic(f"{self.text(node.operand)}.startswith({self.constant(node.prefixes)})")

    def _in_code_list(self, node: InCodeList) -> Logic:
        codes = self.constant(("codes", node.code_list, node.leaf))
        return Logic(f"({self.text(node.operand)} in {codes})")

    def _matches(self, node: Matches) -> Logic:
        return Logic(
            f"({self.constant(('format', node.format))}({self.text(node.operand)}) is None)"
        )

    def _on_list(self, node: OnList) -> Logic:
        return Logic(f"({self.constant(node.name)} in lists)")

    def _hoisted(self, node: Node) -> Logic:
        return Logic(self.raw(node))

    def _unique_in_register(self, node: Node) -> Logic:
        return Logic("unique", nullable=True)

    def _unique_in_rows(self, node: UniqueInRows) -> Logic:
        return Logic(
            f"(row.get({self.constant(node.column.column)}) not in {self.raw(node.column)})"
        )

    def _whole(self, node: IsWhole) -> Logic:
        value = self.number(node.operand)
        unit = _scaled(value.below or "1", value.scale)
        code = f"({value.code} % ({unit}) == 0)"
        if value.guards:
            return Logic(f"(None if {' or '.join(value.guards)} else {code})", True)
        return Logic(code)

    def _slip(self, node: MagnitudeSlip) -> Logic:
        left, right = self.number(node.left), self.number(node.right)
        scale = max(left.scale, right.scale)
        a, b = _scaled(left.code, scale - left.scale), _scaled(right.code, scale - right.scale)
        code = f"slip({a}, {b})"
        guards = _guards(left, right)
        return Logic(f"(None if {' or '.join(guards)} else {code})" if guards else code, True)


_PREDICATES: Mapping[type, Callable[[Emitter, Any], Logic]] = {
    IsBlank: Emitter._blank,
    OneOf: Emitter._one_of,
    StartsWith: Emitter._starts_with,
    InCodeList: Emitter._in_code_list,
    Matches: Emitter._matches,
    OnList: Emitter._on_list,
    FormFilled: Emitter._hoisted,
    SameColumns: Emitter._hoisted,
    UniqueInRegister: Emitter._unique_in_register,
    UniqueInRows: Emitter._unique_in_rows,
    IsWhole: Emitter._whole,
    MagnitudeSlip: Emitter._slip,
}


def _scaled(code: str, places: int) -> str:
    """Code times a power of ten."""
    if places <= 0:
        return code
    return str(int(code) * 10**places) if code.isdigit() else f"{10**places}*{code}"


def _guards(*parts: Number) -> tuple[str, ...]:
    return tuple(dict.fromkeys(guard for part in parts for guard in part.guards))


def _certain(logic: Logic) -> str:
    return f"{logic.code} is True" if logic.nullable else logic.code


def _not(logic: Logic) -> Logic:
    return Logic(f"(not {logic.code})")


def _judge(operator: str, left: str, right: str, slack: str) -> str:
    if not slack:
        return f"({left} {'==' if operator == '=' else operator} {right})"
    gap = left if right == "0" else f"{left} - ({right})"
    return {
        "=": f"(abs({gap}) <= {slack})",
        "!=": f"(abs({gap}) > {slack})",
        ">=": f"({gap} >= -{slack})",
        "<=": f"({gap} <= {slack})",
        ">": f"({gap} > -{slack})",
        "<": f"({gap} < {slack})",
    }[operator]
