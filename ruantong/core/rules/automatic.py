"""Automatic values: computations of the pack checked and put in order (§7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from ruantong.core.cellref import CellRef
from ruantong.core.periods import Frequency
from ruantong.core.regime import Computation, Regime
from ruantong.core.rules.formula import Formula
from ruantong.core.rules.language.faults import RuleFault, SyntaxFault
from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.resolve import resolve
from ruantong.core.rules.language.scope import Findings, Place
from ruantong.core.rules.language.syntax import Pos
from ruantong.core.rules.language.tree import CURRENT, Cell, HeadCell, Node, RowSum, walk


def compile_formulas(
    regime: Regime, frequency: Frequency
) -> tuple[list[Formula], list[RuleFault], list[RuleFault]]:
    """Formulas in the order in which they can be computed, their faults and warnings."""
    faults: list[RuleFault] = []
    warnings: list[RuleFault] = []
    formulas: dict[str, Formula] = {}
    sources: dict[str, Computation] = {}
    forms = {form.code for form in regime.forms_for(frequency)}
    for computation in regime.computations:
        if computation.form not in forms:
            continue
        for column in computation.columns:
            formula = _formula(regime, computation, column, faults, warnings)
            if formula is not None:
                formulas[formula.ref] = formula
                sources[formula.ref] = computation
    return _ordered(formulas, sources, faults), faults, warnings


def _place(computation: Computation) -> tuple[str, int]:
    source = computation.source
    return (source.file, source.line) if source else (f"rules/{computation.form}.rules", 1)


def _formula(
    regime: Regime,
    computation: Computation,
    column: str,
    faults: list[RuleFault],
    warnings: list[RuleFault],
) -> Formula | None:
    file, line = _place(computation)
    form = regime.form[computation.form]
    indicator = form.by_code.get(computation.indicator)
    name = f"计算[{computation.indicator}]"
    if indicator is None or column not in indicator.columns:
        faults.append(
            RuleFault(file, line, 1, f"{form.number}没有{computation.indicator}的“{column}”栏")
        )
        return None
    if indicator.overridable != computation.overridable:
        told = "可改" if indicator.overridable else "不可改"
        faults.append(RuleFault(file, line, 1, f"{name}的“可改”与表式不一致，表式为{told}"))
    findings = Findings()
    place = Place(form.code, column, indicator.code)
    cases: list[tuple[Node | None, Node]] = []
    for number, (condition, value) in enumerate(computation.cases):
        asked = _tree(regime, place, condition, computation, f"condition{number}", findings)
        got = _tree(regime, place, value, computation, f"value{number}", findings)
        if got is not None and (asked is not None or not condition.strip()):
            cases.append((asked, got))
    faults += [RuleFault(file, at, col, f"{name}：{text}") for at, col, text in findings.faults]
    warnings += [RuleFault(file, at, col, f"{name}：{text}") for at, col, text in findings.warnings]
    if findings.faults:
        return None
    return Formula(
        ref=str(CellRef(form.code, indicator.code, column)),
        cases=tuple(cases),
        places=form.decimals_of(indicator, column),
        floor_zero=computation.floor_zero,
        overridable=computation.overridable,
        named=tuple(dict.fromkeys(_named(cases))),
    )


def _tree(
    regime: Regime, place: Place, text: str, computation: Computation, what: str, findings: Findings
) -> Node | None:
    if not text.strip():
        return None
    start = Pos(*computation.positions.get(what, (_place(computation)[1], 1)))
    try:
        expression = parse(text, start)
    except SyntaxFault as fault:
        findings.faults.add((fault.pos.line, fault.pos.column, fault.message))
        return None
    want = "logic" if what.startswith("condition") else "number"
    return resolve(regime, place, expression, findings, want=want)


def _named(cases: list[tuple[Node | None, Node]]) -> list[Cell | HeadCell | RowSum]:
    trees = (value for _, value in cases)
    return [n for tree in trees for n in walk(tree) if isinstance(n, Cell | HeadCell | RowSum)]


def _ordered(
    formulas: Mapping[str, Formula], sources: Mapping[str, Computation], faults: list[RuleFault]
) -> list[Formula]:
    """Each formula after those whose cells it uses; a circle is a fault."""
    uses = {ref: _uses(formula) & formulas.keys() for ref, formula in formulas.items()}
    ordered: list[Formula] = []
    done: set[str] = set()
    while len(ordered) < len(formulas):
        ready = [ref for ref in formulas if ref not in done and uses[ref] <= done]
        if not ready:
            circle = _circle(uses, [ref for ref in formulas if ref not in done])
            file, line = _place(sources[circle[0]])
            faults.append(
                RuleFault(file, line, 1, f"自动计算互相引用，绕成一圈：{'、'.join(circle)}")
            )
            return []
        ordered += [formulas[ref] for ref in ready]
        done.update(ready)
    return ordered


def _uses(formula: Formula) -> set[str]:
    trees = [tree for case in formula.cases for tree in case if tree is not None]
    return {n.ref for t in trees for n in walk(t) if isinstance(n, Cell) and n.when == CURRENT}


def _circle(uses: Mapping[str, AbstractSet[str]], stuck: Sequence[str]) -> list[str]:
    """Cells that use one another in turn; others among the stuck only wait for these."""
    path = [stuck[0]]
    while True:
        following = next(ref for ref in stuck if ref in uses[path[-1]])
        if following in path:
            return path[path.index(following) :]
        path.append(following)
