"""Values of cells: integers in the indicator's last decimal place; blank is ``None``, never 0."""

from __future__ import annotations

import re

from ruantong.core.characters import is_text
from ruantong.core.text import character_fault, without_marks

#: Largest absolute scaled integer accepted: exact in Int64, BIGINT and a JavaScript number.
MAX_SCALED = 10**15 - 1

_MAX_LENGTH = 64
_SHOWN_LENGTH = 24
# Full-width forms, and the signs and blanks that spreadsheets and input methods really produce.
_TO_ASCII = str.maketrans(
    "０１２３４５６７８９．，＋－−﹣‐‑‒–—（）￥％Ｅｅ\u00a0\u2007\u2009\u202f\u3000",
    "0123456789.,+--------()¥%Ee     ",
)
_BLANKS = " \t\r\n\v\f\u00a0\u3000\u2007\u2009\u202f"
# a number as it is stored, by its decimal places; none of these can be too large
_STORED = tuple(
    re.compile(r"-?[0-9]{1,9}" + (rf"\.[0-9]{{{places}}}" if places else "")).fullmatch
    for places in range(5)
)
_PLAIN = re.compile(r"([0-9]*)(?:\.([0-9]*))?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]*)?")
# sign, currency and parentheses in every order that accounting formats print
_FRAME = re.compile(r"([+-]?) *(¥?) *(\(?) *(¥?) *([+-]?) *([^()¥+-]*?) *(\)?)")
# What a spreadsheet shows instead of a plain number: the pattern, the fault and what to say.
_UNREAD = (
    (
        re.compile(r"#(?:[A-Za-z0-9/_]+[!?]?|#*)"),
        "formula_error",
        "“{typed}”是电子表格没有算出或没有显示出来的数，应填写{expected}",
    ),
    (
        re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[Ee][+-]?[0-9]+"),
        "scientific",
        "“{typed}”是科学记数，后面的数字可能没有显示，应填写完整的{expected}",
    ),
    (
        re.compile(r"[^%]*[0-9][^%]*%"),
        "percent",
        "“{typed}”带有百分号，应填写{expected}，不带百分号",
    ),
    (
        re.compile(r"[(+-]*¥?[0-9][0-9., ]*\(?[\u4e00-\u9fff][\s\S]*"),
        "with_unit",
        "“{typed}”带有文字，应按本栏的计量单位填写{expected}，不带单位和说明",
    ),
)


