"""After 数据审核: which figures may be wrong, asked as a question to the respondent alone.

The platform names cells and shows the arithmetic of the relations; it never says which figure to
report (统计法第六条、第七条; ADR 0034). A range that leaves one figure, or as good as one, is put as the
relation it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ruantong.core.cells import spec_of
from ruantong.core.guards import suspicions
from ruantong.core.regime import Regime
from ruantong.core.rules.repair import Problem, RepairAdvice, advise
from ruantong.core.rules.repair_parts import Repair, RepairCell
from ruantong.core.values import format_number
from ruantong.returns.dossiers import carried, load
from ruantong.returns.filing import Filing
from ruantong.returns.findings import CellLink, cell_link
from ruantong.returns.regimes import ruleset_of

#: A range narrower than this part of its figures is as good as a figure.
_NARROW = 20


@dataclass(frozen=True)
class SuspectCell:
    """A cell that may be wrong; ``note`` says what the relations ask of it, without a figure to type."""

    link: CellLink
    note: str


@dataclass(frozen=True)
class Suspects:
    """Cells to be looked at together."""

    cells: tuple[SuspectCell, ...]


@dataclass(frozen=True)
class Question:
    """One question: any one of ``choices`` would explain the failures called ``about``.

    ``note`` is what all cells have in common; then they have no note of their own.
    """

    about: str
    choices: tuple[Suspects, ...]
    more: bool
    note: str = ""


@dataclass(frozen=True)
class Repairs:
    """What is shown above the findings. ``texts`` are cells whose content must change in any case,
    ``hints`` what the unit and copy guard asks that belongs to no single finding.
    """

    questions: tuple[Question, ...] = ()
    texts: tuple[CellLink, ...] = ()
    hints: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.questions or self.texts or self.hints)


def repairs_of(filing: Filing) -> Repairs:
    """The questions for a draft after its last 数据审核; empty when there is nothing to ask.

    Texts that cannot be read come first: with them the figures are not all known.
    """
    outcome = filing.outcome
    if not filing.editable or filing.stale or not outcome:
        return Repairs()
    hints = tuple(str(s["message"]) for s in (filing.report or {}).get("suspicions", ()))
    if filing.faults or not outcome.errors:
        return Repairs(hints=hints)
    dossier = load(filing.ret, filing.forms, filing.compared).dossier
    ruleset = ruleset_of(filing.ret)
    advice = advise(
        ruleset,
        dossier,
        locked=frozenset(carried(filing.due, filing.compared).locked),
        typed=frozenset(filing.draft.overridden),
        suspected={ref for each in suspicions(ruleset, dossier) for ref in each.cells},
    )
    return replace(shown(filing.regime, advice), hints=hints)


def shown(regime: Regime, advice: RepairAdvice) -> Repairs:
    """Advice in words and links."""
    return Repairs(
        tuple(_question(regime, problem) for problem in advice.problems),
        tuple(cell_link(regime, ref) for ref in advice.texts),
    )


def _question(regime: Regime, problem: Problem) -> Question:
    about = _titles(regime, problem.keys)
    choices = tuple(_suspects(regime, repair, about) for repair in problem.repairs)
    more = bool(choices) and not problem.complete
    notes = {cell.note for choice in choices for cell in choice.cells}
    if len(choices) > 1 and len(notes) == 1:
        bare = (tuple(replace(cell, note="") for cell in choice.cells) for choice in choices)
        return Question(about, tuple(map(Suspects, bare)), more, notes.pop())
    return Question(about, choices, more)


def _titles(regime: Regime, keys: Iterable[str]) -> str:
    """Names of the failing rules, each once."""
    rules = {(rule.id, rule.part): rule.title for rule in regime.rules}
    found: dict[str, None] = {}
    for key in keys:
        rule_id, _, label = key.partition(":")
        part = label.partition(".")[0]
        title = rules.get((rule_id, part)) or rules.get((rule_id, "")) or rule_id
        found[f"“{title}”"] = None
    return "、".join(found)


def _suspects(regime: Regime, repair: Repair, about: str) -> Suspects:
    together = len(repair.cells) > 1
    return Suspects(
        tuple(
            SuspectCell(cell_link(regime, cell.ref), _note(regime, cell, about, together=together))
            for cell in repair.cells
        )
    )


def _note(regime: Regime, cell: RepairCell, about: str, *, together: bool) -> str:
    if cell.current is None:
        return "还没有填写"
    places = spec_of(regime, cell.ref).decimals
    low, high = (
        None if end is None else format_number(end, places, grouping=True)
        for end in (cell.low, cell.high)
    )
    if cell.low is not None and cell.high is not None:
        if (cell.high - cell.low) * _NARROW < max(abs(cell.low), abs(cell.high), 1):
            return f"与审核关系{about}不一致"
        span = f"{low} 至 {high}"
    elif low is not None:
        span = f"不小于 {low}"
    elif high is not None:
        span = f"不大于 {high}"
    else:
        return ""
    return f"使审核关系成立的范围{'（连同其他各项一并核对）' if together else ''}：{span}"
