"""Operations → Python source → one function per rule set (ADR 0032).

Cell names, codes and texts are handed over as constants, never written into the source. The
function judges every instance in one pass and lists what did not pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.dossier import FormData
from ruantong.core.regime import Kind, Regime
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

Run = Callable[..., tuple[int, int, list[Verdict]]]
Automatic = Callable[..., tuple[int | None, ...]]


def compile_function(
    regime: Regime, instances: Sequence[Instance], formulas: Sequence[Formula]
) -> tuple[Run, str]:
    """The function and its source.

    Called with the four returns' forms, the forms due, the register's facts and the period, it
    gives (instances that do not apply, lines beyond the listed instances, verdicts).
    """
    program = _Program(regime, formulas)
    body = program.blocks(instances)
    cases = cases_of(formulas)
    used = {ref: of for ref, of in cases.items() if ref in program.printer.automatic}
    lines = ["na = extra = 0", "out = []", "say = out.append", *program.computed(used), *body]
    arguments = "cur, prev, ago, dec, due, lists, unique, district, months, year"
    return program.function("run", arguments, lines, "na, extra, out")


def compile_automatic(regime: Regime, formulas: Sequence[Formula]) -> Automatic:
    """The function that computes the automatic cells in order, each seeing those before it.

    Called with the current forms, the forms due, the months and the year.
    """
    program = _Program(regime, formulas)
    lines = program.computed(cases_in_turn(formulas))
    names = "".join(f"{name}, " for name in program.printer.computed.values())
    automatic: Automatic
    automatic, _ = program.function("automatic", "cur, due, months, year", lines, f"({names})")
    return automatic


class _Program:
    """The text of one function. What it loads is known when everything else is written."""

    def __init__(self, regime: Regime, formulas: Sequence[Formula]) -> None:
        self._regime = regime
        self.printer = Printer({f.ref: f"a{number}" for number, f in enumerate(formulas)})
        self._sources: dict[tuple[str, str], str] = {}

    def function(
        self, name: str, arguments: str, lines: Sequence[str], result: str
    ) -> tuple[Callable[..., Any], str]:
        """The function of these lines, and its source."""
        hoisted = self._hoisted()
        body = [*self._loads(), *hoisted, *lines, f"return {result}"]
        source = "\n".join([f"def {name}({arguments}):", *(f"    {line}" for line in body), ""])
        space: dict[str, Any] = {**vars(runtime), "round_half_up": round_half_up}
        space |= {"EMPTY": {}, "MISSING": FormData()}
        for (_type, value), constant in self.printer.constants.items():
            space[constant] = self._constant(value)
        # The text is written by this module from a checked tree and holds no word of the rule file.
        exec(compile(source, f"<{name}>", "exec"), space)  # noqa: S102
        return space[name], source

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
        return f"({name}.rows.get({self.printer.constant(group)}, ()) if {name} else ())"

    def _loads(self) -> list[str]:
        """Every cell in use into its variables, form by form."""
        by_form: dict[str, list[tuple[t.Cell | t.HeadCell, str]]] = {}
        for cell, index in self.printer.cells.items():
            name = self._form(getattr(cell, "when", t.CURRENT), cell.form)
            by_form.setdefault(name, []).append((cell, index))
        lines: list[str] = []
        for (when, form), name in self._sources.items():
            key, argument = self.printer.constant(form), _WHEN_ARGUMENT[when]
            if when == t.CURRENT:
                lines.append(f"{name} = cur.get({key}, MISSING) if {key} in due else None")
            else:
                lines.append(f"{name} = {argument}.get({key}) if {argument} else None")
        for name, cells in by_form.items():
            lines += self._load_form(name, cells)
        return lines

    def _load_form(self, form: str, cells: Sequence[tuple[t.Cell | t.HeadCell, str]]) -> list[str]:
        constant = self.printer.constant
        lines = [f"if {form} is not None:", f"    t = {form}.cells"]
        blank: dict[str, list[str]] = {}
        indicator = ""
        for cell, index in sorted(cells, key=lambda pair: getattr(pair[0], "indicator", "")):
            if isinstance(cell, t.HeadCell):
                value = f"{form}.head.get({constant(cell.key)})"
            else:
                if cell.indicator != indicator:
                    indicator = cell.indicator
                    lines.append(f"    i = t.get({constant(indicator)}, EMPTY).get")
                value = f"i({constant(cell.column)})"
                kind = self._regime.form[cell.form].by_code[indicator].kind
                value = f"whole({value})" if kind in {Kind.YEAR, Kind.MONTH} else value
            nothing = "''" if isinstance(cell, t.HeadCell) or cell.text else "0"
            lines += [f"    v{index} = {value}", f"    z{index} = v{index} or {nothing}"]
            blank.setdefault("None", []).append(f"v{index}")
            blank.setdefault(nothing, []).append(f"z{index}")
        otherwise = (f"    {' = '.join([*names, value])}" for value, names in blank.items())
        return [*lines, "else:", *otherwise]

    def _hoisted(self) -> list[str]:
        """What is worked out once per return: totals over lines, filled forms, equal columns."""
        totals: dict[tuple[str, str], list[tuple[str, t.RowSum | t.RowCount]]] = {}
        lines: list[str] = []
        for node, name in self.printer.hoisted.items():
            if isinstance(node, t.RowSum | t.RowCount):
                totals.setdefault((node.form, node.group), []).append((name, node))
            else:
                lines.append(f"{name} = {self._hoist(node)}")
        constant = self.printer.constant
        for (form, group), members in totals.items():
            slots = tuple((getattr(node, "column", ""), node.prefixes) for _, node in members)
            memory = Wanted("memory", str(CellRef(form, group=group)))
            call = f"row_totals({self._rows(form, group)}, {constant(slots)}, {constant(memory)})"
            lines.append(f"{''.join(f'{name}, ' for name, _ in members)}= {call}")
        return lines

    def _hoist(self, node: t.Node) -> str:
        constant = self.printer.constant
        match node:
            case t.RowColumn():
                return f"repeated({self._rows(node.form, node.group)}, {constant(node.column)})"
            case t.FormFilled():
                return f"form_filled(cur.get({constant(node.form)}), {constant(node.columns)})"
            case t.SameColumns():
                names = map(constant, (node.indicators, node.left, node.right))
                return f"same_columns({self._form(t.CURRENT, node.form)}, {', '.join(names)})"
        raise TypeError(type(node).__name__)

    def computed(self, cases: Cases) -> list[str]:
        """What the platform computes for automatic cells, into their names."""
        lines: list[str] = []
        for ref, of_cell in cases.items():
            name, word = self.printer.computed[ref], "if"
            for judgement, value in of_cell:
                code = "None" if value is None else self.printer.code(value)
                lines += [f"{word} {self.printer.holds(judgement)}:", f"    {name} = {code}"]
                word = "elif"
            lines += ["else:", f"    {name} = None"] if of_cell else [f"{name} = None"]
        return lines

    # judgements ----------------------------------------------------------------------------

    def blocks(self, instances: Sequence[Instance]) -> list[str]:
        """Instances in order, those with the same needs under one condition."""
        lines: list[str] = []
        for (needs, _, group), block in groupby(
            enumerate(instances),
            key=lambda pair: (pair[1].needs, pair[1].rule.form, pair[1].rule.row_group),
        ):
            members = list(block)
            present = " and ".join(f"{self._form(*need)} is not None" for need in sorted(needs))
            judged = self._by_line(members) if group else self._judged(members, "0")
            lines += [f"if {present}:", *_indented(judged), "else:", f"    na += {len(members)}"]
        return lines

    def _judged(self, members: Iterable[tuple[int, Instance]], line: str) -> list[str]:
        return [text for number, one in members for text in self._judge(number, one.steps, line)]

    def _judge(self, number: int, steps: Sequence[Step], line: str) -> list[str]:
        """The chain of one instance: who gets past the last step passes."""
        lines = self.printer.share(step.judgement for step in steps)
        then = {
            chain.FAIL: f"say(({number}, {line}, {FAIL}))",
            chain.NOT_EVALUATED: f"say(({number}, {line}, {NOT_EVALUATED}))",
            chain.NOT_APPLICABLE: "na += 1",
            chain.PASS: "pass",
        }
        tests: list[tuple[str, int | None]] = []
        for step in steps:
            if isinstance(step.judgement, ops.Truth):
                tests.append(("True", step.outcome(step.judgement.value)))
                continue
            code = self.printer.code(step.judgement)
            if ops.nullable(step.judgement) and step.unknown is not None:
                tests.append((f"(t := {code}) is None", step.unknown))
                code = "t"
            tests += [(f"not {code}", step.false), (code, step.true)]
        ending = [(test, outcome) for test, outcome in tests if outcome is not None]
        for place, (test, outcome) in enumerate(ending):
            lines += [f"{'el' if place else ''}if {test}:", f"    {then[outcome]}"]
        return lines or ["pass"]

    def _by_line(self, members: Sequence[tuple[int, Instance]]) -> list[str]:
        """A loop over the lines of the rules, each with last year's line where one asks for it."""
        rule, needs = members[0][1].rule, members[0][1].needs
        inner = self._judged(members, "n")
        code, rows = self.printer.constant("code"), self._rows(rule.form, rule.row_group)
        lines = [f"rows = {rows}"]
        loads: list[str] = []
        compares = (t.YEAR_AGO, rule.form) in needs
        if compares:
            past = self._rows(rule.form, rule.row_group, t.YEAR_AGO)
            lines.append(f"olds = {{row.get({code}): row for row in {past}}}")
            loads.append(f"old = olds.get(row.get({code}))")
        for cell, name in self.printer.rows.items():
            if (cell.form, cell.group) == (rule.form, rule.row_group):
                source = "row" if cell.when == t.CURRENT else "(old or EMPTY)"
                if cell.when == t.CURRENT or compares:
                    column = self.printer.constant(cell.column)
                    loads.append(f"{name} = {source}.get({column})")
        return [
            *lines,
            "if not rows:",
            f"    na += {len(members)}",
            "else:",
            f"    extra += {len(members)}*(len(rows) - 1)",
            "for n, row in enumerate(rows, 1):",
            *_indented([*loads, *inner]),
        ]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]