class ValueFault(ValueError):
    """A text that is no acceptable value; ``message`` is Chinese and does not name the cell."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def parse_number(text: str | None, *, decimals: int, negative: bool = False) -> int | None:
    """Read a typed number as an integer in units of ``10**-decimals``; ``None`` for blank.

    Accepts full-width characters, surrounding spaces, invisible marks, a sign, well-placed
    thousands separators (commas or blanks) and accounting formats: ￥, a negative in parentheses, a dash for zero.
    Raises ``ValueFault`` (not_text, not_a_number, formula_error, scientific, percent, with_unit,
    bad_grouping, too_many_decimals, negative, too_large, too_long) for anything else: nothing is
    guessed and nothing is rounded.
    """
    if text and decimals < len(_STORED) and _STORED[decimals](text):
        known = int(text.replace(".", ""))  # the short way, nearly all that is ever read
        if negative or known >= 0:
            return known
    expected = expected_number(decimals, negative=negative)
    typed = _typed(text or "", expected)
    if not typed:
        return None
    plain = re.sub(r"(?<=[0-9])。(?=[0-9])", ".", typed.translate(_TO_ASCII))
    minus, digits = _unframed(plain)
    if "," in digits:
        if re.search(r"[^0-9.,]", digits) is None and not _GROUPED.fullmatch(digits):
            raise ValueFault(
                "bad_grouping",
                f"“{shown(typed)}”的千分位逗号位置不对，应为每三位一个（如1,234,567.00）或不用逗号",
            )
        digits = digits.replace(",", "")
    elif _SPACED.fullmatch(digits):
        digits = digits.replace(" ", "")
    match = _PLAIN.fullmatch(digits)
    if match is None or not (match[1] or match[2]):
        raise _unread(plain, shown(typed), expected)
    whole, fraction = match[1], (match[2] or "").rstrip("0")
    if len(fraction) > decimals:
        raise ValueFault(
            "too_many_decimals",
            f"“{shown(typed)}”有{len(fraction)}位小数，应填写{expected}",
        )
    value = int((whole or "0") + fraction.ljust(decimals, "0"))
    if value > MAX_SCALED:
        limit = format_number(MAX_SCALED, decimals, grouping=True)
        raise ValueFault("too_large", f"“{shown(typed)}”超出可填范围，绝对值应不大于{limit}")
    if minus and value:
        if not negative:
            raise ValueFault("negative", f"“{shown(typed)}”是负数，应填写{expected}")
        return -value
    return value


def _typed(text: str, expected: str) -> str:
    """What was typed, without blanks and marks around it; refused when it is no text."""
    typed = without_marks(text).strip(_BLANKS)
    if len(typed) > _MAX_LENGTH:
        raise ValueFault("too_long", f"内容过长（{len(typed)}个字符），应填写{expected}")
    if fault := character_fault(" ".join(typed.split())):
        raise ValueFault("not_text", f"“{shown(typed)}”的{fault}")
    return typed


def _unframed(plain: str) -> tuple[bool, str]:
    """Whether a text in half-width characters is negative, and its digits without sign, currency
    and parentheses. A text that mixes them up comes back as it is.
    """
    match = _FRAME.fullmatch(plain)
    if match is None:
        return False, plain
    outer, currency, opened, inner_currency, inner, digits, closed = match.groups()
    signs = outer + inner
    if (
        bool(opened) != bool(closed)
        or len(signs) + len(opened) > 1
        or len(currency + inner_currency) > 1
    ):
        return False, plain
    if not digits and signs == "-":
        return False, "0"  # how accounting formats print zero
    return bool(opened) or signs == "-", digits


def _unread(plain: str, typed: str, expected: str) -> ValueFault:
    """Why a text is no number, in a sentence that fits what it is."""
    for pattern, code, message in _UNREAD:
        if pattern.fullmatch(plain):
            return ValueFault(code, message.format(typed=typed, expected=expected))
    return ValueFault("not_a_number", f"“{typed}”不是数字，应填写{expected}")


def format_number(value: int | None, decimals: int, *, grouping: bool = False) -> str:
    """Print a scaled integer with exactly ``decimals`` places; ``""`` for blank."""
    if value is None:
        return ""
    digits = str(abs(value)).rjust(decimals + 1, "0")
    whole, fraction = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    if grouping:
        whole = f"{int(whole):,}"
    return ("-" if value < 0 else "") + whole + (f".{fraction}" if decimals else "")


def round_half_up(numerator: int, denominator: int) -> int:
    """Nearest integer to the exact ratio, halves away from zero; ``ZeroDivisionError`` on 0."""
    quotient, rest = divmod(abs(numerator), abs(denominator))
    if 2 * rest >= abs(denominator):
        quotient += 1
    return quotient if (numerator < 0) == (denominator < 0) else -quotient


def expected_number(decimals: int, *, negative: bool = False) -> str:
    """What a number cell expects, in words for an error message."""
    kind = f"数字，至多{decimals}位小数" if decimals else "整数"
    return kind if negative else f"不小于0的{kind}"


def shown(text: str) -> str:
    """A typed text made safe to quote in a message: one line, printable, shortened."""
    clean = "".join(c if is_text(c) else " " for c in without_marks(text))
    return clean if len(clean) <= _SHOWN_LENGTH else clean[:_SHOWN_LENGTH] + "…"
