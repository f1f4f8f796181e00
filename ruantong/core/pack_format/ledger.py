"""Proposals for a trial balance: ``ledger.csv`` to :class:`LedgerProposal`, laid over an earlier edition's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ruantong.core.help_texts import parts
from ruantong.core.ledger import MEASURES, LedgerProposal, Measure
from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import Row, Table, read_table, require_columns
from ruantong.core.regime import Kind, Regime
from ruantong.core.values import shown

FILE = "ledger.csv"
_COLUMNS = ("about", "sign", "names", "codes", "measure", "source", "note")
_SIGNS = {"+": 1, "-": -1}
_PATTERN = re.compile(r"[0-9A-Za-z.\-]+[*?\[\]0-9A-Za-z.\-]*")


def read_ledger(
    folder: Path, base: Iterable[LedgerProposal], faults: Faults
) -> tuple[LedgerProposal, ...]:
    """Those of ``base`` about indicators that the folder does not speak of, then the folder's."""
    path = folder / FILE
    found: list[LedgerProposal] = []
    if path.is_file():
        table = read_table(folder, path, faults)
        if table is not None and require_columns(table, _COLUMNS, (), faults):
            found = [_proposal(table, row, faults) for row in table.rows]
    stated = {(proposal.form, proposal.indicator) for proposal in found}
    kept = [proposal for proposal in base if (proposal.form, proposal.indicator) not in stated]
    return (*kept, *found)


def _proposal(table: Table, row: Row, faults: Faults) -> LedgerProposal:
    def fault(message: str) -> None:
        faults.add(table.file, row.line, message)

    form, _, indicator = row["about"].partition("/")
    names, codes = parts(row["names"]), tuple(row["codes"].split())
    if row["sign"] not in _SIGNS:
        fault(f"sign“{shown(row['sign'])}”不对，应为 + 或 -")
    if row["measure"] not in MEASURES:
        fault(f"measure“{shown(row['measure'])}”不对，应为{'、'.join(MEASURES)}之一")
    if not names and not codes:
        fault("names和codes都为空，应至少写明科目的名称或编码")
    for code in codes:
        if not _PATTERN.fullmatch(code):
            fault(f"codes“{shown(code)}”不对，应为科目编码，可用*和?，如6*")
    if not row["source"]:
        fault("source为空，应写明依据")
    return LedgerProposal(
        form=form,
        indicator=indicator,
        sign=_SIGNS.get(row["sign"], 1),
        measure=MEASURES.get(row["measure"], Measure.YEAR_DEBIT),
        names=names,
        codes=codes,
        source=row["source"],
        note=row["note"],
    )


def check_ledger(regime: Regime, folder: Path, faults: Faults) -> None:
    """Report proposals about what is no indicator with a figure."""
    for proposal in regime.ledger:
        form = regime.form.get(proposal.form)
        indicator = form.by_code.get(proposal.indicator) if form else None
        if indicator is None or indicator.title or indicator.kind is not Kind.NUMBER:
            told = shown(f"{proposal.form}/{proposal.indicator}")
            faults.add(f"{folder.name}/{FILE}", 1, f"about“{told}”不是任何表的数字指标")
