"""The printed layout of a sheet, as a pasted block is compared with it (static/js/paste_align.js).

Title rows are rows here: a column copied from the ministry's sheet counts them. Codes are those
that stand on paper, so that parts of an item of form 1 share their item's code.
"""

from __future__ import annotations

import json
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.returns.sheets.model import Sheet, SheetItem, SheetLines, SheetRow


def grid_layout(sheet: Sheet) -> str:
    """JSON of a form of rows and columns, or of the items of form 1."""
    rows = [_row(row, row.code) for row in sheet.rows]
    for item in sheet.items:
        rows += _item_rows(item)
    columns = [{"key": column.key, "head": column.name} for column in sheet.columns]
    return _compact({"form": sheet.form.code, "columns": columns, "rows": rows})


def lines_layout(sheet: Sheet, group: SheetLines) -> str:
    """JSON of repeating lines; ``directory``: lines are known by the code in their first column."""
    kinds = [cell.kind.value for cell in group.lines[0].cells] if group.lines else []
    columns = [
        {"key": column.key, "head": column.name, "kind": kind}
        for column, kind in zip(group.columns, kinds, strict=False)
    ]
    return _compact(
        {
            "group": str(CellRef(sheet.form.code, group=group.key)),
            "columns": columns,
            "maximum": group.maximum,
            "directory": bool(group.choose_from),
        }
    )


def _row(row: SheetRow, code: str) -> dict[str, Any]:
    if row.title:
        return _title(row.name, code, row.label)
    cells = [cell for cell in row.cells if cell.present]
    return {
        "key": row.code,
        "code": code,
        "names": list(dict.fromkeys((row.label, row.name))),
        "unit": row.unit_of_measure,
        "kind": cells[0].kind.value if cells else "",
        "columns": [cell.column for cell in cells],
        "fixed": [cell.column for cell in cells if not cell.typed],
    }


def _title(name: str, code: str = "", label: str = "") -> dict[str, Any]:
    return {"title": True, "code": code, "names": list(dict.fromkeys((label or name, name)))}


def _item_rows(item: SheetItem) -> list[dict[str, Any]]:
    single = len(item.rows) == 1 and not item.lines and item.rows[0].code == item.code
    parts = [_row(row, item.code) for row in item.rows]
    groups = [_title(group.name, item.code) for group in item.lines]
    return parts if single else [_title(item.name, item.code), *parts, *groups]


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
