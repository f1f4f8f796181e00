"""What 确定上报 seals, as the page shows it before: the filled cells of a form, compact, to be read once more."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.regime import Form
from ruantong.returns.sheets.model import Sheet, SheetCell, SheetColumn, SheetLines, SheetRow


@dataclass(frozen=True)
class Sealed:
    """The rows and lines of a form that hold something; ``filled`` counts their cells."""

    form: Form
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[SheetRow, tuple[SheetCell, ...]], ...]
    lines: tuple[SheetLines, ...]
    filled: int


def sealed(sheet: Sheet) -> Sealed:
    """A sheet without blank rows and without the columns that only show growth."""
    keys = [column.key for column in sheet.columns if not column.computed]
    kept = ((row, _cells_in(row, keys)) for row in sheet.all_rows())
    rows = tuple((row, cells) for row, cells in kept if any(cell.text for cell in cells))
    lines = tuple(group for group in sheet.all_lines() if group.lines)
    filled = sum(1 for _, cells in rows for cell in cells if cell.text) + sum(
        1 for group in lines for line in group.lines for cell in line.cells if cell.text
    )
    columns = tuple(column for column in sheet.columns if not column.computed)
    return Sealed(sheet.form, columns, rows, lines, filled)


def _cells_in(row: SheetRow, keys: list[str]) -> tuple[SheetCell, ...]:
    return tuple(cell for cell in row.cells if not keys or cell.column in keys or not cell.column)
