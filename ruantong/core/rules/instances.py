"""A rule of the pack → its instances: one checked tree for each column, indicator or line kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ruantong.core.cellref import CellRef
from ruantong.core.regime import Form, Kind, Rule
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.resolve import decimal, read, resolve
from ruantong.core.rules.language.statement import Place, Scope, Statement
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
    check: t.Node
    condition: t.Node | None

    @property
    def key(self) -> str:
        """Finding key; a row rule adds the line number."""
        return self.key_in(0)

    def key_in(self, line: int) -> str:
        """Finding key in a line (0: not a row rule)."""
        label = self.label_in(line)
        return f"{self.rule.id}:{label}" if label else self.rule.id

    def label_in(self, line: int) -> str:
        """The label with the line."""
        return ".".join(filter(None, (self.label, str(line or ""))))

    @property
    def trees(self) -> tuple[t.Node, ...]:
        return (self.check,) if self.condition is None else (self.check, self.condition)

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
        found = {(t.CURRENT, self.rule.form)}
        for tree in self.trees:
            for node in t.walk(tree):
                if isinstance(node, t.Cell | t.RowCell):
                    found.add((node.when, node.form))
                elif isinstance(node, t.HeadCell | t.RowSum | t.RowColumn | t.AutoValue):
                    found.add((t.CURRENT, node.form))
        return frozenset(found)

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """References of the current return's cells the check names; lines are added when known."""
        found: dict[str, None] = {}
        for node in t.walk(self.check):
            if isinstance(node, t.HeadCell) or (
                isinstance(node, t.Cell) and node.when == t.CURRENT
            ):
                found[node.ref] = None
            elif isinstance(node, t.SameColumns):
                column = (str(CellRef(node.form, code, node.left)) for code in node.indicators)
                found.update(dict.fromkeys(column))
        return tuple(found)


def _valued(node: t.Node) -> Iterator[BlankLeaf]:
    if isinstance(node, t.IsBlank):
        return
    if isinstance(node, t.Cell | t.HeadCell | t.RowCell | t.RowSum):
        yield node
    for child in node.below:
        yield from _valued(child)


def expand(statement: Statement, rule: Rule) -> list[Instance]:
    """Instances of a rule; none where it has faults."""
    check = read(statement, "check", rule.check)
    asked = rule.condition.strip()
    condition = read(statement, "condition", rule.condition) if asked else None
    form = statement.regime.form.get(rule.form)
    if form is None:
        statement.refuse(f"没有“{rule.form}表”")
    instances: list[Instance] = []
    if form is not None and check is not None:
        for place, label in _places(statement, rule, form):
            scope = Scope(statement, place)
            judged = resolve(scope, check, tolerance=decimal(rule.tolerance))
            when = None if condition is None else resolve(scope, condition)
            if judged is not None:
                instances.append(Instance(rule, label, judged, when))
    return [] if statement.faults else instances


def _places(statement: Statement, rule: Rule, form: Form) -> Iterator[tuple[Place, str]]:
    """Where a rule is judged, with the label of each judgement."""
    if rule.row_group:
        if rule.row_group not in form.row_group:
            known = "、".join(form.row_group) or "无"
            statement.refuse(f"{form.number}没有明细行“{rule.row_group}”，现有：{known}")
        elif rule.columns or rule.indicators:
            statement.refuse("“逐行”不能与“列”“指标”同用")
        else:
            yield Place(rule.form, group=rule.row_group), rule.part
        return
    unknown = [column for column in rule.columns if column not in form.column]
    for column in unknown:
        statement.refuse(f"{form.number}没有“{column}”栏，现有：{'、'.join(form.column)}")
    if unknown:
        return
    sweeping = rule.indicators[:1] in {(ALL,), (EXCEPT,)}
    for indicator in _indicators(statement, rule, form, sweeping):
        for column in rule.columns or ("",):
            if not indicator or not column or column in form.by_code[indicator].columns:
                label = ".".join(filter(None, (rule.part, indicator, column)))
                yield Place(rule.form, column, indicator), label
            elif not sweeping:
                statement.refuse(f"{form.number}的指标{indicator}没有“{column}”栏")


def _indicators(statement: Statement, rule: Rule, form: Form, sweeping: bool) -> list[str]:
    """Codes to repeat over; "" for a rule that names none."""
    named = rule.indicators[1:] if sweeping else rule.indicators
    for code in named:
        if code not in form.by_code:
            statement.refuse(f"{form.number}没有指标“{code}”")
    if sweeping:
        rows = (row for row in form.indicators if not row.title and row.kind is Kind.NUMBER)
        return [row.code for row in rows if row.code not in named]
    return [code for code in named if code in form.by_code] or [""]
