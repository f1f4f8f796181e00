"""Operations → Python source → one function per rule set (ADR 0032).

Cell names, codes and texts are handed over as constants, never written into the source. The
function judges every instance in one pass and lists what did not pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.dossier import FormData
from ruantong.core.regime import Regime
from ruantong.core.rules.executors.python_code import Printer, Wanted
from ruantong.core.rules.formula import Cases, Formula, cases_in_turn, cases_of
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language import runtime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.formats import FORMATS, codes_of
from ruantong.core.rules.lowering import chain, ops
from ruantong.core.rules.lowering.chain import Step
from ruantong.core.values import round_half_up

#: Outcomes in the list the function returns: (instance number, line from 1 or 0, outcome).
FAIL, NOT_EVALUATED = 0, 1
Verdict = tuple[int, int, int]

_WHEN_ARGUMENT = {"current": "cur", "previous": "prev", "year_ago": "ago", "december": "dec"}
_ARGUMENTS = "cur, prev, ago, dec, due, lists, unique, district, months, year"


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
        self._emit = Printer({f.ref: f"a{number}" for number, f in enumerate(formulas)})
        self._sources: dict[tuple[str, str], str] = {}

    def source(self) -> str:
        body = list(self._blocks())
        trees = [tree for i in self._instances for tree in (i.check, i.condition) if tree]
        used = {n.ref for tree in trees for n in t.walk(tree) if isinstance(n, t.AutoValue)}
        cases = {ref: of for ref, of in cases_of(self._formulas).items() if ref in used}
        automatic = self._computed(cases)
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
        computed = self._computed(cases_in_turn(self._formulas))
        hoisted = self._hoisted()
        lines = [*self._loads(), *hoisted, *computed]
        results = "".join(f"{name}, " for name in self._emit.computed.values())
        body = "\n".join(f"    {line}" for line in [*lines, f"return ({results})"])
        return f"def automatic(cur, due, months, year):\n{body}\n"

    def namespace(self) -> dict[str, Any]:
        known: dict[str, Any] = {
            name: getattr(runtime, name)
            for name in (
                "all3", "any3", "not3", "iff3", "whole", "row_totals", "repeated", "form_filled",
                "same_columns", "same_text", "part",
            )
        }  # fmt: skip
        known |= {"round_half_up": round_half_up, "EMPTY": {}, "MISSING": FormData()}
        for (_type, value), name in self._emit.constants.items():
            known[name] = self._constant(value)
        return known

    def _constant(self, value: Any) -> Any:
        match value:
            case Wanted(ops.FORMAT, name):
                return FORMATS[name]
            case Wanted(ops.CODES | ops.LEAVES as kind, name):
                return codes_of(self._regime, name, leaves=kind == ops.LEAVES)
            case Wanted():
                return {}
        return value

    # data ----------------------------------------------------------------------------------

    def _form(self, when: str, form: str) -> str:
        """Variable that holds a return's form, None when it is missing or not due."""
        return self._sources.setdefault((when, form), f"f{len(self._sources)}")

    def _rows(self, form: str, group: str, when: str = t.CURRENT) -> str:
        name = self._form(when, form)
        return f"({name}.rows.get({self._emit.constant(group)}, ()) if {name} else ())"

    def _loads(self) -> list[str]:
        """Every cell in use into its variables, form by form."""
        lines: list[str] = []
        by_form: dict[tuple[str, str], list[tuple[t.Cell | t.HeadCell, str]]] = {}
        for cell, index in self._emit.cells.items():
            when = cell.when if isinstance(cell, t.Cell) else t.CURRENT
            by_form.setdefault((when, cell.form), []).append((cell, index))
        for when, form in by_form:
            self._form(when, form)
        for (when, form), name in self._sources.items():
            key, argument = self._emit.constant(form), _WHEN_ARGUMENT[when]
            if when == t.CURRENT:
                lines.append(f"{name} = cur.get({key}, MISSING) if {key} in due else None")
            else:
                lines.append(f"{name} = {argument}.get({key}) if {argument} else None")
        for (when, form), cells in by_form.items():
            lines += self._load_form(self._form(when, form), cells)
        return lines

    def _load_form(self, form: str, cells: Sequence[tuple[t.Cell | t.HeadCell, str]]) -> list[str]:
        lines = [f"if {form} is not None:", f"    t = {form}.cells"]
        fixed = [(cell, index) for cell, index in cells if isinstance(cell, t.Cell)]
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
            if isinstance(cell, t.HeadCell):
                lines.append(f"    v{index} = {form}.head.get({self._emit.constant(cell.key)})")
                lines.append(f"    z{index} = v{index} or ''")
        lines.append("else:")
        lines.append("    " + " = ".join([*(f"v{index}" for _, index in cells), "None"]))
        texts = [f"z{i}" for c, i in cells if isinstance(c, t.HeadCell) or c.text]
        numbers = [f"z{i}" for c, i in cells if isinstance(c, t.Cell) and not c.text]
        if texts:
            lines.append("    " + " = ".join([*texts, "''"]))
        if numbers:
            lines.append("    " + " = ".join([*numbers, "0"]))
        return lines

    def _is_calendar(self, cell: t.Cell) -> bool:
        kind = self._regime.form[cell.form].by_code[cell.indicator].kind
        return kind in {"year", "month"}

    def _hoisted(self) -> list[str]:
        """What is worked out once per return: totals over lines, filled forms, equal columns."""
        totals: dict[tuple[str, str], list[tuple[str, t.RowSum | t.RowCount]]] = {}
        lines: list[str] = []
        for node, name in self._emit.hoisted.items():
            if isinstance(node, t.RowSum | t.RowCount):
                totals.setdefault((node.form, node.group), []).append((name, node))
            else:
                lines.append(self._hoist(node, name))
        for (form, group), members in totals.items():
            slots = tuple((getattr(node, "column", ""), node.prefixes) for _, node in members)
            names = ", ".join(name for name, _ in members) + ("," if len(members) == 1 else "")
            plan, memory = (
                self._emit.constant(slots),
                self._emit.constant(Wanted("memory", str(CellRef(form, group=group)))),
            )
            rows = self._rows(form, group)
            lines.append(f"{names} = row_totals({rows}, {plan}, {memory})")
        return lines

    def _hoist(self, node: t.Node, name: str) -> str:
        constant = self._emit.constant
        match node:
            case t.RowColumn():
                call = f"repeated({self._rows(node.form, node.group)}, {constant(node.column)})"
            case t.FormFilled():
                call = f"form_filled(cur.get({constant(node.form)}), {constant(node.columns)})"
            case t.SameColumns():
                columns = f"{constant(node.left)}, {constant(node.right)}"
                call = (
                    f"same_columns({self._form(t.CURRENT, node.form)},"
                    f" {constant(node.indicators)}, {columns})"
                )
            case _:
                raise TypeError(type(node).__name__)
        return f"{name} = {call}"

    def _computed(self, cases: Cases) -> list[str]:
        """What the platform computes for automatic cells, into their names."""
        lines: list[str] = []
        for ref, of_cell in cases.items():
            name, word = self._emit.computed[ref], "if"
            for judgement, value in of_cell:
                code = "None" if value is None else self._emit.code(value)
                lines += [f"{word} {self._emit.holds(judgement)}:", f"    {name} = {code}"]
                word = "elif"
            lines += ["else:", f"    {name} = None"] if of_cell else [f"{name} = None"]
        return lines

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
                    lines += [f"    {line}" for line in self._judge(number, instance.steps, "0")]
            lines += ["else:", f"    na += {len(members)}"]
        return lines

    def _judge(self, number: int, steps: Sequence[Step], line: str) -> list[str]:
        """The chain of one instance: who gets past the last step passes."""
        lines = self._emit.share(step.judgement for step in steps)
        then = {
            chain.FAIL: f"say(({number}, {line}, {FAIL}))",
            chain.NOT_EVALUATED: f"say(({number}, {line}, {NOT_EVALUATED}))",
            chain.NOT_APPLICABLE: "na += 1",
            chain.PASS: "pass",
        }
        tests: list[tuple[str, int]] = []
        for step in steps:
            code = self._emit.code(step.judgement)
            if isinstance(step.judgement, ops.Truth):
                outcome = chain.outcome_of(step, step.judgement.value)
                tests += [("True", outcome)] if outcome is not None else []
                continue
            if ops.nullable(step.judgement) and step.unknown is not None:
                tests.append((f"(t := {code}) is None", step.unknown))
                code = "t"
            if step.false is not None:
                tests.append((f"not {code}", step.false))
            if step.true is not None:
                tests.append((code, step.true))
        for place, (test, outcome) in enumerate(tests):
            lines += [f"{'el' if place else ''}if {test}:", f"    {then[outcome]}"]
        return lines or ["pass"]

    def _row_block(
        self, members: Sequence[tuple[int, Instance]], needs: frozenset[tuple[str, str]]
    ) -> list[str]:
        rule = members[0][1].rule
        size = len(members)
        before = dict(self._emit.rows)
        inner: list[str] = []
        for number, instance in members:
            inner += self._judge(number, instance.steps, "n")
        used = {cell: name for cell, name in self._emit.rows.items() if cell not in before}
        used |= {
            c: n for c, n in before.items() if (c.form, c.group) == (rule.form, rule.row_group)
        }
        lines = [f"rows = {self._rows(rule.form, rule.row_group)}"]
        compares = (t.YEAR_AGO, rule.form) in needs
        if compares:
            code = self._emit.constant("code")
            rows = self._rows(rule.form, rule.row_group, t.YEAR_AGO)
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
            line = "row" if cell.when == t.CURRENT else "(old or EMPTY)"
            if cell.when != t.CURRENT and not compares:
                continue
            lines.append(f"    {name} = {line}.get({self._emit.constant(cell.column)})")
        return [*lines, *(f"    {line}" for line in inner)]
