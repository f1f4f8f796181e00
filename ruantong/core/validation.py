"""数据审核: a dossier × a rule set → a report whose counts always add up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.dossier import Dossier
from ruantong.core.findings import Finding, Outcome
from ruantong.core.regime import Severity
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.executors.python import FAIL, Verdict
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.tree import RowCell, UniqueInRows, walk
from ruantong.core.rules.ruleset import RuleSet, run_on
from ruantong.core.rules.words.printing import explained


@dataclass(frozen=True)
class Counts:
    """Rule instances by outcome; the four add up to ``total``."""

    pass_: int
    fail: int
    not_applicable: int
    not_evaluated: int
    total: int


@dataclass(frozen=True)
class Report:
    """Result of one validation. ``ruleset`` is the rule set's hash."""

    regime: str
    ruleset: str
    counts: Counts
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """审核通过: no 强制性 rule fails. 核实性 ones are for ``open_queries``."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Failing 强制性 rules: they block 确定上报."""
        return self._failing(Severity.ERROR)

    @property
    def queries(self) -> tuple[Finding, ...]:
        """Failing 核实性 rules: each needs a 填写说明."""
        return self._failing(Severity.QUERY)

    def _failing(self, severity: Severity) -> tuple[Finding, ...]:
        wanted = (severity, Outcome.FAIL)
        return tuple(f for f in self.findings if (f.severity, f.outcome) == wanted)

    def open_queries(self, explained: Collection[str]) -> tuple[Finding, ...]:
        """Failing 核实性 rules whose key has no explanation yet."""
        return tuple(finding for finding in self.queries if finding.key not in explained)

    def to_dict(self) -> dict[str, Any]:
        """The report as ``ruantong check --json`` prints it (architecture §5)."""
        counts = self.counts
        return {
            "regime": self.regime,
            "ruleset": self.ruleset,
            "passed": self.passed,
            "counts": {
                "pass": counts.pass_,
                "fail": counts.fail,
                "not_applicable": counts.not_applicable,
                "not_evaluated": counts.not_evaluated,
                "total": counts.total,
            },
            "findings": [finding.to_dict() for finding in self.findings],
        }


def validate(ruleset: RuleSet, dossier: Dossier) -> Report:
    """Judge every rule instance. Never raises for what a typed dossier may contain.

    Forms that are not due, and missing returns of other periods, make their rules inapplicable.
    """
    skipped, extra, verdicts = judge(ruleset, dossier)
    fails = sum(1 for verdict in verdicts if verdict[2] == FAIL)
    unknown = len(verdicts) - fails
    total = len(ruleset.instances) + extra
    counts = Counts(total - skipped - len(verdicts), fails, skipped, unknown, total)
    findings = tuple(_finding(ruleset, dossier, verdict) for verdict in sorted(verdicts))
    return Report(ruleset.regime.key, ruleset.hash, counts, findings)


def judge(ruleset: RuleSet, dossier: Dossier) -> tuple[int, int, list[Verdict]]:
    """The bare judgement: instances not applicable, extra lines, and what did not pass."""
    return run_on(ruleset.run, ruleset.regime, dossier)


def _finding(ruleset: RuleSet, dossier: Dossier, verdict: Verdict) -> Finding:
    number, line, what = verdict
    instance = ruleset.instances[number]
    rule = instance.rule
    situation = Situation.of(ruleset.regime, dossier, ruleset.formula, rule, line)
    sentences = ruleset.sentences(number)
    told = explained(sentences.failed if what == FAIL else sentences.unknown, situation)
    return Finding(
        key=instance.key_in(line),
        rule=rule.id,
        instance=instance.label_in(line),
        severity=rule.severity,
        outcome=Outcome.FAIL if what == FAIL else Outcome.NOT_EVALUATED,
        cells=instance.cells + _line_cells(instance, line),
        left=told.left,
        right=told.right,
        difference=told.difference,
        message=told.message,
        title=rule.title,
        certainty=rule.certainty,
        origin=rule.origin,
    )


def _line_cells(instance: Instance, line: int) -> tuple[str, ...]:
    rule = instance.rule
    if not line:
        return ()
    columns: list[str] = []
    for node in walk(instance.check):
        if isinstance(node, RowCell) and node.when == "current":
            columns.append(node.column)
        elif isinstance(node, UniqueInRows):
            columns.append(node.column.column)
    return tuple(
        str(CellRef(rule.form, group=rule.row_group, line=line, column=key))
        for key in dict.fromkeys(columns)
    )
