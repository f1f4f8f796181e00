"""Rule text → tokens. Every character is accounted for; nothing is skipped but space."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ruantong.core.characters import is_text
from ruantong.core.rules.language.faults import SyntaxFault
from ruantong.core.rules.language.operators import OPERATORS
from ruantong.core.rules.language.syntax import Pos

#: Longest expression accepted, in tokens; keeps every later step linear and bounded.
MAX_TOKENS = 2000
MAX_LENGTH = 20_000

PERIOD_WORDS = ("上年行", "上期", "上年", "十二月")
VALUE_WORDS = ("信用代码唯一", "报送区县", "年度")
LOGIC_WORDS = ("当且仅当", "且", "或", "非", "若", "则")
ALIASES = {"abs": "绝对值", "max": "最大", "min": "最小", "sum": "合计", "round": "四舍五入"}
_COMPARISONS = {
    "=": "=", "＝": "=", "==": "=", "≠": "!=", "<>": "!=", "!=": "!=", ">=": ">=", "≥": ">=",
    "<=": "<=", "≤": "<=", "<": "<", "＜": "<", ">": ">", "＞": ">",
}  # fmt: skip
_SIGNS = {
    "+": "+", "＋": "+", "-": "-", "－": "-", "−": "-", "*": "*", "×": "*", "/": "/", "÷": "/",
}  # fmt: skip
_PUNCTUATION = {"(": "(", "（": "(", ")": ")", "）": ")", ",": ",", "，": ",", "、": ","}
_SYMBOLS = {**_COMPARISONS, **_SIGNS, **_PUNCTUATION}
_WORD_KINDS = {**dict.fromkeys(PERIOD_WORDS, "period"), **dict.fromkeys(LOGIC_WORDS, "sign")}
_CELL_PART = re.compile(r"[A-Za-z0-9_*]+|[0-9]+表|表头|行")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def _any_of(words: Iterable[str]) -> str:
    """A pattern for the longest of the words."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_TOKEN = re.compile(
    rf"""
    \[(?P<cell>[^\[\]\n]{{1,80}})\]
    | "(?P<text>[^"\n]*)" | “(?P<chinese>[^”\n]*)”
    | (?P<number>(?P<whole>[0-9]{{1,15}})(?:\.(?P<fraction>[0-9]{{1,10}}))?(?P<percent>[%％]?))
    | (?P<symbol>{_any_of(_SYMBOLS)})
    | (?P<latin>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<word>{_any_of([*PERIOD_WORDS, *VALUE_WORDS, *LOGIC_WORDS, *OPERATORS])})
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """``kind``: number, text, cell, word (function or value), period, sign (or logic word), ( ) ,."""

    kind: str
    value: str
    pos: Pos
    units: int = 0
    scale: int = 0


def tokenise(text: str, start: Pos) -> list[Token]:
    """Read a whole expression; ``start`` is where its first character stands in the file."""
    if len(text) > MAX_LENGTH:
        raise SyntaxFault(start, f"表达式过长：{len(text)}个字符，至多{MAX_LENGTH}个")
    tokens: list[Token] = []
    for token in _scan(text, start):
        tokens.append(token)
        if len(tokens) > MAX_TOKENS:
            raise SyntaxFault(token.pos, f"表达式过长：超过{MAX_TOKENS}项，请拆成几条规则")
    return tokens


def _scan(text: str, start: Pos) -> Iterator[Token]:
    line, margin, at = start.line, -start.column, 0
    while at < len(text):
        if text[at].isspace():
            if text[at] == "\n":
                line, margin = line + 1, at
            at += 1
            continue
        pos = Pos(line, at - margin)
        match = _TOKEN.match(text, at)
        if match is None:
            raise SyntaxFault(pos, _unreadable(text, at))
        yield _token(match, pos)
        at = match.end()


def _token(match: re.Match[str], pos: Pos) -> Token:
    kind, written = str(match.lastgroup), str(match[str(match.lastgroup)])
    match kind:
        case "cell":
            return Token(kind, _cell(written.strip(), pos), pos)
        case "text" | "chinese":
            return Token("text", written, pos)
        case "symbol":
            value = _SYMBOLS[written]
            return Token(value if written in _PUNCTUATION else "sign", value, pos)
        case "latin":
            return Token("word", ALIASES.get(written.lower(), written), pos)
        case "word":
            return Token(_WORD_KINDS.get(written, "word"), written, pos)
    fraction = match["fraction"] or ""
    scale = len(fraction) + (2 if match["percent"] else 0)
    return Token("number", match["number"], pos, int(match["whole"] + fraction), scale)


def _cell(inside: str, pos: Pos) -> str:
    parts = [part.strip() for part in inside.split(".")]
    if not all(_CELL_PART.fullmatch(part) for part in parts):
        message = f"[{inside}]不是数据项，应写作[指标代码]、[指标代码.列]或[表号.指标代码.列]"
        raise SyntaxFault(pos, message)
    return ".".join(parts)


def _unreadable(text: str, at: int) -> str:
    """Why there is no token at a place."""
    char = text[at]
    if char == "[":
        return "方括号没有配对，应写作[指标代码]或[表号.指标代码.列]"
    if char in '"“':
        return "引号没有配对"
    if match := _HAN.match(text, at):
        return f"不认识的词“{match[0][:20]}”"
    return f"不能使用的字符“{char if is_text(char) else f'U+{ord(char):04X}'}”"
