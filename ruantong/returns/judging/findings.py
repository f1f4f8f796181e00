"""The stored result of 数据审核 as the screens show it: grouped, named, with its explanations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ruantong.core.cellref import form_of, which_return
from ruantong.core.certainty import Certainty
from ruantong.core.findings import Finding, findings_of
from ruantong.core.findings import Outcome as Failed
from ruantong.core.regime import ColumnRole, Regime, Severity
from ruantong.returns.cells import cell_name
from ruantong.returns.judging.causes import UNFILLED
from ruantong.returns.reasons import explanation_fault, note_fault

CERTAINTY_LABELS = {
    Certainty.SEEN: "官方审核关系",
    Certainty.INFERRED: "依表样推断",
    Certainty.GUESSED: "暂拟，待核",
}
MOST_LINKS = 5  # cells of a finding shown without being asked
MOST_MARKED = 12  # a finding over more cells is told in the list, not marked in every cell
GROUP_TITLES = (
    ("error", "强制性审核未通过", "必须改正后才能上报"),
    ("query", "核实性审核待说明", "确属实际情况的，写明原因后可以上报"),
    ("explained", "核实性问题已说明", "说明随报表送到区县和市级，可以修改"),
    ("unknown", "未能判定", "相关数据不全，没有判定对错，不影响上报"),
)


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
class Offered:
    """What was said of the same query with the same figures before, and in which period."""

    text: str
    period: str


@dataclass(frozen=True)
class FindingView:
    """A finding with its cells by name and the respondent's newest explanation.

    ``suspected``: the unit and copy guard asks about one of its cells, so that it is rather a
    consequence of that slip than something to explain. ``waiting``: how many other findings wait for
    this one. ``for_others``: it touches no form of the person who looks, who only reads what is said.
    ``offered``: an explanation of before that may be said again.
    """

    finding: Finding
    links: tuple[CellLink, ...]
    explanation: str = ""
    suspected: bool = False
    waiting: int = 0
    for_others: bool = False
    offered: Offered | None = None

    @property
    def certainty_label(self) -> str:
        """How sure the rule is, in words."""
        finding = self.finding
        known = finding.certainty if finding.rule else None
        return CERTAINTY_LABELS[known] if known else ""

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
    def group(self) -> str:
        """Where it is listed: what is explained is not among what is left to do."""
        explained = self.finding.level == "query" and not self.open
        return "explained" if explained else self.finding.level

    @property
    def fault(self) -> str:
        """Why a text that was begun does not explain yet."""
        return note_fault(self.explanation)

    @property
    def open(self) -> bool:
        """Still in the way of 确定上报."""
        level = self.finding.level
        return level == "error" or (
            level == "query" and explanation_fault(self.explanation) is not None
        )


NO_OFFERS: Mapping[str, Offered] = {}


@dataclass(frozen=True)
class FindingGroup:
    """All findings of one level."""

    level: str
    title: str
    hint: str
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class Outcome:
    """A whole report. ``passed``: nothing is in the way of 确定上报 (“审核通过”). ``explained`` are the
    queries whose explanation travels with the return, by key; ``unfilled`` the forms nobody has
    touched, by number; ``waiting`` the findings that are told under another one.
    """

    groups: tuple[FindingGroup, ...]
    counts: Mapping[str, int]
    ruleset: str = ""
    passed: bool = False
    explained: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        return self._count("error")

    @property
    def open_queries(self) -> int:
        return self._count("query")

    @property
    def blocked(self) -> bool:
        """Something found must still be corrected or explained."""
        return bool(self.errors or self.open_queries)

    @property
    def left(self) -> int:
        """What is still to be done."""
        return self.errors + self.open_queries

    @property
    def unpassed(self) -> int:
        """Relations that fail and are not explained."""
        return max(0, self.counts.get("fail", 0) - len(self.explained))

    @property
    def quiet(self) -> frozenset[str]:
        """Findings that mark no cell: explained, or told under another one."""
        return frozenset((*self.explained, *self.waiting))

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


def gravest(findings: Iterable[Finding]) -> str:
    """The level a cell is marked with; empty when nothing was found."""
    levels = {finding.level for finding in findings}
    return next((level for level in ("error", "query", "unknown") if level in levels), "")


def forms_touched(regime: Regime, finding: Finding) -> frozenset[str]:
    """The forms a finding is about: those of its cells and of its rule."""
    cells = (form_of(which_return(ref)[1]) for ref in finding.cells)
    return frozenset(cells) | forms_of_rule(regime, finding.rule)


def forms_of_rule(regime: Regime, rule_id: str) -> frozenset[str]:
    """The forms a rule is printed with; of several parts, of each."""
    return frozenset(rule.form for rule in regime.rules if rule.id == rule_id)


def outcome_of(
    regime: Regime,
    report: Mapping[str, Any] | None,
    explanations: Mapping[str, str],
    *,
    passed: bool,
    own: Collection[str] | None = None,
    offers: Mapping[str, Offered] = NO_OFFERS,
) -> Outcome | None:
    """Everything the result panel shows; ``explanations`` are newest texts by finding key,
    ``passed`` is what the lifecycle says, ``own`` the forms of a person who fills only some,
    ``offers`` what may be said again, by finding key.
    """
    if report is None:
        return None
    earlier = report.get("earlier", {})
    asked = {cell for each in report.get("suspicions", ()) for cell in each["cells"]}
    findings = findings_of(report)
    waiting = {finding.key for finding in findings if finding.because}
    shown = [*_unfilled(regime, findings), *(f for f in findings if f.key not in waiting)]
    behind = Counter(finding.because for finding in findings)
    views = [
        FindingView(
            finding,
            tuple(_with_earlier(cell_link(regime, ref), earlier) for ref in finding.cells)
            or _form_link(regime, finding),
            explanations.get(finding.key, ""),
            not asked.isdisjoint(finding.cells),
            behind[finding.key],
            own is not None and forms_touched(regime, finding).isdisjoint(own),
            offers.get(finding.key),
        )
        for finding in shown
    ]
    groups = (
        FindingGroup(level, title, hint, tuple(v for v in views if v.group == level))
        for level, title, hint in GROUP_TITLES
    )
    return Outcome(
        groups=tuple(group for group in groups if group.findings),
        counts=report.get("counts", {}),
        ruleset=str(report.get("ruleset", "")),
        passed=passed,
        explained=tuple(
            f.key
            for f in findings
            if f.level == "query" and explanation_fault(explanations.get(f.key, "")) is None
        ),
        unfilled=tuple(f.title for f in shown if f.key.startswith(UNFILLED)),
        waiting=tuple(waiting),
    )


def _unfilled(regime: Regime, findings: Iterable[Finding]) -> list[Finding]:
    """One thing to do for each form that nobody has touched."""
    causes = dict.fromkeys(f.because for f in findings if f.because.startswith(UNFILLED))
    forms = [regime.form[key.removeprefix(UNFILLED)] for key in causes]
    return [
        Finding(
            key=f"{UNFILLED}{form.code}",
            rule="",
            severity=Severity.ERROR,
            outcome=Failed.FAIL,
            cells=(),
            message=f"{form.number} {form.name}还没有填写。",
            title=form.number,
        )
        for form in forms
    ]


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


def _form_link(regime: Regime, finding: Finding) -> tuple[CellLink, ...]:
    """A rule about lines that are missing names no cell: it leads to its form."""
    form = finding.key.removeprefix(UNFILLED)
    if not finding.key.startswith(UNFILLED):
        form = next((rule.form for rule in regime.rules if rule.id == finding.rule), "")
    number = regime.form[form].number if form in regime.form else ""
    return (CellLink("", form, number, number),) if number else ()
