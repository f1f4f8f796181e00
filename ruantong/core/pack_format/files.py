"""Reading one file of a pack: bytes to text, CSV rows and TOML keys with their line numbers."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruantong.core.pack_format.faults import Faults
from ruantong.core.values import shown

MAX_BYTES = 1_000_000

Path_ = tuple[str | int, ...]


def label_of(folder: Path, path: Path) -> str:
    """How a file is named in faults: pack folder, then the path inside it."""
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"


def read_text(folder: Path, path: Path, faults: Faults) -> str | None:
    """The text of a file with ``\\n`` line ends and no byte order mark; None after a fault."""
    label = label_of(folder, path)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError:
        faults.add(label, 1, "缺少该文件或无法读取")
        return None
    if size > MAX_BYTES:
        faults.add(label, 1, f"文件过大（{size}字节），应不超过{MAX_BYTES}字节")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        faults.add(label, line, "不是UTF-8编码，应把文件另存为UTF-8")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Row:
    """One data line of a CSV file; cells are stripped text."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """A CSV file: leading ``# key = value`` lines, a header, rows in printed order."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    meta: Mapping[str, str] = field(default_factory=dict)


_META = re.compile(r"#\s*([a-z_]+)\s*[=:：]\s*(.*)")


def read_table(folder: Path, path: Path, faults: Faults) -> Table | None:
    """Read a CSV file; short and over-long lines and repeated columns are faults."""
    text = read_text(folder, path, faults)
    if text is None:
        return None
    file = label_of(folder, path)
    lines = text.split("\n")
    meta: dict[str, str] = {}
    start = 0
    while start < len(lines) and (lines[start].startswith("#") or not lines[start].strip()):
        match = _META.fullmatch(lines[start].strip())
        if match:
            meta[match[1]] = match[2].strip()
        start += 1
    reader = csv.reader((line + "\n" for line in lines[start:]), strict=True)
    header: list[str] = []
    rows: list[Row] = []
    line = start + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if not header:
                    header = [cell.strip() for cell in cells]
                    _check_header(file, line, header, faults)
                elif len(cells) != len(header):
                    faults.add(file, line, f"本行有{len(cells)}格，应与表头相同为{len(header)}格")
                else:
                    stripped = (cell.strip() for cell in cells)
                    rows.append(Row(line, dict(zip(header, stripped, strict=True))))
            line = start + reader.line_num + 1
    except csv.Error:
        faults.add(file, start + reader.line_num, "引号不成对或位置不对，应符合CSV写法")
        return None
    if not header:
        faults.add(file, line, "没有表头，第一行应为各列的名称")
        return None
    return Table(file, tuple(header), tuple(rows), meta)


def _check_header(file: str, line: int, header: list[str], faults: Faults) -> None:
    for name in sorted({name for name in header if header.count(name) > 1}):
        faults.add(file, line, f"表头有重复的列“{shown(name)}”，每列应只出现一次")


def require_columns(
    table: Table, required: tuple[str, ...], optional: tuple[str, ...], faults: Faults
) -> bool:
    """Check a CSV header; False when a required column is missing."""
    line = table.rows[0].line - 1 if table.rows else 1
    missing = [name for name in required if name not in table.columns]
    for name in missing:
        faults.add(table.file, line, f"缺少列“{name}”，应有：{'、'.join(required)}")
    for name in table.columns:
        if name not in required and name not in optional:
            allowed = "、".join(required + optional)
            faults.add(table.file, line, f"不认识的列“{shown(name)}”，应为：{allowed}")
    return not missing


_HEADER = re.compile(r"\s*(\[{1,2})\s*([A-Za-z0-9_.\-\"]+)\s*\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"\s*\"?([A-Za-z0-9_.\-]+)\"?\s*=")
_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True)
class TomlFile:
    """A parsed TOML file that still knows on which line each key stands."""

    file: str
    data: Mapping[str, Any]
    lines: Mapping[Path_, int]

    def line(self, path: Path_) -> int:
        """Line of a key, of an array of tables that of the first; of the nearest table around it when
        the key is absent.
        """
        while path and path not in self.lines:
            if (*path, 0) in self.lines:
                return self.lines[*path, 0]
            path = path[:-1]
        return self.lines.get(path, 1)


def read_toml(folder: Path, path: Path, faults: Faults) -> TomlFile | None:
    """Parse a TOML file; a syntax fault names its line."""
    text = read_text(folder, path, faults)
    if text is None:
        return None
    file = label_of(folder, path)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        reason = _TOML_PLACE.sub("", str(error))
        faults.add(file, line, f'不符合TOML写法（{reason}），应为 键 = "值" 或 [段名]')
        return None
    return TomlFile(file, data, _key_lines(text))


def _key_lines(text: str) -> dict[Path_, int]:
    """Where each key stands. tomllib keeps no lines, so the text is scanned once more."""
    lines: dict[Path_, int] = {}
    counts: dict[tuple[str, ...], int] = {}
    table: Path_ = ()
    for number, line in enumerate(text.split("\n"), start=1):
        header = _HEADER.fullmatch(line)
        if header:
            names = tuple(part.strip('"') for part in header[2].split("."))
            if header[1] == "[[":
                counts[names] = counts.get(names, -1) + 1
                for inner in [key for key in counts if key[: len(names)] == names]:
                    if inner != names:
                        del counts[inner]
            table = _indexed(names, counts)
            lines.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            lines.setdefault((*table, *key[1].split(".")), number)
    return lines


def _indexed(names: tuple[str, ...], counts: Mapping[tuple[str, ...], int]) -> Path_:
    path: list[str | int] = []
    for end, name in enumerate(names, start=1):
        path.append(name)
        if names[:end] in counts:
            path.append(counts[names[:end]])
    return tuple(path)
