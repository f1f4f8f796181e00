"""The stored result of 数据审核 as the screens show it: grouped, named, with its explanations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ruantong.core.regime import ColumnRole, Regime
from ruantong.returns.cells import cell_name, form_of
from ruantong.returns.reasons import explanation_fault

CERTAINTY_LABELS = {"S": "官方审核关系", "I": "依表样推断", "G": "暂拟，待核"}
MOST_LINKS = 5  # cells of a finding shown without being asked
MOST_MARKED = 12  # a finding over more cells is told in the list, not marked in every cell
GROUP_TITLES = (
    ("error", "强制性审核未通过", "必须改正后才能上报"),
    ("query", "核实性审核待说明", "确属实际情况的，写明原因后可以上报"),
    ("unknown", "未能判定", "相关数据不全，没有判定对错，不影响上报"),
)


@dataclass(frozen=True)
class Finding:
    """One failing or undecided rule instance. ``level``: error, query or unknown (未能判定)."""

    key: str
    rule: str
    level: str
    cells: tuple[str, ...]
    message: str
    title: str = ""
    certainty: str = ""
    origin: str = ""
    left: str = ""
    right: str = ""
    difference: str = ""
    diagnosis: str = ""

    @property
    def certainty_label(self) -> str:
        return CERTAINTY_LABELS.get(self.certainty, "") if self.rule else ""


@dataclass(frozen=True)
class CellLink:
    """A cell named in a finding; ``form`` says on which page it stands, ``short`` is its name there,
    ``earlier`` its figures in earlier returns as (上期, 12.00).
    """

    ref: str
    form: str
    name: str
    short: str
    earlier: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FindingView:
    """A finding with its cells by name and the respondent's newest explanation.

    ``suspected``: the unit and copy guard asks about one of its cells, so that it is rather a
    consequence of that slip than something to explain.
    """

    finding: Finding
    links: tuple[CellLink, ...]
    explanation: str = ""
    suspected: bool = False

    @property
    def first_links(self) -> tuple[CellLink, ...]:
        """Shown at once; a rule over a whole column names dozens of cells."""
        return self.links if len(self.links) <= MOST_LINKS else self.links[: MOST_LINKS - 1]

    @property
    def more_links(self) -> tuple[CellLink, ...]:
        return self.links[len(self.first_links) :]

    @property
    def needs_explanation(self) -> bool:
        return self.finding.level == "query"

    @property
    def open(self) -> bool:
        """Still in the way of 确定上报."""
        level = self.finding.level
        return level == "error" or (
            level == "query" and explanation_fault(self.explanation) is not None
        )


@dataclass(frozen=True)
class FindingGroup:
    """All findings of one level."""

    level: str
    title: str
    hint: str
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class Outcome:
    """A whole report. ``passed``: nothing is in the way of 确定上报 (“审核通过”)."""

    groups: tuple[FindingGroup, ...]
    counts: Mapping[str, int]
    ruleset: str = ""
    passed: bool = False

    @property
    def errors(self) -> int:
        return self._count("error")

    @property
    def open_queries(self) -> int:
        return sum(v.open for g in self.groups if g.level == "query" for v in g.findings)

    @property
    def blocked(self) -> bool:
        """Something found must still be corrected or explained."""
        return bool(self.errors or self.open_queries)

    @property
    def explained(self) -> int:
        """Queries whose explanation travels with the return."""
        return self._count("query") - self.open_queries

    def _count(self, level: str) -> int:
        return sum(len(group.findings) for group in self.groups if group.level == level)

    def beginning_with(self, code: str) -> Outcome:
        """The same with the findings of one form first in each group."""

        def elsewhere(view: FindingView) -> bool:
            return not any(link.form == code for link in view.links)

        groups = (
            replace(group, findings=tuple(sorted(group.findings, key=elsewhere)))
            for group in self.groups
        )
        return replace(self, groups=tuple(groups))

    def of_form(self, code: str) -> tuple[FindingView, ...]:
        """Findings that name a cell of one form."""
        return tuple(
            view
            for group in self.groups
            for view in group.findings
            if any(link.form == code for link in view.links)
        )


def findings_of(report: Mapping[str, Any] | None) -> tuple[Finding, ...]:
    """The findings of a stored report, failing ones first as stored."""
    return tuple(_finding(raw) for raw in (report or {}).get("findings", ()))


def gravest(findings: Iterable[Finding]) -> str:
    """The level a cell is marked with; empty when nothing was found."""
    levels = {finding.level for finding in findings}
    return next((level for level in ("error", "query", "unknown") if level in levels), "")


def outcome_of(
    regime: Regime,
    report: Mapping[str, Any] | None,
    explanations: Mapping[str, str],
    *,
    passed: bool,
) -> Outcome | None:
    """Everything the result panel shows; ``explanations`` are newest texts by finding key,
    ``passed`` is what the lifecycle says.
    """
    if report is None:
        return None
    earlier = report.get("earlier", {})
    asked = {cell for each in report.get("suspicions", ()) for cell in each["cells"]}
    views = [
        FindingView(
            finding,
            tuple(_with_earlier(cell_link(regime, ref), earlier) for ref in finding.cells)
            or _form_link(regime, finding.rule),
            explanations.get(finding.key, ""),
            not asked.isdisjoint(finding.cells),
        )
        for finding in findings_of(report)
    ]
    groups = (
        FindingGroup(level, title, hint, tuple(v for v in views if v.finding.level == level))
        for level, title, hint in GROUP_TITLES
    )
    return Outcome(
        groups=tuple(group for group in groups if group.findings),
        counts=report.get("counts", {}),
        ruleset=str(report.get("ruleset", "")),
        passed=passed,
    )


def cell_link(regime: Regime, ref: str) -> CellLink:
    """A cell by its names, to lead to it."""
    name, form = cell_name(regime, ref), form_of(ref)
    number = regime.form[form].number if form in regime.form else ""
    return CellLink(ref, form, name, name.removeprefix(f"{number} "))


def _with_earlier(link: CellLink, earlier: Mapping[str, Any]) -> CellLink:
    return replace(link, earlier=tuple((name, text) for name, text in earlier.get(link.ref, ())))


def brief_link(regime: Regime, ref: str) -> CellLink:
    """The same without the name of the form's own column, which goes without saying."""
    link = cell_link(regime, ref)
    form = regime.form.get(link.form)
    own = next((c.name for c in form.columns if c.role is ColumnRole.CURRENT), "") if form else ""
    tail = f"（{own}）"
    return replace(link, name=link.name.removesuffix(tail), short=link.short.removesuffix(tail))


def _form_link(regime: Regime, rule_id: str) -> tuple[CellLink, ...]:
    """A rule about lines that are missing names no cell: it leads to its form."""
    form = next((rule.form for rule in regime.rules if rule.id == rule_id), "")
    number = regime.form[form].number if form in regime.form else ""
    return (CellLink("", form, number, number),) if number else ()


def _finding(raw: Mapping[str, Any]) -> Finding:
    failed = raw.get("outcome") == "fail"
    rule = str(raw.get("rule", ""))
    return Finding(
        key=str(raw.get("key") or ":".join(filter(None, (rule, raw.get("instance", ""))))),
        rule=rule,
        level=str(raw.get("severity", "error")) if failed else "unknown",
        cells=tuple(raw.get("cells", ())),
        message=str(raw.get("message", "")),
        **{
            name: str(raw.get(name) or "")
            for name in (
                "title",
                "certainty",
                "origin",
                "left",
                "right",
                "difference",
                "diagnosis",
            )
        },
    )
