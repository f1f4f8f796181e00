"""Rule texts that must be refused wherever rules are loaded: name, text, line, column, what is said.

All are for form 6 of the edition of 2021.
"""

from __future__ import annotations

from dataclasses import dataclass

_HEAD = "[R6-90] 试\n级别 强制性\n来源 G\n范围 表内\n列 A\n"
_STEP = "计算 [{}] 试\n列 A\n取 {}\n不小于零 是\n可改 是\n"
TERMS = 10_000


@dataclass(frozen=True)
class BadRule:
    """``said`` is part of the reason; line and column count from 1."""

    name: str
    text: str
    line: int
    column: int
    said: str


def _check(name: str, formula: str, column: int, said: str) -> BadRule:
    return BadRule(name, f"{_HEAD}公式 {formula}\n", 6, column, said)


BAD_RULES = (
    _check("syntax error", "[2010] >= = 3", 14, "却是“=”"),
    _check("unclosed", "([2010] >= 3", 16, "缺少“)”"),
    _check("unknown indicator", "[9999] >= 3", 4, "没有指标“9999”"),
    _check("unknown column", "[2010.Z] >= 3", 4, "没有“Z”栏"),
    _check("unknown form", "[9表.2010] >= 3", 4, "9"),
    _check("unknown parameter", "[2010] >= eur", 14, "eur"),
    BadRule(
        "circular computed cell",
        _STEP.format("2024", "[2042] × 2") + "\n" + _STEP.format("2042", "[2024] × 2"),
        1, 1, "绕成一圈：6.2024.A、6.2042.A",
    ),
    BadRule("computed of itself", _STEP.format("2024", "[2024] × 2"), 1, 1, "绕成一圈：6.2024.A"),
    _check("division by zero", "[2010] ÷ 0 >= 3", 11, "除数是0"),
    _check("division by what is always zero", "[2010] ÷ (2 × 3 - 6) >= 3", 11, "除数是0"),
    _check("division by a parameter less itself", "[2010] ÷ (usd - usd) >= 3", 11, "除数是0"),
    BadRule("computed by zero", _STEP.format("2024", "[2051] ÷ 0"), 3, 10, "除数是0"),
    _check("number against text", '[2010] = "E1"', 11, "不能比较数和文本"),
    _check("judgement as number", "([2010] >= 3) + 1 >= 2", 12, "此处应为数，却是判断"),
    _check("number as judgement", "[2010] 且 [2020] >= 1", 4, "此处应为判断，却是数"),
    _check("10,000 terms", " + ".join(["[2010]"] * TERMS) + " >= 0", 4, "表达式过长"),
    _check("3,000 short terms", "+".join(["1"] * 3000) + " >= 0", 2004, "表达式过长"),
    _check("10,000 parentheses", "(" * TERMS + "[2010]" + ")" * TERMS + " >= 0", 4, "表达式过长"),
    _check("10,000 open parentheses", "(" * TERMS + "[2010] >= 0", 2004, "表达式过长"),
    _check("900 parentheses", "(" * 900 + "[2010]" + ")" * 900 + " >= 0", 44, "嵌套"),
    _check("10,000 minus signs", "-" * TERMS + "[2010] >= 0", 2004, "表达式过长"),
    _check("900 negations", "非 " * 900 + "[2010] >= 0", 84, "嵌套"),
    _check("300 functions", "绝对值(" * 300 + "[2010]" + ")" * 300 + " >= 0", 164, "嵌套"),
)  # fmt: skip
