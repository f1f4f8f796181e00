"""What differs between two submissions of one return, cell by cell, by the names people know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.content import get, lines
from ruantong.core.regime import Form, Kind, Regime, RowGroup
from ruantong.returns.cells import cell_name
from ruantong.web.document import number_of


@dataclass(frozen=True)
class Change:
    """One cell of two submissions; ``was`` and ``now`` are stored texts, "" for blank.

    ``amount``: a number, of which the difference can be told.
    """

    ref: str
    form: str
    name: str
    was: str
    now: str
    amount: bool = False

    @property
    def differs(self) -> bool:
        """False for a line that is told beside those that changed."""
        return self.was != self.now

    @property
    def difference(self) -> str:
        """The new less the old figure, exact to the last stored place; "" where one of them is none."""
        old, new = number_of(self.was), number_of(self.now)
        if not self.amount or old is None or new is None:
            return ""
        return f"{new - old:+f}" if new != old else f"{new - old:f}"


def changes_between(
    regime: Regime, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[Change, ...]:
    """Differences in the order of the forms. Lines chosen from a directory are paired by code."""
    return tuple(cell for cell in cells_of_both(regime, old, new) if cell.differs)


def cells_of_both(
    regime: Regime, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    """Every cell that one of two submissions fills, whether it differs or not."""
    for form in regime.forms:
        yield from _form_cells(regime, form, old, new)


def _form_cells(
    regime: Regime, form: Form, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    before, after = old.get(form.code) or {}, new.get(form.code) or {}
    for ref in _printed_order(form):
        was, now = get({form.code: before}, ref), get({form.code: after}, ref)
        if was or now:
            name = cell_name(regime, str(ref))
            yield Change(str(ref), form.code, name, was, now, _is_amount(form, ref))
    for group in form.row_groups:
        yield from _line_cells(form, group, old, new)


def _is_amount(form: Form, ref: CellRef) -> bool:
    row = form.by_code.get(ref.indicator)
    return bool(row and {row.kind, form.column[ref.column].kind} == {Kind.NUMBER})


def _printed_order(form: Form) -> Iterator[CellRef]:
    """Heads and cells as the form prints them; a database may keep keys in an order of its own."""
    for head in form.head_fields:
        yield CellRef(form.code, head=head.key)
    for indicator in form.indicators:
        if not indicator.title:
            for column in indicator.columns:
                yield CellRef(form.code, indicator=indicator.code, column=column)
    for code in form.retired:
        for each in form.columns:
            yield CellRef(form.code, indicator=code, column=each.key)


def _line_cells(
    form: Form, group: RowGroup, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    whole = CellRef(form.code, group=group.key)
    before, after = _keyed(group, lines(old, whole)), _keyed(group, lines(new, whole))
    for key in dict.fromkeys((*after, *before)):
        line, row = after.get(key, (0, {}))
        old_line, old_row = before.get(key, (0, {}))
        for column in group.columns:
            was, now = old_row.get(column.key, ""), row.get(column.key, "")
            if was or now:
                where = f"第{line}行" if line else f"原第{old_line}行（已删除）"
                code = f"{key[0]} " if _chosen_by_code(group) else ""
                # a line that is gone has no cell to jump to
                ref = CellRef(form.code, group=group.key, line=line, column=column.key)
                name = f"{form.number} {group.name}{where} {code}{column.name}"
                amount = column.kind is Kind.NUMBER
                yield Change(str(ref) if line else "", form.code, name, was, now, amount)


def _keyed(
    group: RowGroup, rows: list[dict[str, str]]
) -> dict[tuple[str, int], tuple[int, dict[str, str]]]:
    """Lines by (code, how often it came before), or by position where no code names them."""
    by_code, seen = _chosen_by_code(group), dict[str, int]()
    found = {}
    for number, row in enumerate(rows, start=1):
        name = row.get(group.columns[0].key, "") if by_code else str(number)
        seen[name] = seen.get(name, 0) + 1
        found[name, seen[name]] = (number, row)
    return found


def _chosen_by_code(group: RowGroup) -> bool:
    return group.columns[0].kind is Kind.CODE
