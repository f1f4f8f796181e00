"""数据审核 of a draft: rules, texts that could not be understood, and what still needs explaining."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ruantong.core.certainty import Certainty
from ruantong.core.dossier import Dossier
from ruantong.core.earlier import Earlier, earlier_values
from ruantong.core.findings import Finding, Outcome
from ruantong.core.guards import Suspicion, diagnosis, suspicions
from ruantong.core.interchange import CellFault
from ruantong.core.regime import Regime, Severity
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import Report, validate
from ruantong.returns.judging.causes import causes
from ruantong.returns.judging.typed import TypedReturn
from ruantong.returns.models import Explanation, Return
from ruantong.returns.reasons import explanation_fault
from ruantong.web.composed import Composed, Given

FAULT = "fault"  # prefix of the finding key of a text that could not be understood
FAULT_TITLE = "填写格式"
_TEXTS = Composed(
    lambda: (
        Explanation.objects.filter(owner=Given("owner"))
        .order_by("id")
        .values_list("finding_key", "text")
    )
)


@dataclass(frozen=True)
class Judged:
    """``passed``: nothing stands in the way of 确定上报. ``queries`` are the finding keys that fail
    and need an explanation, ``unexplained`` those that have none worth the name. ``suspicions``
    are what the unit and copy guard asks beside the findings; ``earlier`` the figures of earlier
    returns by the cells that findings name; ``causes`` what a finding waits for, by its key.
    """

    report: Report
    faults: tuple[CellFault, ...]
    queries: tuple[str, ...]
    unexplained: tuple[str, ...]
    suspicions: tuple[Suspicion, ...] = ()
    earlier: Mapping[str, tuple[Earlier, ...]] = field(default_factory=dict)
    causes: Mapping[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return self.report.passed and not self.faults and not self.unexplained


def judge(settled: TypedReturn, explained: Mapping[str, Explanation]) -> Judged:
    """Judge content by the rules of the return's edition; explanations by finding key."""
    texts = {key: said.text for key, said in explained.items()}
    return judge_dossier(settled.ruleset, settled.dossier, settled.faults, texts)


def judge_dossier(
    ruleset: RuleSet,
    dossier: Dossier,
    faults: Sequence[CellFault],
    explained: Mapping[str, str],
) -> Judged:
    """The same of a dossier that is already put together; ``explained`` are texts by finding key."""
    report = _with_faults(validate(ruleset, dossier), tuple(faults))
    queries = tuple(finding.key for finding in report.queries)
    unexplained = tuple(
        key for key in queries if explanation_fault(explained.get(key, "")) is not None
    )
    named = {ref for finding in report.findings for ref in finding.cells}
    earlier = {ref: earlier_values(ruleset.regime, dossier, ref) for ref in sorted(named)}
    asked = suspicions(ruleset, dossier)
    waiting = causes(ruleset, dossier, report.findings)
    return Judged(report, tuple(faults), queries, unexplained, asked, earlier, waiting)


def explanations_of(ret: Return) -> dict[str, Explanation]:
    """The newest explanation of each finding."""
    rows = Explanation.objects.filter(owner=ret).select_related("author").order_by("id")
    return {row.finding_key: row for row in rows}


def explanation_texts(ret: Return) -> dict[str, str]:
    """Only the texts of the same."""
    return dict(_TEXTS(owner=ret.pk))


def stored_report(judged: Judged, regime: Regime) -> dict[str, Any]:
    """The report as drafts and revisions keep it: architecture §5, and what the screens need."""
    kept = judged.report.to_dict()
    kept["findings"] = [
        replace(
            finding,
            diagnosis=diagnosis(judged.suspicions, finding.cells),
            because=judged.causes.get(finding.key, ""),
        ).stored()
        for finding in judged.report.findings
    ]
    kept["faults"] = [
        {"cell": fault.cell, "raw": fault.raw, "message": fault.message} for fault in judged.faults
    ]
    kept["unexplained"] = list(judged.unexplained)
    kept["suspicions"] = [
        {"kind": s.kind.value, "cells": list(s.cells), "message": s.message}
        for s in judged.suspicions
    ]
    kept["earlier"] = {
        ref: [[one.label, one.text] for one in told] for ref, told in judged.earlier.items() if told
    }
    kept["edition"] = regime.edition
    return kept


def _with_faults(report: Report, faults: tuple[CellFault, ...]) -> Report:
    """A blocking finding for each text that could not be understood, before those of the rules.

    A rule that failed only because such a cell counts as blank could not be evaluated.
    """
    if not faults:
        return report
    unclear = {fault.cell for fault in faults}
    judged = tuple(_unless_unclear(finding, unclear) for finding in report.findings)
    fails = sum(1 for finding in judged if finding.outcome is Outcome.FAIL)
    moved = report.counts.fail - fails
    counts = replace(report.counts, fail=fails, not_evaluated=report.counts.not_evaluated + moved)
    return replace(
        report, counts=counts, findings=(*(_as_finding(fault) for fault in faults), *judged)
    )


def _unless_unclear(finding: Finding, unclear: set[str]) -> Finding:
    touched = sorted(unclear.intersection(finding.cells))
    if finding.outcome is not Outcome.FAIL or not touched:
        return finding
    message = f"{finding.title}：{'、'.join(touched)}的内容无法识别，改正后才能判定。"
    return replace(
        finding,
        outcome=Outcome.NOT_EVALUATED,
        left=None,
        right=None,
        difference=None,
        message=message,
    )


def _as_finding(fault: CellFault) -> Finding:
    """It belongs to no rule and is in no count of rules."""
    return Finding(
        key=f"{FAULT}:{fault.cell}",
        rule="",
        instance=fault.cell,
        severity=Severity.ERROR,
        outcome=Outcome.FAIL,
        cells=(fault.cell,),
        left=None,
        right=None,
        difference=None,
        message=fault.message,
        title=FAULT_TITLE,
        certainty=Certainty.SEEN,
        origin="",
    )
