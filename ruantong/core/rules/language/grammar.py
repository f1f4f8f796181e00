"""Rule text → syntax tree: a Pratt parser with bounded depth and Chinese complaints."""

from __future__ import annotations

from ruantong.core.rules.language.faults import SyntaxFault
from ruantong.core.rules.language.lexer import VALUE_WORDS, Token, tokenise
from ruantong.core.rules.language.operators import OPERATORS
from ruantong.core.rules.language.syntax import Call, Name, Number, Pos, Ref, Syntax, Text

#: Deepest nesting accepted; far beyond any readable rule, far below Python's own limit.
MAX_DEPTH = 40

_IFF, _OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY = range(10, 80, 10)
_BINDING = {
    "当且仅当": _IFF,
    "或": _OR,
    "且": _AND,
    **dict.fromkeys(("=", "!=", ">=", "<=", "<", ">"), _COMPARE),
    **dict.fromkeys("+-", _ADD),
    **dict.fromkeys("*/", _MULTIPLY),
}
#: What a chain of signs is called.
_CHAINS = {_COMPARE: "=", _ADD: "+"}


def parse(text: str, start: Pos | None = None) -> Syntax:
    """Read one expression. Raises ``SyntaxFault`` at the first place that cannot be read."""
    start = start or Pos(1, 1)
    tokens = tokenise(text, start)
    if not tokens:
        raise SyntaxFault(start, "缺少表达式")
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
            raise SyntaxFault(token.pos, f"多余的{_shown(token)}，前面可能缺少运算符")

    def expression(self, binding: int) -> Syntax:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SyntaxFault(self._next.pos, f"嵌套过深，至多{MAX_DEPTH}层")
        left = self._prefix()
        while (power := self._binding()) > binding:
            left = self._product(left) if power == _MULTIPLY else self._chain(left, power)
        self._depth -= 1
        return left

    def _binding(self) -> int:
        return _BINDING.get(self._next.value, 0) if self._next.kind == "sign" else 0

    def _product(self, left: Syntax) -> Syntax:
        factors = 1
        while self._binding() == _MULTIPLY:
            token = self._take()
            factors += 1
            if factors > MAX_DEPTH:
                raise SyntaxFault(token.pos, f"连乘连除过长，至多{MAX_DEPTH}个因数")
            left = Call(token.value, (left, self.expression(_MULTIPLY)), pos=token.pos)
        return left

    def _chain(self, left: Syntax, power: int) -> Syntax:
        first = self._next
        operands, signs = [left], []
        while self._binding() == power:
            signs.append(self._take().value)
            operands.append(self.expression(power))
        if power == _IFF and len(operands) > 2:
            raise SyntaxFault(first.pos, "“当且仅当”只能连接两项，请加括号")
        if power in _CHAINS:
            return Call(_CHAINS[power], tuple(operands), tuple(signs), pos=first.pos)
        return Call(first.value, tuple(operands), pos=first.pos)

    def _prefix(self) -> Syntax:
        token = self._take()
        match token.kind, token.value:
            case "number", _:
                return Number(token.units, token.scale, pos=token.pos)
            case "text", value:
                return Text(value, pos=token.pos)
            case "cell", value:
                return Ref("", tuple(value.split(".")), pos=token.pos)
            case "period", _:
                return self._of_period(token)
            case "(", _:
                inner = self.expression(0)
                self._expect(")", "“)”", token)
                return inner
            case "word", _:
                return self._word(token)
            case "sign", "-":
                return Call("-", (self.expression(_MULTIPLY),), pos=token.pos)
            case "sign", "非":
                return Call("非", (self.expression(_NOT),), pos=token.pos)
            case "sign", "若":
                return self._if(token)
        raise SyntaxFault(token.pos, f"此处应为数据项、数或“(”，却是{_shown(token)}")

    def _of_period(self, token: Token) -> Syntax:
        cell = self._take()
        if cell.kind != "cell":
            message = f"“{token.value}”后面应为方括号中的数据项，却是{_shown(cell)}"
            raise SyntaxFault(cell.pos, message)
        return Ref(token.value, tuple(cell.value.split(".")), pos=token.pos)

    def _word(self, token: Token) -> Syntax:
        name = token.value
        if name in VALUE_WORDS or (name not in OPERATORS and self._next.kind != "("):
            return Name(name, pos=token.pos)
        if name not in OPERATORS:
            raise SyntaxFault(token.pos, f"没有函数“{name}”")
        opening = self._expect("(", f"“{name}”后面的“(”", token)
        operands = [self.expression(0)] if self._next.kind != ")" else []
        while self._next.kind == ",":
            self._take()
            operands.append(self.expression(0))
        self._expect(")", "“)”", opening)
        least, most = OPERATORS[name].least, OPERATORS[name].most
        if not least <= len(operands) <= most:
            wanted = str(least) if least == most else f"{least}至{most}"
            raise SyntaxFault(token.pos, f"“{name}”应有{wanted}个参数，却有{len(operands)}个")
        return Call(name, tuple(operands), pos=token.pos)

    def _if(self, token: Token) -> Syntax:
        condition = self.expression(_IFF - 1)
        then = self._take()
        if (then.kind, then.value) != ("sign", "则"):
            raise SyntaxFault(then.pos, f"“若”后面应有“则”，却是{_shown(then)}")
        return Call("若", (condition, self.expression(_IFF - 1)), pos=token.pos)

    def _expect(self, kind: str, what: str, opened_by: Token) -> Token:
        token = self._take()
        if token.kind != kind:
            where = f"（与第{opened_by.pos.column}列的“(”配对）" if kind == ")" else ""
            raise SyntaxFault(token.pos, f"缺少{what}{where}，却是{_shown(token)}")
        return token


def _shown(token: Token) -> str:
    if token.kind == "end":
        return "表达式的结尾"
    return f"“[{token.value}]”" if token.kind == "cell" else f"“{token.value}”"
