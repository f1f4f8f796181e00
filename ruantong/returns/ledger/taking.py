"""From a mapping to the preview that 上传Excel uses, and so to the one save."""

from __future__ import annotations

from ruantong.returns.errors import Refused
from ruantong.returns.ledger.page import Mapped, cell_of
from ruantong.returns.ledger.reading import YUAN
from ruantong.returns.workbook.judging import judge
from ruantong.returns.workbook.places import Placed, Places
from ruantong.returns.workbook.taking import put_up

SHEET = "科目余额表"


def preview(mapped: Mapped, *, absent_is_nil: bool = False) -> None:
    """Put up what the confirmed mapping makes of the balance; no figure of the return is changed."""
    filing, waiting = mapped.filing, mapped.waiting
    mapped.check_own()
    if not filing.editable:
        raise Refused(f"报表处于“{filing.ret.state_label}”状态，不能再修改。")
    if waiting is None or mapped.balance is None:
        raise Refused("没有待用的科目余额表，可能已经清除或超过一天，请重新上传。")
    if mapped.mapping is None:
        raise Refused("还没有确认过对应关系，请先逐项核对并保存。")
    places = Places(SHEET, filing.sheet(mapped.form, spare_lines=0))
    notes = [
        f"由科目余额表“{waiting.file_name}”按{mapped.form.number}对应关系第{mapped.version}版计算。"
    ]
    unmapped = []
    for target in mapped.targets:
        terms = mapped.kept.get(target.ref)
        if not terms:
            unmapped.append(f"{target.code} {target.label}")
            continue
        told = mapped.result(terms, absent_is_nil=absent_is_nil)
        if told.amount is None:
            notes.append(f"{target.code} {target.label}：{told.told}。")
            continue
        cell = cell_of(told.amount)
        places.cells.append(Placed(target.ref, SHEET, cell, YUAN, target.unit, told.told))
    notes += mapped.balance.faults()
    if unmapped:
        notes.append(f"没有对应关系、不改动的指标：{'、'.join(unmapped)}。")
    put_up(
        filing,
        judge(filing, [places], None),
        file_name=f"{SHEET} {waiting.file_name}",
        digest=waiting.digest,
        notes=notes,
    )
