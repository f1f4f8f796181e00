"""Text with separators (CSV, or the tabs of accounting software), handed on as the cells of one sheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from ruantong.web.spreadsheets.cells import TEXT, Row, SentCell
from ruantong.web.spreadsheets.package import COMPOUND, NotRead
from ruantong.web.uploads import size_fault

MOST_COLUMNS = 500
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # what spreadsheets call Unicode text
_ENCODINGS = ("utf-8-sig", "gb18030")
_SEPARATORS = ",\t;"
_AS_TEXT = re.compile(r'="(.*)"')  # how exports keep the noughts of a number
_LOOKED_AT = 64 * 1024


@dataclass
class TextSheet:
    """The one sheet of such a file."""

    file: UploadedFile[bytes]
    name: str = ""
    hidden: bool = False

    def rows(self) -> Iterator[Row]:
        """Row by row; ``NotRead`` for what is no text with separators."""
        lines = self._text().splitlines(keepends=True)
        reader = csv.reader(lines, delimiter=_separator(lines[:20]))
        try:
            for number, fields in enumerate(reader, start=1):
                if len(fields) > MOST_COLUMNS:
                    raise NotRead(
                        f"文件“{self.file.name}”第{number}行有{len(fields)}列，应不超过"
                        f"{MOST_COLUMNS}列。"
                    )
                row = [
                    SentCell(number, column, TEXT, text)
                    for column, raw in enumerate(fields, start=1)
                    if (text := _AS_TEXT.sub(r"\1", raw.strip()))
                ]
                if row:
                    yield row
        except csv.Error as error:
            raise NotRead(
                f"文件“{self.file.name}”第{reader.line_num}行不是CSV的写法，"
                "请用表格软件打开后另存为.xlsx。"
            ) from error

    def _text(self) -> str:
        if fault := size_fault(self.file):
            raise NotRead(fault)
        self.file.seek(0)
        raw: bytes = self.file.read()
        for encoding in ("utf-16",) if raw.startswith(_WIDE) else _ENCODINGS:
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise NotRead(
            f"文件“{self.file.name}”的文字编码读不出来，应为UTF-8或GBK，"
            "请用表格软件打开后另存为.xlsx。"
        )


def is_text(file: UploadedFile[bytes]) -> bool:
    """Whether a file can be text at all; everything else is for :func:`open_book`."""
    file.seek(0)
    first = file.read(_LOOKED_AT)
    file.seek(0)
    if first.startswith((b"PK", COMPOUND)):
        return False
    return bool(first.strip()) and (first.startswith(_WIDE) or b"\0" not in first)


def _separator(lines: list[str]) -> str:
    """The one that occurs most in the first lines."""
    text = "".join(lines)
    return max(_SEPARATORS, key=text.count)
