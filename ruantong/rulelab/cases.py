"""Cases for rules, found from the rules themselves: a base return and the few cells to change.

A base is a return on which nothing fails. For each rule the cells it names are changed, one and
then two at a time, until the rule passes and until it fails. What cannot be found that way is
written by hand (tests/vectors/rule_cases.json).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice, product
from typing import Any

from ruantong.core.cellref import CellRef, of_return
from ruantong.core.dossier import Dossier
from ruantong.core.regime import Regime, Rule
from ruantong.core.rules.edits import edited, held
from ruantong.core.rules.executors.python import FAIL, compile_function
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.tree import (
    CURRENT,
    Cell,
    FormFilled,
    HeadCell,
    Node,
    OnList,
    RowCell,
    RowColumn,
    RowCount,
    RowSum,
    TextConst,
    UniqueInRegister,
    UnitFact,
    line_ref,
    walk,
)
from ruantong.core.rules.ruleset import RuleSet, run_on

PASS, FAILS = "pass", "fail"
_MOST_TRIES = 4000
_MOST_CODES = 60
_ROWS_TRIED = 2


@dataclass(frozen=True)
class Case:
    """``rule`` (with its part) has ``outcome`` on the base return after ``edits``."""

    rule: str
    part: str
    outcome: str
    edits: Mapping[str, Any]


class RuleJudge:
    """One rule (or one part of a rule) compiled alone, so that its outcomes can be counted."""

    def __init__(self, ruleset: RuleSet, rule: Rule) -> None:
        key = (rule.id, rule.part)
        self.instances = [i for i in ruleset.instances if (i.rule.id, i.rule.part) == key]
        self._regime = ruleset.regime
        self._run, _source = compile_function(ruleset.regime, self.instances, ruleset.formulas)

    def outcome(self, dossier: Dossier) -> str:
        """``fail`` as soon as one instance fails, ``pass`` when one passes and none is unknown."""
        skipped, extra, verdicts = run_on(self._run, self._regime, dossier)
        if any(what == FAIL for _, _, what in verdicts):
            return FAILS
        if verdicts:
            return "not_evaluated"
        return PASS if len(self.instances) + extra > skipped else "not_applicable"


def find_cases(ruleset: RuleSet, base: Dossier) -> list[Case]:
    """A passing and a failing case for each rule, as far as they can be found from the base."""
    cases: list[Case] = []
    for rule in ruleset.rules:
        judge = RuleJudge(ruleset, rule)
        for outcome in (PASS, FAILS):
            edits = _search(ruleset.regime, judge, base, outcome)
            if edits is not None:
                cases.append(Case(rule.id, rule.part, outcome, edits))
    return cases


def _search(
    regime: Regime, judge: RuleJudge, base: Dossier, outcome: str
) -> Mapping[str, Any] | None:
    """The fewest edits that bring the outcome about; None when none was found."""
    for edits in islice(_attempts(regime, judge.instances, base), _MOST_TRIES):
        if judge.outcome(edited(base, edits)) == outcome:
            return edits
    return None


def _attempts(
    regime: Regime, instances: Sequence[Instance], base: Dossier
) -> Iterator[Mapping[str, Any]]:
    yield {}
    choices: dict[str, list[Any]] = {}
    for instance in instances[:1]:
        trees = [tree for tree in (instance.condition, instance.check) if tree is not None]
        literals = [n.value for t in trees for n in walk(t) if isinstance(n, TextConst)]
        for node in chain.from_iterable(walk(tree) for tree in trees):
            for ref in _references(node, base):
                choices.setdefault(ref, _values(regime, node, held(base, ref), literals))
    for ref, values in choices.items():
        for value in values:
            yield {ref: value}
    for (first, some), (second, others) in combinations(choices.items(), 2):
        for value, other in product(some, others):
            yield {first: value, second: other}


def _references(node: Node, base: Dossier) -> list[str]:
    """What may be changed to move a node: cells, lines, the unit's facts, a whole form."""
    match node:
        case Cell():
            return [node.ref if node.when == CURRENT else of_return(node.when, node.ref)]
        case HeadCell():
            return [node.ref]
        case RowCell() if node.when == CURRENT:
            lines = range(1, _ROWS_TRIED + 1)
            return [line_ref(node, n) for n in lines]
        case RowSum():
            return [line_ref(node, n) for n in _lines(node, base)]
        case RowCount():
            return [str(CellRef(node.form, group=node.group))]
        case RowColumn():
            return [line_ref(node, 1)]
        case FormFilled():
            return [node.form]
        case UniqueInRegister():
            return ["unit.uscc_unique"]
        case UnitFact():
            return [f"unit.{node.which}"]
        case OnList():
            return ["unit.lists"]
    return []


def _lines(node: RowSum, base: Dossier) -> list[int]:
    form = base.forms.get(node.form)
    rows = form.rows.get(node.group, ()) if form else ()
    fitting = [n for n, row in enumerate(rows, 1) if str(row.get("code")).startswith(node.prefixes)]
    return [*fitting[:_ROWS_TRIED], len(rows) + 1]


def _values(regime: Regime, node: Node, now: Any, literals: Sequence[str]) -> list[Any]:
    """Values worth trying in place of the present one."""
    match node:
        case UniqueInRegister():
            return [True, False]
        case OnList():
            return [frozenset({node.name}), frozenset()]
        case UnitFact():
            return [item.code for item in regime.code_lists["districts"].items]
        case FormFilled():
            return [None]
        case RowCount():
            return [()]
    if (isinstance(node, Cell | RowCell) and node.text) or isinstance(node, HeadCell | RowColumn):
        return [*literals, *_codes(regime, node), "错", None]
    number = now if isinstance(now, int) else 0
    around = [number * 10, number * 100, number * 2, number // 2, number + 1, number - 1]
    return list(dict.fromkeys([0, 1, 100, None, -1, 10**6, 10**9, *around]))


def _codes(regime: Regime, node: Node) -> list[str]:
    if isinstance(node, Cell):
        row = regime.form[node.form].by_code[node.indicator]
        key = row.code_list
    elif isinstance(node, RowCell | RowColumn):
        columns = regime.form[node.form].row_group[node.group].columns
        key = next(column.code_list for column in columns if column.key == node.column)
    else:
        key = "yes_no"
    code_list = regime.code_lists.get(key) if key else None
    return [item.code for item in code_list.items[:_MOST_CODES]] if code_list else []
