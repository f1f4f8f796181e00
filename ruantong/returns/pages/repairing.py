"""After 数据审核: which figures may be wrong, asked as a question to the respondent alone.

The platform names cells and relations; it never says which figure to report, nor a range to choose
one from (统计法第六条、第七条; ADR 0034). The arithmetic of a relation stands in its finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

from ruantong.core.content import canonical
from ruantong.core.dossier import Dossier
from ruantong.core.guards import suspicions
from ruantong.core.regime import Regime
from ruantong.core.rules.edits import held
from ruantong.core.rules.localisation.search import Problem, advise
from ruantong.returns.judging.dossiers import carried
from ruantong.returns.judging.findings import CellLink, Outcome, brief_link, cell_link
from ruantong.returns.pages.page import Filing

#: What the guard suspects, in two words; “请核对” for reports kept before it was told.
SUSPECTED = {"unit": "疑似单位错", "month_only": "疑似填成当月数", "copied": "疑似照抄"}
_MOST_LINKS = 3


@dataclass(frozen=True)
class SuspectCell:
    """A cell that may be wrong."""

    link: CellLink
    blank: bool


@dataclass(frozen=True)
class Suspects:
    """Cells to be looked at together."""

    cells: tuple[SuspectCell, ...]


@dataclass(frozen=True)
class Question:
    """One question: any one of ``choices`` would explain the failures called ``about``."""

    about: str
    choices: tuple[Suspects, ...]
    more: bool


@dataclass(frozen=True)
class Hint:
    """What the unit and copy guard asks: ``cells`` that look wrong together, the few by name."""

    title: str
    message: str
    cells: tuple[str, ...]
    links: tuple[CellLink, ...]


@dataclass(frozen=True)
class Repairs:
    """What is shown above the findings: the guard's ``hints`` first, as a slip has many
    consequences. ``texts`` are cells whose content must change in any case.
    """

    questions: tuple[Question, ...] = ()
    texts: tuple[CellLink, ...] = ()
    hints: tuple[Hint, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.questions or self.texts or self.hints)

    @property
    def cells(self) -> tuple[str, ...]:
        """References of all cells that are asked about, the likeliest first."""
        hinted = [ref for hint in self.hints for ref in hint.cells]
        asked = [
            cell.link.ref
            for question in self.questions
            for choice in question.choices
            for cell in choice.cells
        ]
        return tuple(dict.fromkeys([*hinted, *asked, *(link.ref for link in self.texts)]))


def repairs_of(filing: Filing) -> Repairs:
    """The questions for a draft after its last 数据审核; empty when there is nothing to ask.

    Texts that cannot be read come first: with them the figures are not all known.
    """
    outcome = filing.outcome
    if not filing.editable or filing.stale or not outcome:
        return Repairs()
    hints = tuple(
        hint_of(filing.regime, told) for told in (filing.report or {}).get("suspicions", ())
    )
    if filing.faults or not outcome.errors:
        return Repairs(hints=hints)
    kept = _answer_place(_digest(filing, outcome))
    if not kept:
        kept.append(_search(filing, outcome))
    return replace(kept[0], hints=hints)


def _digest(filing: Filing, outcome: Outcome) -> bytes:
    """What the questions follow from: equal content has equal ones, whosever it is."""
    typed, compared = filing.typed, filing.compared
    unit = {**vars(typed.unit), "lists": sorted(typed.unit.lists)}
    earlier = [compared.previous, compared.year_ago, compared.december]
    content = [typed.regime.key, typed.ruleset.hash, str(typed.period), unit, typed.forms, earlier,
               sorted(filing.draft.overridden), sorted(outcome.waiting)]  # fmt: skip
    return sha256(canonical(content)).digest()


@lru_cache(maxsize=256)
def _answer_place(digest: bytes) -> list[Repairs]:
    """The place where an answer stands once it has been worked out: that may take a second, and the
    page is opened again and again. An answer names cells and relations, and holds no figure.
    """
    return []


def _search(filing: Filing, outcome: Outcome) -> Repairs:
    dossier, ruleset = filing.typed.dossier, filing.typed.ruleset
    advice = advise(
        ruleset,
        dossier,
        locked=frozenset(carried(filing.due, filing.compared).locked),
        typed=frozenset(filing.draft.overridden),
        suspected={ref for each in suspicions(ruleset, dossier) for ref in each.cells},
    )
    waiting = frozenset(outcome.waiting)
    return Repairs(
        tuple(
            _question(filing.regime, dossier, problem)
            for problem in advice.problems
            if _is_doubtful(dossier, problem, waiting)
        ),
        tuple(cell_link(filing.regime, ref) for ref in advice.texts),
    )


def _is_doubtful(dossier: Dossier, problem: Problem, waiting: frozenset[str]) -> bool:
    """Not so where only blank cells are to be filled: the findings say that, and nothing is wrong."""
    if not problem.repairs:
        return not waiting.issuperset(problem.keys)
    return any(held(dossier, ref) is not None for one in problem.repairs for ref in one.refs)


def hint_of(regime: Regime, told: Mapping[str, Any]) -> Hint:
    """A suspicion as a stored report keeps it, with its title."""
    cells = tuple(map(str, told["cells"]))
    links = tuple(brief_link(regime, ref) for ref in cells) if len(cells) <= _MOST_LINKS else ()
    return Hint(SUSPECTED.get(told.get("kind", ""), "请核对"), str(told["message"]), cells, links)


def _question(regime: Regime, dossier: Dossier, problem: Problem) -> Question:
    choices = tuple(
        Suspects(
            tuple(
                SuspectCell(brief_link(regime, ref), held(dossier, ref) is None)
                for ref in repair.refs
            )
        )
        for repair in problem.repairs
    )
    more = bool(choices) and not problem.complete
    return Question(_titles(regime, problem.keys), choices, more)


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
