"""The workbook of a return that somebody has in front of them."""

from __future__ import annotations

from collections.abc import Sequence

from ruantong.core.days import chinese_iso
from ruantong.core.identifiers import organisation_code
from ruantong.core.regime import Form
from ruantong.gateways import clock
from ruantong.gateways.clock import SHANGHAI
from ruantong.returns.pages.page import Filing
from ruantong.returns.workbook.marks import Marks, texts_of
from ruantong.returns.workbook.writing import About, workbook_bytes

SPARE_LINES = 100


def workbook_of(filing: Filing, forms: Sequence[Form]) -> bytes:
    """Some forms of a return as it stands: the draft while it may be changed, else what was filed."""
    filed = filing.revision if filing.revision and not filing.editable else None
    moment = clock.now().astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    state = f"第{filed.number}次上报" if filed else "未上报的草稿，不作为正式报表"
    about = About(
        facts=(
            ("统一社会信用代码", filing.facts.uscc),
            ("组织机构代码", organisation_code(filing.facts.uscc)),
            ("单位详细名称", filing.facts.name),
        ),
        period=filing.period.label,
        valid_to=chinese_iso(filing.regime.validity.valid_to),
        foot=[(line.name, line.value) for line in filing.foot()],
        state=f"{state}。下载时间 {moment}",
        decision=filing.decision,
    )
    codes = tuple(form.code for form in forms)
    marks = Marks(
        pk=filing.ret.pk,
        uscc=filing.facts.uscc,
        period=str(filing.period),
        regime=filing.regime.key,
        version=filing.draft.version,
        forms=codes,
        texts=texts_of(filing.forms, codes),
    )
    sheets = [filing.sheet(form, spare_lines=SPARE_LINES) for form in forms]
    return workbook_bytes(sheets, about, marks)


def file_name(filing: Filing, form: Form | None) -> str:
    """Form, unit and period, without what a file system refuses."""
    parts = (form.number if form else "报表", filing.facts.name, filing.period.label)
    kept = ["".join(c for c in part if c not in '\\/:*?"<>|').strip() for part in parts]
    return "_".join(kept) + ".xlsx"
