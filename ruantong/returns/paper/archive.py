"""The archive of one submission: every form, the explanations given with it, and its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ruantong.core.days import chinese_day
from ruantong.core.findings import findings_of
from ruantong.core.timing import filing_label
from ruantong.returns.judging.nil import STATEMENT
from ruantong.returns.models import Revision
from ruantong.returns.paper.documents import Filed, Pdf, document_pdf, named
from ruantong.returns.paper.sheets import wrapped
from ruantong.returns.reading.targets import rule_title
from ruantong.returns.sheets.model import Sheet
from ruantong.trail.models import TrailEntry
from ruantong.web.templatetags.ui import moment

_HOW_TO_VERIFY = (
    (
        "内容校验值是对制度版本、报告期、上报时的单位登记信息、各表全部内容、填写说明和表尾签署按固定次序写成的文本计算的"
        "SHA-256；改动任何一处，校验值就不同。"
    ),
    (
        "核对办法：在平台“填报历史”中打开同一次上报的回执，内容校验值、审核规则版本和操作日志序号应与本页逐字相同；"
        "操作日志逐条含前一条的哈希，审计管理员可在“操作日志”中校验全链，本页所列序号的那一条记有同一内容校验值。"
    ),
    "本件由平台生成，不含电子签名；效力以平台保存的上报版本和单位盖章件为准。",
)


@dataclass(frozen=True)
class Archive:
    """What one reader may read of one submission."""

    filed: Filed
    revision: Revision
    sheets: tuple[Sheet, ...]


def archive_pdf(archive: Archive) -> Pdf:
    """The whole submission as one document, the receipt last."""
    filed = archive.filed
    mark = filed.mark
    parts = [*(filed.part(sheet, mark) for sheet in archive.sheets), _receipt(archive, mark)]
    title = f"{filed.period.label}报表存档件"
    return document_pdf(title, filed.facts.name, filed.title, parts, named(filed, "报表存档件"))


def _receipt(archive: Archive, mark: str) -> dict[str, Any]:
    filed, revision = archive.filed, archive.revision
    return {
        "kind": "receipt",
        "mark": mark,
        "title": "上报回执",
        "facts": [[name, wrapped(value) or "—"] for name, value in _facts(archive)],
        "explanations": _explanations(filed, revision),
        "verify": list(_HOW_TO_VERIFY),
        "state": filed.state,
    }


def _facts(archive: Archive) -> list[tuple[str, str]]:
    filed, revision = archive.filed, archive.revision
    regime, counts = filed.regime, revision.report.get("counts", {})
    valid_to = chinese_day(date.fromisoformat(regime.validity.valid_to))
    due = f"{chinese_day(revision.due_on)}，{filing_label(revision.number, revision.late)}"
    return [
        ("单位详细名称", filed.facts.name),
        ("统一社会信用代码", filed.facts.uscc),
        ("报送区县", filed.facts.district_name),
        ("报告期", filed.period.label),
        ("所含报表", "、".join(sheet.form.number for sheet in archive.sheets)),
        ("上报版本", f"第{revision.number}次上报，{moment(revision.submitted_at)}"),
        ("上报人", filed.facts.submitted_by),
        ("目前状态", filed.mark),
        ("截止日", f"{due}。{revision.due_reason}"),
        *filed.signed,
        (
            "数据审核",
            (
                f"通过{counts.get('pass', 0)}，核实性问题已说明{counts.get('fail', 0)}，"
                f"不适用{counts.get('not_applicable', 0)}，未能判定{counts.get('not_evaluated', 0)}，"
                f"共{counts.get('total', 0)}项"
            ),
        ),
        (
            "适用制度",
            f"{regime.name}（{regime.edition}，{regime.validity.approval_number}，有效期至{valid_to}）",
        ),
        ("内容校验值", revision.content_hash),
        ("审核规则版本", revision.ruleset),
        ("操作日志序号", f"第{revision.trail_number}条"),
        ("该条日志哈希", _link(revision)),
    ]


def _link(revision: Revision) -> str:
    """The hash of the trail's entry of this submission."""
    found = TrailEntry.objects.filter(pk=revision.trail_number).values_list("hash", flat=True)
    return found.first() or ""


def _explanations(filed: Filed, revision: Revision) -> list[dict[str, str]]:
    """Each with what it explains, in the words of the submission."""
    sentences = {finding.key: finding.message for finding in findings_of(revision.report)}
    sentences[STATEMENT] = "零报：企业确认本期无业务，各项均为0。"
    return [
        {
            "key": str(said["key"]),
            "title": rule_title(filed.regime, str(said["key"])),
            "message": sentences.get(said["key"], ""),
            "text": str(said["text"]),
            "by": f"{said.get('author', '')}　{_said_at(said.get('at', ''))}",
        }
        for said in revision.explanations
    ]


def _said_at(iso: str) -> str:
    return moment(datetime.fromisoformat(iso)) if iso else ""
