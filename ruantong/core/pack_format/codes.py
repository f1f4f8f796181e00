"""Code lists: ``codes/*.csv`` to :class:`CodeList`."""

from __future__ import annotations

import re
from pathlib import Path

from ruantong.core.certainty import Certainty
from ruantong.core.code_lists import CodeItem, CodeList
from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import Row, Table, read_table, require_columns
from ruantong.core.values import shown

_REQUIRED = ("code", "name")
_KNOWN = ("parent", "leaf", "certainty")
_EXTRA = re.compile(r"[a-z][a-z0-9_]*")
_META = ("name", "official", "source", "certainty")
YES_NO = {"是": True, "否": False}


def read_code_lists(folder: Path, faults: Faults) -> dict[str, CodeList]:
    """Every list of the pack by its file name; faulty lines are left out and reported."""
    lists = {}
    for path in sorted((folder / "codes").glob("*")):
        if path.suffix != ".csv":
            name = f"{folder.name}/codes/{path.name}"
            faults.add(name, 1, "codes目录只放代码表，应为 名称.csv")
            continue
        table = read_table(folder, path, faults)
        if table is not None:
            lists[path.stem] = _code_list(path.stem, table, faults)
    return lists


def _code_list(key: str, table: Table, faults: Faults) -> CodeList:
    file = table.file
    for name in _META[:3]:
        if not table.meta.get(name):
            faults.add(file, 1, f"缺少说明行“# {name} = …”，应有 name、official、source")
    for name in table.meta:
        if name not in _META:
            faults.add(file, 1, f"不认识的说明行“# {name}”，应为：{'、'.join(_META)}")
    official = table.meta.get("official", "否")
    if official not in YES_NO:
        faults.add(file, 1, f"official“{shown(official)}”不对，应为 是 或 否")
    extra = tuple(name for name in table.columns if name not in _REQUIRED + _KNOWN)
    usable = tuple(name for name in extra if _EXTRA.fullmatch(name))
    items: list[CodeItem] = []
    if require_columns(table, _REQUIRED, _KNOWN + usable, faults):
        default = table.meta.get("certainty") or "S"
        items = [_item(table, row, default, usable, faults) for row in table.rows]
        _check_tree(table, items, faults)
    return CodeList(key, table.meta.get("name", key), tuple(items), YES_NO.get(official, False))


def _item(table: Table, row: Row, default: str, extra: tuple[str, ...], faults: Faults) -> CodeItem:
    for name in _REQUIRED:
        if not row[name]:
            faults.add(table.file, row.line, f"“{name}”为空，每个代码都应有 code 和 name")
    leaf = row["leaf"] or "是"
    if leaf not in YES_NO:
        faults.add(table.file, row.line, f"leaf“{shown(leaf)}”不对，应为 是 或 否")
    certainty = row["certainty"] or default
    if certainty not in list(Certainty):
        faults.add(table.file, row.line, f"certainty“{shown(certainty)}”不对，应为 S、I 或 G")
        certainty = "G"
    return CodeItem(
        code=row["code"],
        name=row["name"],
        parent=row["parent"] or None,
        leaf=YES_NO.get(leaf, True),
        certainty=Certainty(certainty),
        extra={name: row[name] for name in extra if row[name]},
    )


def _check_tree(table: Table, items: list[CodeItem], faults: Faults) -> None:
    """Codes are unique, every parent stands above its children and is not itself choosable."""
    lines = [row.line for row in table.rows]
    seen: dict[str, CodeItem] = {}
    everywhere = {item.code for item in items}
    for item, line in zip(items, lines, strict=True):
        if item.code in seen:
            faults.add(table.file, line, f"代码“{item.code}”重复，每个代码应只出现一次")
        parent = seen.get(item.parent or "")
        if item.parent is not None and parent is None:
            if item.parent in everywhere:
                message = f"上级代码“{item.parent}”应排在“{item.code}”之前"
            else:
                message = f"上级代码“{shown(item.parent)}”不在本表中，应为本表已有的代码"
            faults.add(table.file, line, message)
        elif parent is not None and parent.leaf:
            faults.add(
                table.file, line, f"上级代码“{parent.code}”标为末级，有下级的代码应写 leaf 为 否"
            )
        seen.setdefault(item.code, item)
