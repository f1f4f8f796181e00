"""What the generated function calls: three-valued logic, sums over lines, texts. All total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ruantong.core.dossier import FormData, Value

Row = Mapping[str, Value]

#: Ratios of a figure to its base that betray a wrong unit (R6-29); the inverses count as well.
SLIP_RANGES = ((8, 12), (80, 120), (800, 1200), (8000, 12000))


def all3(*values: bool | None) -> bool | None:
    """且: false as soon as one is false, else unknown as soon as one is unknown."""
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def any3(*values: bool | None) -> bool | None:
    """或: true as soon as one is true, else unknown as soon as one is unknown."""
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


def not3(value: bool | None) -> bool | None:
    """非."""
    return None if value is None else not value


def iff3(left: bool | None, right: bool | None) -> bool | None:
    """当且仅当."""
    return None if left is None or right is None else left is right


def whole(value: Value) -> int | None:
    """A year or a month as a number, however it was kept."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else None
    return value


def row_sum(rows: Iterable[Row], column: str, prefixes: tuple[str, ...]) -> int | None:
    """Sum of a column over lines by code prefix; None when no such line holds a value."""
    total: int | None = None
    for row in rows:
        value = row.get(column)
        if isinstance(value, int) and str(row.get("code") or "").startswith(prefixes):
            total = value if total is None else total + value
    return total


def row_count(rows: Iterable[Row], prefixes: tuple[str, ...]) -> int:
    """Number of lines by code prefix; all lines when no prefix is given."""
    if not prefixes:
        return sum(1 for _ in rows)
    return sum(1 for row in rows if str(row.get("code") or "").startswith(prefixes))


def repeated(rows: Iterable[Row], column: str) -> frozenset[Value]:
    """Values that stand in more than one line."""
    counts = Counter(row.get(column) for row in rows)
    return frozenset(value for value, count in counts.items() if count > 1 and value)


def form_filled(form: FormData | None, columns: tuple[str, ...]) -> bool:
    """Whether a form holds a value in the columns or in a line."""
    if form is None:
        return False
    if any(
        value not in {None, ""} for rows in form.rows.values() for r in rows for value in r.values()
    ):
        return True
    return any(
        row.get(column) not in {None, ""} for row in form.cells.values() for column in columns
    )


def same_columns(form: FormData | None, indicators: Sequence[str], left: str, right: str) -> bool:
    """Whether two columns agree in every row and hold anything but blanks and zeros."""
    if form is None:
        return False
    something = False
    for code in indicators:
        row = form.cells.get(code)
        if row is None:
            continue
        value = row.get(left)
        if value != row.get(right):
            return False
        something = something or bool(value)
    return something


def part(text: str, start: int, stop: int) -> str:
    """Characters of a text without its hyphens."""
    return text.replace("-", "")[start:stop]


def slip(left: int, right: int) -> bool | None:
    """Whether left ÷ right or its inverse lies in a range that betrays a wrong unit."""
    if right == 0:
        return None
    if (left < 0) != (right < 0):
        return False
    a, b = abs(left), abs(right)
    return any(
        low * b <= a <= high * b or low * a <= b <= high * a for low, high in SLIP_RANGES if a
    )
