"""Checked trees → Python source → one function per rule set (ADR 0032).

The source is built from the trees alone: cell names, codes and texts are handed over as
constants, never written into it. All arithmetic is on integers; ratios are compared by
cross-multiplication. The function judges every instance in one pass and lists what did not pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ruantong.core.dossier import FormData
from ruantong.core.regime import Regime
from ruantong.core.rules import runtime
from ruantong.core.rules.emit import Emitter, Number
from ruantong.core.rules.formats import FORMATS
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.tree import (
    CURRENT,
    YEAR_AGO,
    AutoValue,
    Cell,
    FormFilled,
    HeadCell,
    Node,
    RowCell,
    RowColumn,
    RowCount,
    RowSum,
    SameColumns,
    walk,
)
from ruantong.core.values import round_half_up

#: Outcomes in the list the function returns: (instance number, line from 1 or 0, outcome).
FAIL, NOT_EVALUATED = 0, 1
Verdict = tuple[int, int, int]

_WHEN_ARGUMENT = {"current": "cur", "previous": "prev", "year_ago": "ago", "december": "dec"}
_ARGUMENTS = "cur, prev, ago, dec, due, lists, unique, district, months, year"


@dataclass(frozen=True)
class Formula:
    """An automatic cell ready to compile: cases (condition, value), its floor and its places."""

    ref: str
    cases: tuple[tuple[Node | None, Node], ...]
    places: int
    floor_zero: bool
    overridable: bool
    named: tuple[Node, ...]


Run = Callable[..., tuple[int, int, list[Verdict]]]
Automatic = Callable[..., tuple[int | None, ...]]


def compile_function(
    regime: Regime, instances: Sequence[Instance], formulas: Sequence[Formula]
) -> tuple[Run, str]:
    """The function and its source.

    Called with the four returns' forms, the forms due, the register's facts and the period, it
    gives (instances that do not apply, lines beyond the listed instances, verdicts).
    """
    program = _Program(regime, instances, formulas)
    source = program.source()
    namespace = program.namespace()
    # The text is written by this module from a checked tree and holds no word of the rule file.
    exec(compile(source, "<rules>", "exec"), namespace)  # noqa: S102
    return namespace["run"], source


def compile_automatic(regime: Regime, formulas: Sequence[Formula]) -> Automatic:
    """The function that computes the automatic cells in order, each seeing those before it.

    Called with the current forms, the forms due, the months and the year.
    """
    program = _Program(regime, (), formulas)
    source = program.automatic_source()
    namespace = program.namespace()
    exec(compile(source, "<automatic>", "exec"), namespace)  # noqa: S102
    automatic: Automatic = namespace["automatic"]
    return automatic


class _Program:
    def __init__(
        self, regime: Regime, instances: Sequence[Instance], formulas: Sequence[Formula]
    ) -> None:
        self._regime = regime
        self._instances = instances
        self._formulas = formulas
        self._emit = Emitter({f.ref: f"a{number}" for number, f in enumerate(formulas)})
        self._sources: dict[tuple[str, str], str] = {}

    def source(self) -> str:
        body = list(self._blocks())
        trees = [tree for i in self._instances for tree in (i.check, i.condition) if tree]
        used = {n.ref for tree in trees for n in walk(tree) if isinstance(n, AutoValue)}
        formulas = (formula for formula in self._formulas if formula.ref in used)
        automatic = [line for formula in formulas for line in self._formula(formula)]
        hoisted = self._hoisted()
        # Loads come last to be written and first to be run: by now every cell in use is known.
        loads = list(self._loads())
        lines = [*loads, *hoisted, *automatic, *body]
        head = [
            f"def run({_ARGUMENTS}):",
            "    na = extra = 0",
            "    out = []",
            "    say = out.append",
        ]
        text = "\n".join([*head, *(f"    {line}" for line in lines), "    return na, extra, out"])
        return text + "\n"

    def automatic_source(self) -> str:
        emit = self._emit
        steps = [self._formula(formula) for formula in self._formulas]
        indexes = {cell.ref: index for cell, index in emit.cells.items()}
        for formula, step in zip(self._formulas, steps, strict=True):
            if formula.ref in indexes:
                index, name = indexes[formula.ref], emit.computed[formula.ref]
                step.append(f"if v{index} is None:" if formula.overridable else "if True:")
                step += [f"    v{index} = {name}", f"    z{index} = v{index} or 0"]
        hoisted = self._hoisted()
        lines = [*self._loads(), *hoisted, *(line for step in steps for line in step)]
        results = "".join(f"{emit.computed[formula.ref]}, " for formula in self._formulas)
        body = "\n".join(f"    {line}" for line in [*lines, f"return ({results})"])
        return f"def automatic(cur, due, months, year):\n{body}\n"

    def namespace(self) -> dict[str, Any]:
        known: dict[str, Any] = {
            name: getattr(runtime, name)
            for name in (
                "all3", "any3", "not3", "iff3", "whole", "row_totals", "repeated", "form_filled",
                "same_columns", "same_text", "part", "slip",
            )
        }  # fmt: skip
        known |= {"round_half_up": round_half_up, "EMPTY": {}, "MISSING": FormData()}
        for (_type, value), name in self._emit.constants.items():
            known[name] = self._constant(value)
        return known

    def _constant(self, value: Any) -> Any:
        if isinstance(value, tuple) and value[:1] == ("codes",):
            items = self._regime.code_lists[value[1]].items
            return frozenset(item.code for item in items if item.leaf or not value[2])
        if isinstance(value, tuple) and value[:1] == ("memory",):
            return {}
        if isinstance(value, tuple) and value[:1] == ("format",):
            return FORMATS[value[1]]
        return value

    # data ----------------------------------------------------------------------------------

    def _form(self, when: str, form: str) -> str:
        """Variable that holds a return's form, None when it is missing or not due."""
        return self._sources.setdefault((when, form), f"f{len(self._sources)}")

    def _rows(self, form: str, group: str, when: str = CURRENT) -> str:
        name = self._form(when, form)
        return f"({name}.rows.get({self._emit.constant(group)}, ()) if {name} else ())"

    def _loads(self) -> list[str]:
        """Every cell in use into its variables, form by form."""
        lines: list[str] = []
        by_form: dict[tuple[str, str], list[tuple[Cell | HeadCell, str]]] = {}
        for cell, index in self._emit.cells.items():
            when = cell.when if isinstance(cell, Cell) else CURRENT
            by_form.setdefault((when, cell.form), []).append((cell, index))
        for when, form in by_form:
            self._form(when, form)
        for (when, form), name in self._sources.items():
            key, argument = self._emit.constant(form), _WHEN_ARGUMENT[when]
            if when == CURRENT:
                lines.append(f"{name} = cur.get({key}, MISSING) if {key} in due else None")
            else:
                lines.append(f"{name} = {argument}.get({key}) if {argument} else None")
        for (when, form), cells in by_form.items():
            lines += self._load_form(self._form(when, form), cells)
        return lines

    def _load_form(self, form: str, cells: Sequence[tuple[Cell | HeadCell, str]]) -> list[str]:
        lines = [f"if {form} is not None:", f"    t = {form}.cells"]
        fixed = [(cell, index) for cell, index in cells if isinstance(cell, Cell)]
        fixed.sort(key=lambda pair: pair[0].indicator)
        for indicator, group in groupby(fixed, key=lambda pair: pair[0].indicator):
            lines.append(f"    i = t.get({self._emit.constant(indicator)}, EMPTY).get")
            for fixed_cell, index in group:
                value = f"i({self._emit.constant(fixed_cell.column)})"
                if self._is_calendar(fixed_cell):
                    value = f"whole({value})"
                lines.append(f"    v{index} = {value}")
                lines.append(f"    z{index} = v{index} or {repr('') if fixed_cell.text else 0}")
        for cell, index in cells:
            if isinstance(cell, HeadCell):
                lines.append(f"    v{index} = {form}.head.get({self._emit.constant(cell.key)})")
                lines.append(f"    z{index} = v{index} or ''")
        lines.append("else:")
        lines.append("    " + " = ".join([*(f"v{index}" for _, index in cells), "None"]))
        texts = [f"z{i}" for c, i in cells if isinstance(c, HeadCell) or c.text]
        numbers = [f"z{i}" for c, i in cells if isinstance(c, Cell) and not c.text]
        if texts:
            lines.append("    " + " = ".join([*texts, "''"]))
        if numbers:
            lines.append("    " + " = ".join([*numbers, "0"]))
        return lines

    def _is_calendar(self, cell: Cell) -> bool:
        kind = self._regime.form[cell.form].by_code[cell.indicator].kind
        return kind in {"year", "month"}

    def _hoisted(self) -> list[str]:
        """What is worked out once per return: totals over lines, filled forms, equal columns."""
        totals: dict[tuple[str, str], list[tuple[str, RowSum | RowCount]]] = {}
        lines: list[str] = []
        for node, name in self._emit.hoisted.items():
            if isinstance(node, RowSum | RowCount):
                totals.setdefault((node.form, node.group), []).append((name, node))
            else:
                lines.append(self._hoist(node, name))
        for (form, group), members in totals.items():
            slots = tuple((getattr(node, "column", ""), node.prefixes) for _, node in members)
            names = ", ".join(name for name, _ in members) + ("," if len(members) == 1 else "")
            plan, memory = self._emit.constant(slots), self._emit.constant(("memory", form, group))
            rows = self._rows(form, group)
            lines.append(f"{names} = row_totals({rows}, {plan}, {memory})")
        return lines

    def _hoist(self, node: Node, name: str) -> str:
        constant = self._emit.constant
        match node:
            case RowColumn():
                call = f"repeated({self._rows(node.form, node.group)}, {constant(node.column)})"
            case FormFilled():
                call = f"form_filled(cur.get({constant(node.form)}), {constant(node.columns)})"
            case SameColumns():
                columns = f"{constant(node.left)}, {constant(node.right)}"
                call = (
                    f"same_columns({self._form(CURRENT, node.form)},"
                    f" {constant(node.indicators)}, {columns})"
                )
            case _:
                raise TypeError(type(node).__name__)
        return f"{name} = {call}"

    def _formula(self, formula: Formula) -> list[str]:
        name = self._emit.computed[formula.ref]
        blank = " and ".join(map(self._emit.is_blank, formula.named)) or "False"
        lines = [f"if {blank}:", f"    {name} = None"]
        for condition, value in formula.cases:
            when = "True"
            if condition is not None:
                logic = self._emit.logic(condition)
                when = f"{logic.code} is True" if logic.nullable else logic.code
            lines += [f"elif {when}:", f"    {name} = {self._computed(formula, value)}"]
        return [*lines, "else:", f"    {name} = None"]

    def _computed(self, formula: Formula, value: Node) -> str:
        number: Number = self._emit.rounded(self._emit.number(value), formula.places)
        code = f"max(0, {number.code})" if formula.floor_zero else number.code
        return f"None if {' or '.join(number.guards)} else {code}" if number.guards else code

    # judgements ----------------------------------------------------------------------------

    def _blocks(self) -> list[str]:
        """Instances in order, those with the same needs under one condition."""
        lines: list[str] = []
        numbered = list(enumerate(self._instances))
        for (needs, row_group), group in groupby(
            numbered, key=lambda pair: (pair[1].needs, (pair[1].rule.form, pair[1].rule.row_group))
        ):
            members = list(group)
            present = " and ".join(f"{self._form(*need)} is not None" for need in sorted(needs))
            lines.append(f"if {present}:")
            if row_group[1]:
                lines += [f"    {line}" for line in self._row_block(members, needs)]
            else:
                for number, instance in members:
                    lines += [f"    {line}" for line in self._judge(number, instance, "0")]
            lines += ["else:", f"    na += {len(members)}"]
        return lines

    def _judge(self, number: int, instance: Instance, line: str) -> list[str]:
        """The if-chain of one instance: applies? blank? true?"""
        steps: list[tuple[str, str]] = []
        skip, unknown = "na += 1", f"say(({number}, {line}, {NOT_EVALUATED}))"
        if instance.condition is not None:
            condition = self._emit.logic(instance.condition)
            if condition.nullable:
                steps += [(f"(t := {condition.code}) is None", unknown), ("not t", skip)]
            else:
                steps.append((f"not {condition.code}", skip))
        blanks = [self._emit.is_blank(cell) for cell in instance.named]
        if blanks and instance.rule.blank == "partial_zero":
            steps.append((" and ".join(blanks), skip))
        elif blanks and instance.rule.blank == "non_null":
            steps.append((" or ".join(blanks), unknown))
        check = self._emit.logic(instance.check)
        fail = f"say(({number}, {line}, {FAIL}))"
        if check.nullable:
            # Nobody outside the platform can know the register: there the rule does not apply.
            missing = skip if check.code == "unique" else unknown
            steps += [(f"(t := {check.code}) is None", missing), ("not t", fail)]
        else:
            steps.append((f"not {check.code}", fail))
        lines: list[str] = []
        for index, (test, then) in enumerate(steps):
            lines += [f"{'el' if index else ''}if {test}:", f"    {then}"]
        return lines

    def _row_block(
        self, members: Sequence[tuple[int, Instance]], needs: frozenset[tuple[str, str]]
    ) -> list[str]:
        rule = members[0][1].rule
        size = len(members)
        before = dict(self._emit.rows)
        inner: list[str] = []
        for number, instance in members:
            judged = self._judge(number, instance, "n")
            if any(isinstance(node, RowCell) and node.when != CURRENT for node in instance.named):
                judged = ["if old is None:", "    na += 1", "else:", *(f"    {x}" for x in judged)]
            inner += judged
        used = {cell: name for cell, name in self._emit.rows.items() if cell not in before}
        used |= {
            c: n for c, n in before.items() if (c.form, c.group) == (rule.form, rule.row_group)
        }
        lines = [f"rows = {self._rows(rule.form, rule.row_group)}"]
        compares = (YEAR_AGO, rule.form) in needs
        if compares:
            code = self._emit.constant("code")
            rows = self._rows(rule.form, rule.row_group, YEAR_AGO)
            lines.append(f"olds = {{row.get({code}): row for row in {rows}}}")
        lines += [
            "if not rows:",
            f"    na += {size}",
            "else:",
            f"    extra += {size}*(len(rows) - 1)",
        ]
        lines.append("for n, row in enumerate(rows, 1):")
        if compares:
            lines.append(f"    old = olds.get(row.get({self._emit.constant('code')}))")
        for cell, name in used.items():
            line = "row" if cell.when == CURRENT else "(old or EMPTY)"
            if cell.when != CURRENT and not compares:
                continue
            lines.append(f"    {name} = {line}.get({self._emit.constant(cell.column)})")
        return [*lines, *(f"    {line}" for line in inner)]
