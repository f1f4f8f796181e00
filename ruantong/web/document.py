"""What a list or a table is as a document: its columns, and what stands above and below them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from ruantong.gateways import clock
from ruantong.gateways.clock import SHANGHAI

# "number" is printed with the decimals that its value has; "percent" takes 12.3 or "12.3%" for 12.3%
Kind = Literal["text", "day", "moment", "number", "percent"]
# what a spreadsheet takes for the start of a formula, its full-width forms included
EXECUTABLE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NO_FILE_NAME = re.compile(r"[\\/:*?\"<>|\s]+")
_LONGEST_PART = 40


@dataclass(frozen=True)
class Column:
    """Title, how to get the value from a row, its kind, and the width in characters."""

    title: str
    value: Callable[[Any], object]
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True)
class Document:
    """What the reader of a file must know without the screen it came from.

    ``view`` are the choices in force (“报送区县：万州区”), ``count`` the rows in units of ``counted``;
    ``notes`` stand below the rows. ``made_at`` is the moment of the figures.
    """

    title: str
    count: int
    counted: str = "条"
    period: str = ""
    view: Sequence[str] = ()
    notes: Sequence[str] = ()
    made_at: datetime = field(default_factory=clock.now)

    @property
    def made(self) -> str:
        """The moment of making, in Shanghai time."""
        return self.made_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

    @property
    def subtitle(self) -> str:
        """Period, number of rows and time, on one line."""
        parts = [f"报告期：{self.period}"] if self.period else []
        parts += [f"共{self.count}{self.counted}", f"导出时间：{self.made}"]
        return "　".join(parts)

    @property
    def file_name(self) -> str:
        """Title, period, view and day, without what a file system refuses; no ending."""
        parts = (self.title, self.period, "，".join(self.view), self.made[:10])
        kept = [_NO_FILE_NAME.sub("", part)[:_LONGEST_PART] for part in parts]
        return "_".join(filter(None, kept))


def number_of(value: object) -> Decimal | None:
    """A finite number, or None."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def percent_of(value: object) -> Decimal | None:
    """The number before a per cent sign, or None."""
    return number_of(str(value).removesuffix("%"))


def plain(column: Column, row: object) -> str:
    """One value as text: dates ISO, moments in Shanghai time, everything else as it is."""
    value = column.value(row)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
