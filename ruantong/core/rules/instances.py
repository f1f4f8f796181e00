"""A rule of the pack → its instances: one checked tree for each column, indicator or line kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ruantong.core.cellref import CellRef
from ruantong.core.regime import Form, Kind, Regime, Rule
from ruantong.core.rules.language.faults import RuleFault, SyntaxFault
from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.resolve import resolve
from ruantong.core.rules.language.scope import Findings, Place
from ruantong.core.rules.language.syntax import Pos, Syntax
from ruantong.core.rules.language.tree import (
    CURRENT,
    AutoValue,
    Cell,
    HeadCell,
    IsBlank,
    Node,
    RowCell,
    RowColumn,
    RowSum,
    SameColumns,
    walk,
)
from ruantong.core.rules.lowering.chain import Step, lower_chain
from ruantong.core.rules.lowering.ops import BlankLeaf

#: Words that stand for all rows of a form, or all but the named ones.
ALL, EXCEPT = "全部", "除"


@dataclass(frozen=True)
class Instance:
    """One judgement of a rule; ``label`` tells the instances of a rule apart ("A", "2010.B").

    A row rule has one Instance, judged once per line.
    """

    rule: Rule
    label: str
    check: Node
    condition: Node | None

    @property
    def key(self) -> str:
        """Finding key; a row rule adds the line number."""
        return f"{self.rule.id}:{self.label}" if self.label else self.rule.id

    @cached_property
    def named(self) -> tuple[BlankLeaf, ...]:
        """The cells whose blankness the policy looks at: those of the check, once each."""
        return tuple(dict.fromkeys(_valued(self.check)))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The operations that lead to its outcome, once the forms it needs are there."""
        return lower_chain(self.check, self.condition, self.named, self.rule.blank)

    @cached_property
    def needs(self) -> frozenset[tuple[str, str]]:
        """The (return, form) pairs without which the rule does not apply."""
        found = {(CURRENT, self.rule.form)}
        for tree in (self.check, self.condition):
            found.update(_sources(tree) if tree is not None else ())
        return frozenset(found)

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """References of the current return's cells the check names; lines are added when known."""
        return tuple(dict.fromkeys(_current_refs(self.check)))


def _valued(node: Node) -> Iterator[BlankLeaf]:
    if isinstance(node, IsBlank):
        return
    if isinstance(node, Cell | HeadCell | RowCell | RowSum):
        yield node
    for child in node.below:
        yield from _valued(child)


def _sources(tree: Node) -> Iterator[tuple[str, str]]:
    for node in walk(tree):
        if isinstance(node, Cell | RowCell):
            yield node.when, node.form
        elif isinstance(node, HeadCell | RowSum | RowColumn | AutoValue):
            yield CURRENT, node.form


def _current_refs(tree: Node) -> Iterator[str]:
    for node in walk(tree):
        if (isinstance(node, Cell) and node.when == CURRENT) or isinstance(node, HeadCell):
            yield node.ref
        elif isinstance(node, SameColumns):
            yield from (str(CellRef(node.form, code, node.left)) for code in node.indicators)


def expand(
    regime: Regime, rule: Rule, automatic: frozenset[str]
) -> tuple[list[Instance], list[RuleFault], list[RuleFault]]:
    """Instances of a rule, its faults and its warnings; with faults there are no instances."""
    return _Expander(regime, rule, automatic).expand()


class _Expander:
    def __init__(self, regime: Regime, rule: Rule, automatic: frozenset[str]) -> None:
        self._regime = regime
        self._rule = rule
        self._automatic = automatic
        self._findings = Findings()
        self._file = rule.source.file if rule.source else f"rules/{rule.form}.rules"
        self._line = rule.source.line if rule.source else 1

    def expand(self) -> tuple[list[Instance], list[RuleFault], list[RuleFault]]:
        rule = self._rule
        form = self._regime.form.get(rule.form)
        check = self._parse(rule.check, "check")
        condition = self._parse(rule.condition, "condition") if rule.condition.strip() else None
        if form is None:
            self._refuse(f"没有“{rule.form}表”")
        instances: list[Instance] = []
        if form is not None and check is not None:
            for place, label in self._places(form):
                instance = self._instance(place, label, check, condition)
                if instance is not None:
                    instances.append(instance)
        faults = self._at(self._findings.faults)
        return ([] if faults else instances), faults, self._at(self._findings.warnings)

    def _at(self, found: Iterable[tuple[int, int, str]]) -> list[RuleFault]:
        name = self._rule.id
        return [
            RuleFault(self._file, at, col, f"{name}：{text}") for at, col, text in sorted(found)
        ]

    def _refuse(self, message: str) -> None:
        self._findings.faults.add((self._line, 1, message))

    def _parse(self, text: str, what: str) -> Syntax | None:
        start = Pos(*self._rule.positions.get(what, (self._line, 1)))
        try:
            return parse(text, start)
        except SyntaxFault as fault:
            self._findings.faults.add((fault.pos.line, fault.pos.column, fault.message))
            return None

    def _places(self, form: Form) -> Iterator[tuple[Place, str]]:
        rule = self._rule
        if rule.row_group:
            if rule.row_group not in form.row_group:
                known = "、".join(form.row_group) or "无"
                self._refuse(f"{form.number}没有明细行“{rule.row_group}”，现有：{known}")
            elif rule.columns or rule.indicators:
                self._refuse("“逐行”不能与“列”“指标”同用")
            else:
                yield Place(rule.form, group=rule.row_group), rule.part
            return
        unknown = [column for column in rule.columns if column not in form.column]
        for column in unknown:
            self._refuse(f"{form.number}没有“{column}”栏，现有：{'、'.join(form.column)}")
        if unknown:
            return
        chosen, explicit = self._indicators(form)
        for indicator in chosen or [""]:
            for column in rule.columns or ("",):
                if indicator and column and column not in form.by_code[indicator].columns:
                    if explicit:
                        self._refuse(f"{form.number}的指标{indicator}没有“{column}”栏")
                    continue
                label = ".".join(filter(None, (rule.part, indicator, column)))
                yield Place(rule.form, column, indicator), label

    def _indicators(self, form: Form) -> tuple[list[str], bool]:
        """Codes to repeat over, and whether each was named by itself."""
        words = self._rule.indicators
        if not words:
            return [], True
        sweeping = words[0] in {ALL, EXCEPT}
        named = words[1:] if sweeping else words
        for code in named:
            if code not in form.by_code:
                self._refuse(f"{form.number}没有指标“{code}”")
        if not sweeping:
            return [code for code in named if code in form.by_code], True
        rows = (row for row in form.indicators if not row.title and row.kind is Kind.NUMBER)
        return [row.code for row in rows if row.code not in named], False

    def _instance(
        self, place: Place, label: str, check: Syntax, condition: Syntax | None
    ) -> Instance | None:
        whole, _, fraction = self._rule.tolerance.partition(".")
        tolerance = (int(whole + fraction), len(fraction))
        judged = resolve(
            self._regime,
            place,
            check,
            self._findings,
            tolerance=tolerance,
            automatic=self._automatic,
        )
        asked = (
            resolve(self._regime, place, condition, self._findings, automatic=self._automatic)
            if condition is not None
            else None
        )
        if judged is None or (condition is not None and asked is None):
            return None
        return Instance(self._rule, label, judged, asked)
