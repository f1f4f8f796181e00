"""Values of cells: integers in the indicator's last decimal place; blank is ``None``, never 0."""

from __future__ import annotations

import re
from decimal import Decimal

#: Largest absolute scaled integer accepted: exact in Int64, BIGINT and a JavaScript number.
MAX_SCALED = 10**15 - 1

_MAX_LENGTH = 64
_SHOWN_LENGTH = 24
# Full-width forms and the minus signs that spreadsheets and input methods really produce.
_TO_ASCII = str.maketrans("０１２３４５６７８９．，＋－−﹣", "0123456789.,+---")
_INVISIBLE = " \t\r\n\v\f\u00a0\u3000\u2007\u2009\u202f\u200b\ufeff"
_PLAIN = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")


class ValueFault(ValueError):
    """A text that is no acceptable value; ``message`` is Chinese and does not name the cell."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def parse_number(text: str | None, *, decimals: int, negative: bool = False) -> int | None:
    """Read a typed number as an integer in units of ``10**-decimals``; ``None`` for blank.

    Accepts full-width characters, surrounding spaces, a sign and well-placed thousands separators.
    Raises ``ValueFault`` (not_a_number, bad_grouping, too_many_decimals, negative, too_large,
    too_long) for anything else: nothing is guessed and nothing is rounded.
    """
    if text is None:
        return None
    typed = text.strip(_INVISIBLE)
    if not typed:
        return None
    expected = expected_number(decimals, negative=negative)
    if len(typed) > _MAX_LENGTH:
        raise ValueFault("too_long", f"内容过长（{len(typed)}个字符），应填写{expected}")
    plain = typed.translate(_TO_ASCII)
    if "," in plain:
        if re.search(r"[^0-9.,+-]", plain) is None and not _GROUPED.fullmatch(plain):
            raise ValueFault(
                "bad_grouping",
                f"“{shown(typed)}”的千分位逗号位置不对，应为每三位一个（如1,234,567.00）或不用逗号",
            )
        plain = plain.replace(",", "")
    match = _PLAIN.fullmatch(plain)
    if match is None or not (match[2] or match[3]):
        raise ValueFault("not_a_number", f"“{shown(typed)}”不是数字，应填写{expected}")
    whole, fraction = match[2], (match[3] or "").rstrip("0")
    if len(fraction) > decimals:
        raise ValueFault(
            "too_many_decimals",
            f"“{shown(typed)}”有{len(fraction)}位小数，应填写{expected}",
        )
    value = int((whole or "0") + fraction.ljust(decimals, "0"))
    if value > MAX_SCALED:
        limit = format_number(MAX_SCALED, decimals, grouping=True)
        raise ValueFault("too_large", f"“{shown(typed)}”超出可填范围，绝对值应不大于{limit}")
    if match[1] == "-" and value:
        if not negative:
            raise ValueFault("negative", f"“{shown(typed)}”是负数，应填写{expected}")
        return -value
    return value


def format_number(value: int | None, decimals: int, *, grouping: bool = False) -> str:
    """Print a scaled integer with exactly ``decimals`` places; ``""`` for blank."""
    if value is None:
        return ""
    digits = str(abs(value)).rjust(decimals + 1, "0")
    whole, fraction = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    if grouping:
        whole = f"{int(whole):,}"
    return ("-" if value < 0 else "") + whole + (f".{fraction}" if decimals else "")


def to_decimal(value: int, decimals: int) -> Decimal:
    """The exact decimal of a scaled integer, independent of the decimal context."""
    return Decimal((int(value < 0), tuple(map(int, str(abs(value)))), -decimals))


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
    clean = "".join(c if c.isprintable() else " " for c in text)
    return clean if len(clean) <= _SHOWN_LENGTH else clean[:_SHOWN_LENGTH] + "…"
