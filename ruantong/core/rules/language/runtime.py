"""What the generated function calls: three-valued logic, sums over lines, texts. All total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ruantong.core.dossier import FormData, Value
from ruantong.core.text import fold

Row = Mapping[str, Value]


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


#: One sum or count over lines: the column (empty for a count) and the code prefixes.
Slot = tuple[str, tuple[str, ...]]
_MOST_REMEMBERED = 4096


def row_totals(
    rows: Iterable[Row], slots: Sequence[Slot], hits: dict[str, tuple[tuple[int, str], ...]]
) -> list[int | None]:
    """All sums and counts over the lines of a form in one pass.

    A sum is None when no line of those codes holds a value, a count is never None. ``hits``
    remembers between calls which slots a code belongs to.
    """
    totals: list[int | None] = [None if column else 0 for column, _ in slots]
    for row in rows:
        code = str(row.get("code") or "")
        of_code = hits.get(code)
        if of_code is None:
            of_code = _slots_of(code, slots)
            if len(hits) < _MOST_REMEMBERED:
                hits[code] = of_code
        for slot, column in of_code:
            value = row.get(column) if column else 1
            if isinstance(value, int):
                totals[slot] = value + (totals[slot] or 0)
    return totals


def values_added(rows: Iterable[Row], column: str, prefixes: tuple[str, ...]) -> int:
    """How many values such a sum is made of."""
    return sum(
        isinstance(row.get(column), int)
        for row in rows
        if not prefixes or str(row.get("code") or "").startswith(prefixes)
    )


def _slots_of(code: str, slots: Sequence[Slot]) -> tuple[tuple[int, str], ...]:
    return tuple(
        (number, column)
        for number, (column, prefixes) in enumerate(slots)
        if not prefixes or code.startswith(prefixes)
    )


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


def same_text(left: str, right: str) -> bool:
    """Whether a reader takes two texts for the same: width, brackets, blanks and case are one."""
    return left == right or fold(left) == fold(right)


def part(text: str, start: int, stop: int) -> str:
    """Characters of a text without its hyphens."""
    return text.replace("-", "")[start:stop]
