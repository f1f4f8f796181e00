"""What a workbook of the platform says about itself, on a sheet that nobody sees.

It tells which return it is of and what stood in it when it was made, so that an upload takes only
what was changed since. A workbook without it is read by its printed labels alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruantong.core.cellref import form_of
from ruantong.core.content import cells

SHEET = "平台信息"
LISTS = "代码表"
OWN_SHEETS = frozenset({SHEET, LISTS})
_SIGNATURE = "软统报表工作簿"
_FIRST = "单元格"
_LONGEST = 5_000  # cells of a return and more


@dataclass(frozen=True)
class Marks:
    """``forms``: the form codes of the workbook; ``texts``: its filled cells by reference."""

    pk: int
    uscc: str
    period: str
    regime: str
    version: int
    forms: tuple[str, ...]
    texts: Mapping[str, str]

    def before(self, ref: str) -> str:
        """What stood in a cell when the workbook was made."""
        return self.texts.get(ref, "")


def texts_of(forms_json: Mapping[str, Any], codes: Collection[str]) -> dict[str, str]:
    """The filled cells of some forms."""
    return {ref: text for ref, text in cells(forms_json) if form_of(ref) in codes}


def rows_of(marks: Marks) -> Iterator[tuple[str, str]]:
    """The two columns of the hidden sheet."""
    yield _SIGNATURE, "请勿修改本工作表"
    yield "报表", str(marks.pk)
    yield "统一社会信用代码", marks.uscc
    yield "报告期", marks.period
    yield "制度", marks.regime
    yield "版本", str(marks.version)
    yield "表", " ".join(marks.forms)
    yield _FIRST, "下载时的内容"
    yield from marks.texts.items()


def read_marks(rows: Sequence[tuple[str, str]]) -> Marks | None:
    """The marks on a sheet; None when it is not one of ours or was tampered with."""
    names = [name for name, _ in rows[:8]]
    if names[:1] != [_SIGNATURE] or names[-1:] != [_FIRST] or len(rows) > _LONGEST:
        return None
    facts = dict(rows[:8])
    pk, version = facts.get("报表", ""), facts.get("版本", "")
    if not (pk.isdecimal() and version.isdecimal() and len(pk) < 18 and len(version) < 10):
        return None
    return Marks(
        pk=int(pk),
        uscc=facts.get("统一社会信用代码", ""),
        period=facts.get("报告期", ""),
        regime=facts.get("制度", ""),
        version=int(version),
        forms=tuple(facts.get("表", "").split()),
        texts=dict(rows[8:]),
    )
