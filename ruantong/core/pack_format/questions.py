"""Answered questions: ``questions.csv`` to :class:`Question`, laid over those of an earlier edition."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ruantong.core.certainty import Certainty
from ruantong.core.help_texts import Question
from ruantong.core.pack_format.codes import YES_NO
from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import Row, Table, read_table, require_columns
from ruantong.core.regime import Regime
from ruantong.core.values import shown

FILE = "questions.csv"
_COLUMNS = ("key", "topic", "question", "answer", "certainty", "platform", "source", "about")
_TEXTS = ("topic", "question", "answer", "source")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")


def read_questions(folder: Path, base: Iterable[Question], faults: Faults) -> tuple[Question, ...]:
    """Those of ``base``, of which one with the same key is replaced, then the new ones."""
    path = folder / FILE
    found = {question.key: question for question in base}
    if path.is_file():
        table = read_table(folder, path, faults)
        if table is not None and require_columns(table, _COLUMNS, (), faults):
            stated: set[str] = set()
            for row in table.rows:
                question = _question(table, row, faults)
                if question.key in stated:
                    message = f"key“{question.key}”重复，每个问题应只出现一次"
                    faults.add(table.file, row.line, message)
                stated.add(question.key)
                found[question.key] = question
    return tuple(found.values())


def _question(table: Table, row: Row, faults: Faults) -> Question:
    def fault(message: str) -> None:
        faults.add(table.file, row.line, message)

    if not _KEY.fullmatch(row["key"]):
        fault(f"key“{shown(row['key'])}”不对，应为至多32个小写字母、数字和下划线")
    for name in _TEXTS:
        if not row[name]:
            fault(f"“{name}”为空，每个问题都应有{'、'.join(_TEXTS)}")
    if row["certainty"] not in list(Certainty):
        fault(f"certainty“{shown(row['certainty'])}”不对，应为 S、I 或 G")
    platform = row["platform"] or "否"
    if platform not in YES_NO:
        fault(f"platform“{shown(platform)}”不对，应为 是、否 或空")
    known = row["certainty"] in list(Certainty)
    return Question(
        key=row["key"],
        topic=row["topic"],
        question=row["question"],
        answer=row["answer"],
        certainty=Certainty(row["certainty"]) if known else Certainty.GUESSED,
        platform=YES_NO.get(platform, False),
        source=row["source"],
        rows=tuple(
            (form, code) for form, _, code in (r.partition("/") for r in row["about"].split())
        ),
    )


def check_questions(regime: Regime, folder: Path, faults: Faults) -> None:
    """Report questions about indicators that the regime does not have."""
    for question in regime.questions:
        for form, code in question.rows:
            if form not in regime.form or code not in regime.form[form].by_code:
                message = (
                    f"问题“{question.key}”的about中“{shown(f'{form}/{code}')}”不是任何表的指标"
                )
                faults.add(f"{folder.name}/{FILE}", 1, message)
