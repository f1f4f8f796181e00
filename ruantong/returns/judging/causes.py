"""Which findings wait for a cell, or a whole form, that is still to be filled: told under that cause.

A required cell that is blank counts as nothing, so relations with it fail as well. The verdicts stay
as they are and their counts add up (ADR 0048); on the page the blank cell is one thing to do, and a
form nobody has touched is another, instead of a list of comparisons with nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ruantong.core.applicability import forms_due
from ruantong.core.cellref import CellRef, form_of
from ruantong.core.dossier import Dossier
from ruantong.core.findings import Finding, Outcome
from ruantong.core.regime import ColumnRole, Form, Severity
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.tree import (
    Cell,
    Compare,
    HeadCell,
    IsBlank,
    Node,
    Not,
    RowCell,
    line_ref,
    walk,
)
from ruantong.core.rules.ruleset import RuleSet

UNFILLED = "form:"  # prefix of the cause that is a form


def causes(ruleset: RuleSet, dossier: Dossier, findings: Iterable[Finding]) -> dict[str, str]:
    """For each finding that waits for another one its key, or ``form:6``."""
    told = [(finding, _instance(ruleset, finding)) for finding in findings]
    found: dict[str, str] = {}
    for code in _untouched(ruleset, dossier):
        own = [f for f, _ in told if any(form_of(ref) == code for ref in f.cells)]
        if any(f.outcome is Outcome.FAIL and f.severity is Severity.ERROR for f in own):
            found |= {f.key: f"{UNFILLED}{code}" for f in own if f.key not in found}
    required = {
        ref: finding.key
        for finding, instance in told
        if instance is not None and finding.outcome is Outcome.FAIL
        for ref in _required(instance, finding)
    }
    for finding, instance in told:
        if instance is None or finding.key in found or finding.key in required.values():
            continue
        waits = [ref for ref in helpful(instance.check, _line(finding)) if ref in required]
        if waits and finding.outcome is Outcome.FAIL:
            found[finding.key] = required[waits[0]]
    return found


def helpful(check: Node, line: int) -> tuple[str, ...]:
    """Cells that could make a failing check hold by being filled: of ≥ those on the left, of ≤ those
    on the right, else all of them.
    """
    sides: list[Node] = []
    for node in walk(check):
        if isinstance(node, Compare):
            more, less = node.operator.startswith(">"), node.operator.startswith("<")
            sides += [] if less else [node.left]
            sides += [] if more else [node.right]
    refs = (_ref(node, line) for side in sides or [check] for node in walk(side))
    return tuple(dict.fromkeys(ref for ref in refs if ref))


def _ref(node: Node, line: int) -> str:
    match node:
        case Cell(when="current") | HeadCell():
            return node.ref
        case RowCell(when="current"):
            return line_ref(node, line)
    return ""


def _required(instance: Instance, finding: Finding) -> Iterator[str]:
    """The cell a rule wants filled, where that is all it wants."""
    match instance.check:
        case Not(operand=IsBlank(operand=cell)):
            yield _ref(cell, _line(finding))


def _line(finding: Finding) -> int:
    """The line a finding is about, 0 where it is about none."""
    last = finding.instance.rpartition(".")[2]
    return int(last) if last.isdecimal() else 0


def _instance(ruleset: RuleSet, finding: Finding) -> Instance | None:
    for instance in ruleset.instances:
        rule = instance.rule
        if rule.id != finding.rule:
            continue
        label = instance.label
        of_line = rule.row_group and finding.instance.startswith(f"{label}." if label else "")
        if label == finding.instance or of_line:
            return instance
    return None


def _untouched(ruleset: RuleSet, dossier: Dossier) -> list[str]:
    """Forms that are owed and hold nothing the respondent has typed."""
    due = forms_due(ruleset.regime, dossier.period, lists=dossier.unit.lists, forms=dossier.forms)
    return [form.code for form in due if not _touched(ruleset, dossier, form)]


def _touched(ruleset: RuleSet, dossier: Dossier, form: Form) -> bool:
    content = dossier.forms.get(form.code)
    if content is None:
        return False
    own = {c.key for c in form.columns if c.role in {ColumnRole.CURRENT, ColumnRole.EXTRA}}
    typed = (
        value
        for code, row in content.cells.items()
        for key, value in row.items()
        if key in own and str(CellRef(form.code, code, key)) not in ruleset.formula
    )
    lines: Iterable[Mapping[str, object]] = (
        line for rows in content.rows.values() for line in rows
    )
    return (
        any(value is not None for value in typed)
        or any(value is not None for line in lines for value in line.values())
        or bool(content.head)
    )
