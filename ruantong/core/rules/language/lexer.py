"""Rule text → tokens. Every character is accounted for; nothing is skipped but space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruantong.core.characters import is_text
from ruantong.core.rules.language.faults import SyntaxFault
from ruantong.core.rules.language.functions import FUNCTIONS
from ruantong.core.rules.language.syntax import Pos

#: Longest expression accepted, in tokens; keeps every later step linear and bounded.
MAX_TOKENS = 2000
MAX_LENGTH = 20_000

PERIOD_WORDS = ("上年行", "上期", "上年", "十二月")
VALUE_WORDS = ("信用代码唯一", "报送区县", "年度")
ALIASES = {"abs": "绝对值", "max": "最大", "min": "最小", "sum": "合计", "round": "四舍五入"}
_LOGIC_WORDS = {"当且仅当": "iff", "且": "and", "或": "or", "非": "not", "若": "if", "则": "then"}
_WORDS = sorted(
    [*PERIOD_WORDS, *VALUE_WORDS, *FUNCTIONS, *_LOGIC_WORDS], key=lambda word: -len(word)
)
_COMPARISONS = {
    "=": "=", "＝": "=", "==": "=", "≠": "!=", "<>": "!=", "!=": "!=", ">=": ">=", "≥": ">=",
    "<=": "<=", "≤": "<=", "<": "<", "＜": "<", ">": ">", "＞": ">",
}  # fmt: skip
_SIGNS = {
    "+": "+",
    "＋": "+",
    "-": "-",
    "－": "-",
    "−": "-",
    "*": "*",
    "×": "*",
    "/": "/",
    "÷": "/",
}
_PUNCTUATION = {"(": "(", "（": "(", ")": ")", "）": ")", ",": ",", "，": ",", "、": ","}
_SYMBOLS = {**_COMPARISONS, **_SIGNS, **_PUNCTUATION}
_SYMBOLS_BY_LENGTH = sorted(_SYMBOLS, key=lambda symbol: -len(symbol))
_CLOSING_QUOTE = {'"': '"', "“": "”"}

_NUMBER = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,10}))?([%％]?)")
_LATIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CELL = re.compile(r"\[([^\[\]\n]{1,80})\]")
_CELL_PART = re.compile(r"[A-Za-z0-9_*]+|[0-9]+表|表头|行")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Token:
    """``kind``: number, text, cell, word (function or value), period, logic, compare, sign, ( ) ,."""

    kind: str
    value: str
    pos: Pos
    units: int = 0
    scale: int = 0


def tokenise(text: str, start: Pos) -> list[Token]:
    """Read a whole expression; ``start`` is where its first character stands in the file."""
    if len(text) > MAX_LENGTH:
        raise SyntaxFault(
            start.line, start.column, f"表达式过长：{len(text)}个字符，至多{MAX_LENGTH}个"
        )
    tokens: list[Token] = []
    for token in _scan(text, start):
        tokens.append(token)
        if len(tokens) > MAX_TOKENS:
            pos = token.pos
            raise SyntaxFault(
                pos.line, pos.column, f"表达式过长：超过{MAX_TOKENS}项，请拆成几条规则"
            )
    return tokens


def _scan(text: str, start: Pos) -> Iterator[Token]:
    line, column, at = start.line, start.column, 0
    while at < len(text):
        char = text[at]
        if char == "\n":
            line, column, at = line + 1, 1, at + 1
            continue
        if char.isspace():
            column, at = column + 1, at + 1
            continue
        token, length = _one(text, at, Pos(line, column))
        yield token
        column, at = column + length, at + length


def _one(text: str, at: int, pos: Pos) -> tuple[Token, int]:
    char = text[at]
    if char == "[":
        return _cell(text, at, pos)
    if char in _CLOSING_QUOTE:
        return _quoted(text, at, pos)
    if match := _NUMBER.match(text, at):
        whole, fraction, percent = match[1], match[2] or "", match[3]
        scale = len(fraction) + (2 if percent else 0)
        return Token("number", match[0], pos, int(whole + fraction), scale), len(match[0])
    for symbol in _SYMBOLS_BY_LENGTH:
        if text.startswith(symbol, at):
            return Token(_symbol_kind(symbol), _SYMBOLS[symbol], pos), len(symbol)
    if match := _LATIN.match(text, at):
        word = match[0]
        return Token("word", ALIASES.get(word.lower(), word), pos), len(word)
    for word in _WORDS:
        if text.startswith(word, at):
            return Token(_word_kind(word), _LOGIC_WORDS.get(word, word), pos), len(word)
    if match := _HAN.match(text, at):
        raise SyntaxFault(pos.line, pos.column, f"不认识的词“{match[0][:20]}”")
    shown = char if is_text(char) else f"U+{ord(char):04X}"
    raise SyntaxFault(pos.line, pos.column, f"不能使用的字符“{shown}”")


def _symbol_kind(symbol: str) -> str:
    if symbol in _COMPARISONS:
        return "compare"
    return "sign" if symbol in _SIGNS else _PUNCTUATION[symbol]


def _word_kind(word: str) -> str:
    if word in _LOGIC_WORDS:
        return "logic"
    return "period" if word in PERIOD_WORDS else "word"


def _cell(text: str, at: int, pos: Pos) -> tuple[Token, int]:
    match = _CELL.match(text, at)
    if match is None:
        raise SyntaxFault(
            pos.line, pos.column, "方括号没有配对，应写作[指标代码]或[表号.指标代码.列]"
        )
    inside = match[1].strip()
    parts = [part.strip() for part in inside.split(".")]
    if not all(_CELL_PART.fullmatch(part) for part in parts):
        raise SyntaxFault(
            pos.line,
            pos.column,
            f"[{inside}]不是数据项，应写作[指标代码]、[指标代码.列]或[表号.指标代码.列]",
        )
    return Token("cell", ".".join(parts), pos), len(match[0])


def _quoted(text: str, at: int, pos: Pos) -> tuple[Token, int]:
    end = text.find(_CLOSING_QUOTE[text[at]], at + 1)
    if end < 0 or "\n" in text[at:end]:
        raise SyntaxFault(pos.line, pos.column, "引号没有配对")
    return Token("text", text[at + 1 : end], pos), end + 1 - at
