"""What differs between two submissions of one return, cell by cell, by the names people know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.content import get, lines
from ruantong.core.regime import Form, Kind, Regime, RowGroup
from ruantong.returns.cells import cell_name


@dataclass(frozen=True)
class Change:
    """One cell that differs; ``was`` and ``now`` are stored texts, "" for blank."""

    ref: str
    form: str
    name: str
    was: str
    now: str


def changes_between(
    regime: Regime, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[Change, ...]:
    """Differences in the order of the forms. Lines chosen from a directory are paired by code."""
    return tuple(
        change
        for form in regime.forms
        if old.get(form.code) != new.get(form.code)
        for change in _form_changes(regime, form, old, new)
    )


def _form_changes(
    regime: Regime, form: Form, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    before, after = old.get(form.code) or {}, new.get(form.code) or {}
    for ref in _printed_order(form):
        was, now = get({form.code: before}, ref), get({form.code: after}, ref)
        if was != now:
            yield Change(str(ref), form.code, cell_name(regime, str(ref)), was, now)
    for group in form.row_groups:
        yield from _row_changes(form, group, old, new)


def _printed_order(form: Form) -> Iterator[CellRef]:
    """Heads and cells as the form prints them; a database may keep keys in an order of its own."""
    for head in form.head_fields:
        yield CellRef(form.code, head=head.key)
    for indicator in form.indicators:
        if not indicator.title:
            for column in indicator.columns:
                yield CellRef(form.code, indicator=indicator.code, column=column)


def _row_changes(
    form: Form, group: RowGroup, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    whole = CellRef(form.code, group=group.key)
    before, after = _keyed(group, lines(old, whole)), _keyed(group, lines(new, whole))
    for key in dict.fromkeys((*after, *before)):
        line, row = after.get(key, (0, {}))
        old_line, old_row = before.get(key, (0, {}))
        for column in group.columns:
            was, now = old_row.get(column.key, ""), row.get(column.key, "")
            if was != now:
                where = f"第{line}行" if line else f"原第{old_line}行（已删除）"
                code = f"{key[0]} " if _chosen_by_code(group) else ""
                # a line that is gone has no cell to jump to
                ref = CellRef(form.code, group=group.key, line=line, column=column.key)
                name = f"{form.number} {group.name}{where} {code}{column.name}"
                yield Change(str(ref) if line else "", form.code, name, was, now)


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
