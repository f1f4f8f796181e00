"""A mapping as a file: to be kept by the enterprise, looked at, and taken up again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from ruantong.core.ledger import MEASURES
from ruantong.core.text import one_line
from ruantong.core.values import shown
from ruantong.returns.errors import Refused
from ruantong.returns.ledger.expression import Expression, Term
from ruantong.returns.ledger.reading import pages_in
from ruantong.returns.ledger.targets import Target
from ruantong.web.document import EXECUTABLE, Column
from ruantong.web.export import csv_bytes

_SIGNS = {"加": 1, "减": -1}
_SIGNED = {number: word for word, number in _SIGNS.items()}


@dataclass(frozen=True)
class _Row:
    target: Target
    term: Term


COLUMNS = (
    Column("指标代码", lambda row: row.target.code),
    Column("指标名称", lambda row: row.target.label),
    Column("加减", lambda row: _SIGNED[row.term.sign]),
    Column("科目编码", lambda row: row.term.code),
    Column("科目名称", lambda row: row.term.name),
    Column("取数栏", lambda row: row.term.measure.label),
)
_HEADS = [column.title for column in COLUMNS]


def mapping_file(targets: Iterable[Target], expressions: Mapping[str, Expression]) -> bytes:
    """A CSV of one line for each account of each cell."""
    return csv_bytes(COLUMNS, list(_rows(targets, expressions)))


def _rows(targets: Iterable[Target], expressions: Mapping[str, Expression]) -> Iterator[_Row]:
    for target in targets:
        for term in expressions.get(target.ref, ()):
            yield _Row(target, term)


def mapping_in(file: UploadedFile[bytes], targets: Iterable[Target]) -> dict[str, Expression]:
    """What :func:`mapping_file` wrote; ``Refused`` names the cell that says something else."""
    pages, _ = pages_in(file)
    rows = [row for page in pages.values() for row in page]
    if not rows or [cell.text for cell in rows[0]] != _HEADS:
        raise Refused(f"文件“{file.name}”不是导出的对应关系，第一行应为{'、'.join(_HEADS)}。")
    refs = {target.code: target.ref for target in targets}
    found: dict[str, Expression] = {}
    for row in rows[1:]:
        texts = {cell.column: cell.text for cell in row}
        code, _, sign, account, name, measure = (
            _unprotected(texts.get(at, "")) for at in range(1, len(_HEADS) + 1)
        )
        place = f"文件“{file.name}”第{row[0].row}行"
        if code not in refs:
            raise Refused(f"{place}的指标代码“{shown(code)}”不是本表从科目余额表取数的指标。")
        if sign not in _SIGNS or measure not in MEASURES or not account:
            raise Refused(
                f"{place}没有读懂：加减应为加或减，科目编码不能为空，取数栏应为"
                f"{'、'.join(MEASURES)}之一。"
            )
        term = Term(_SIGNS[sign], account[:40], name, MEASURES[measure])
        found[refs[code]] = (*found.get(refs[code], ()), term)
    return found


def _unprotected(text: str) -> str:
    """Without the mark that keeps a spreadsheet from taking a text for a formula."""
    line = one_line(text)
    return line[1:] if line.startswith("'") and line[1:].startswith(EXECUTABLE) else line
