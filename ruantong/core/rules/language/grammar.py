"""Rule text → syntax tree: a Pratt parser with bounded depth and Chinese complaints."""

from __future__ import annotations

from ruantong.core.rules.language.faults import SyntaxFault
from ruantong.core.rules.language.functions import FUNCTIONS
from ruantong.core.rules.language.lexer import VALUE_WORDS, Token, tokenise
from ruantong.core.rules.language.syntax import (
    Call,
    Chain,
    Logic,
    Name,
    Negative,
    Number,
    Pos,
    Product,
    Ref,
    Sum,
    Syntax,
    Text,
)

#: Deepest nesting accepted; far beyond any readable rule, far below Python's own limit.
MAX_DEPTH = 40

_IFF, _OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY = range(10, 80, 10)
_LOGIC_BINDING = {"iff": _IFF, "or": _OR, "and": _AND}
_SIGN_BINDING = {"+": _ADD, "-": _ADD, "*": _MULTIPLY, "/": _MULTIPLY}
_LOGIC_TEXT = {"iff": "当且仅当", "or": "或", "and": "且", "not": "非", "if": "若", "then": "则"}


def parse(text: str, start: Pos | None = None) -> Syntax:
    """Read one expression. Raises ``SyntaxFault`` at the first place that cannot be read."""
    start = start or Pos(1, 1)
    tokens = tokenise(text, start)
    if not tokens:
        raise SyntaxFault(start.line, start.column, "缺少表达式")
    parser = _Parser(tokens, _end(text, start))
    tree = parser.expression(0)
    parser.finish()
    return tree


def _end(text: str, start: Pos) -> Pos:
    lines = text.rstrip().split("\n")
    column = len(lines[-1]) + (start.column if len(lines) == 1 else 1)
    return Pos(start.line + len(lines) - 1, column)


class _Parser:
    def __init__(self, tokens: list[Token], end: Pos) -> None:
        self._tokens = tokens
        self._stop = Token("end", "", end)
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else self._stop

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def finish(self) -> None:
        token = self._next
        if token.kind != "end":
            raise self._fault(token, f"多余的{_shown(token)}，前面可能缺少运算符")

    def expression(self, binding: int) -> Syntax:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._fault(self._next, f"嵌套过深，至多{MAX_DEPTH}层")
        left = self._prefix()
        while (power := self._binding(self._next)) > binding:
            left = self._infix(left, power)
        self._depth -= 1
        return left

    @staticmethod
    def _binding(token: Token) -> int:
        if token.kind == "compare":
            return _COMPARE
        if token.kind == "sign":
            return _SIGN_BINDING[token.value]
        return _LOGIC_BINDING.get(token.value, 0) if token.kind == "logic" else 0

    def _infix(self, left: Syntax, power: int) -> Syntax:
        if power == _COMPARE:
            return self._chain(left)
        if power == _ADD:
            return self._sum(left)
        if power == _MULTIPLY:
            return self._product(left)
        return self._logic(left, power)

    def _sum(self, left: Syntax) -> Syntax:
        terms, pos = [(1, left)], self._next.pos
        while self._binding(self._next) == _ADD:
            sign = 1 if self._take().value == "+" else -1
            terms.append((sign, self.expression(_ADD)))
        return Sum(tuple(terms), pos)

    def _product(self, left: Syntax) -> Syntax:
        factors = 1
        while self._binding(self._next) == _MULTIPLY:
            token = self._take()
            factors += 1
            if factors > MAX_DEPTH:
                raise self._fault(token, f"连乘连除过长，至多{MAX_DEPTH}个因数")
            left = Product(token.value, left, self.expression(_MULTIPLY), token.pos)
        return left

    def _chain(self, left: Syntax) -> Syntax:
        operands, operators, pos = [left], [], self._next.pos
        while self._next.kind == "compare":
            operators.append(self._take().value)
            operands.append(self.expression(_COMPARE))
        return Chain(tuple(operators), tuple(operands), pos)

    def _logic(self, left: Syntax, power: int) -> Syntax:
        first = self._next
        operands = [left]
        while self._binding(self._next) == power:
            self._take()
            operands.append(self.expression(power))
        if first.value == "iff" and len(operands) > 2:
            raise self._fault(first, "“当且仅当”只能连接两项，请加括号")
        return Logic(first.value, tuple(operands), first.pos)

    def _prefix(self) -> Syntax:
        token = self._take()
        match token.kind:
            case "number":
                return Number(token.units, token.scale, token.pos)
            case "text":
                return Text(token.value, token.pos)
            case "cell":
                return Ref("", tuple(token.value.split(".")), token.pos)
            case "period":
                return self._of_period(token)
            case "(":
                inner = self.expression(0)
                self._expect(")", "“)”", token)
                return inner
            case "word":
                return self._word(token)
            case "sign" if token.value == "-":
                return Negative(self.expression(_MULTIPLY), token.pos)
            case "logic" if token.value == "not":
                return Logic("not", (self.expression(_NOT),), token.pos)
            case "logic" if token.value == "if":
                return self._if(token)
        raise self._fault(token, f"此处应为数据项、数或“(”，却是{_shown(token)}")

    def _of_period(self, token: Token) -> Ref:
        cell = self._take()
        if cell.kind != "cell":
            raise self._fault(cell, f"“{token.value}”后面应为方括号中的数据项，却是{_shown(cell)}")
        return Ref(token.value, tuple(cell.value.split(".")), token.pos)

    def _word(self, token: Token) -> Syntax:
        if token.value in VALUE_WORDS:
            return Name(token.value, token.pos)
        if token.value not in FUNCTIONS:
            if self._next.kind == "(":
                raise self._fault(token, f"没有函数“{token.value}”")
            return Name(token.value, token.pos)
        opening = self._expect("(", f"“{token.value}”后面的“(”", token)
        arguments = [self.expression(0)] if self._next.kind != ")" else []
        while self._next.kind == ",":
            self._take()
            arguments.append(self.expression(0))
        self._expect(")", "“)”", opening)
        function = FUNCTIONS[token.value]
        least, most = function.least, function.most
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least}至{most}"
            raise self._fault(token, f"“{token.value}”应有{wanted}个参数，却有{len(arguments)}个")
        return Call(token.value, tuple(arguments), token.pos)

    def _if(self, token: Token) -> Logic:
        condition = self.expression(_IFF - 1)
        then = self._take()
        if (then.kind, then.value) != ("logic", "then"):
            raise self._fault(then, f"“若”后面应有“则”，却是{_shown(then)}")
        return Logic("if", (condition, self.expression(_IFF - 1)), token.pos)

    def _expect(self, kind: str, what: str, opened_by: Token) -> Token:
        token = self._take()
        if token.kind != kind:
            where = f"（与第{opened_by.pos.column}列的“(”配对）" if kind == ")" else ""
            raise self._fault(token, f"缺少{what}{where}，却是{_shown(token)}")
        return token

    @staticmethod
    def _fault(token: Token, message: str) -> SyntaxFault:
        return SyntaxFault(token.pos.line, token.pos.column, message)


def _shown(token: Token) -> str:
    if token.kind == "end":
        return "表达式的结尾"
    if token.kind == "cell":
        return f"“[{token.value}]”"
    return (
        f"“{_LOGIC_TEXT.get(token.value, token.value) if token.kind == 'logic' else token.value}”"
    )
