"""What a number format makes of a number: a day, a percentage, or a plain number."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from ruantong.web.spreadsheets.package import Parts

NUMBER, DAY, PERCENT = "number", "day", "percent"
_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENTS = frozenset({9, 10})
# what in a format is text: quoted, escaped, a blank's width, a fill, colours and conditions
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_MOST = 70_000  # formats of a workbook; Excel itself has 65,490
_EXACT = Context(prec=15)  # what a spreadsheet keeps of a number, and shows
_LARGEST, _PLACES = Decimal(10) ** 30, 30
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (a day of a calendar, no moment)


class Formats(Parts):
    """The kinds of the cell formats of a workbook, by their number in ``xl/styles.xml``."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []
        self._codes: dict[str, str] = {}
        self._in_cells = False

    def begin(self, name: str, attrs: Any) -> None:
        if name == "numFmt" and len(self._codes) < _MOST:
            self._codes[attrs.get("numFmtId", "")] = _kind_of(attrs.get("formatCode", ""))
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells and len(self.kinds) < _MOST:
            self.kinds.append(self._kind(attrs.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def _kind(self, number: str) -> str:
        if number in self._codes:
            return self._codes[number]
        known = int(number) if number.isdecimal() and len(number) < 6 else 0
        return DAY if known in _DAYS else PERCENT if known in _PERCENTS else NUMBER


def _kind_of(code: str) -> str:
    first = _ASIDE.sub("", code[:500]).partition(";")[0].lower()
    if re.search(r"[ymdhs]", first.replace("general", "")):
        return DAY
    return PERCENT if "%" in first else NUMBER


def exact_text(stored: str) -> str | None:
    """The number a spreadsheet shows for what it has stored, without exponent; None for no number."""
    try:
        number = _EXACT.create_decimal(stored)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= _LARGEST or number.adjusted() < -_PLACES:
        return None
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"", "-", "-0"} else text


def percent_text(text: str) -> str:
    """“12.5%” for 0.125."""
    return f"{exact_text(str(Decimal(text) * 100))}%"


def day_text(text: str) -> str:
    """“2024-05-01” for the serial number of a day."""
    try:
        return (_EPOCH + timedelta(days=float(text))).date().isoformat()
    except (OverflowError, ValueError):
        return text
