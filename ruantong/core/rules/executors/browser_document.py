"""A checked rule set as one JSON document: what the browser's executor is made from (ADR 0033).

The document holds everything a verdict, an automatic value or a message needs: lowered operations
and sentences, each written once, the forms' names, kinds and decimal places, the code lists in use. It
is canonical: equal rule sets give equal bytes, so that its hash may stand in an address.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ruantong.core.applicability import CellIs, Listed, parse_applies
from ruantong.core.code_lists import CodeList
from ruantong.core.regime import Form, Regime, RowGroup, Rule
from ruantong.core.rules.executors.browser_operations import Operations
from ruantong.core.rules.executors.browser_sentences import Shapes
from ruantong.core.rules.formula import Formula, bounds_of, cases_in_turn
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering.chain import Case
from ruantong.core.rules.ruleset import RuleSet

#: Version of the layout; the executor refuses any other.
FORMAT = 3


def rules_json(ruleset: RuleSet) -> str:
    """The document's text."""
    return json.dumps(document(ruleset), ensure_ascii=False, separators=(",", ":"))


def rules_hash(text: str) -> str:
    """Hash of a document's text, as it stands in its address (64 hexadecimal digits)."""
    return hashlib.sha256(text.encode()).hexdigest()


def document(ruleset: RuleSet) -> dict[str, Any]:
    """The document as plain data; operations, leaves and shapes are named by their places."""
    in_turn = cases_in_turn(ruleset.formulas)
    operations = Operations(bounds_of(in_turn))
    rules = list({id(i.rule): i.rule for i in ruleset.instances}.values())
    places = {id(rule): place for place, rule in enumerate(rules)}
    instances = [_instance(instance, places, operations) for instance in ruleset.instances]
    formulas = [_formula(formula, in_turn[formula.ref], operations) for formula in ruleset.formulas]
    shapes = Shapes(operations)
    every = map(ruleset.sentences, range(len(instances)))
    sentences = [[shapes.sentence(one.failed), shapes.sentence(one.unknown)] for one in every]
    forms = _forms(ruleset, operations.forms)
    return {
        "format": FORMAT,
        "ruleset": ruleset.hash,
        "regime": ruleset.regime.key,
        "frequency": ruleset.frequency.value,
        "forms": [_form(form) for form in forms],
        "lists": [_list(codes) for codes in _lists(ruleset.regime, forms, operations.lists)],
        "rules": [_rule(rule) for rule in rules],
        "leaves": operations.leaves,
        "operations": operations.written,
        "big": operations.big,
        "instances": instances,
        "formulas": formulas,
        "shapes": shapes.written,
        "sentences": sentences,
    }


def _instance(instance: Instance, places: dict[int, int], operations: Operations) -> list[Any]:
    """Rule, label, steps, what check and condition look at, and what filling could help.

    A step is a judgement and the outcomes that true, false and unknown lead to; null goes on.
    """
    check, condition = instance.check, instance.condition
    steps = [
        [operations.place(step.judgement), step.true, step.false, step.unknown]
        for step in instance.steps
    ]
    return [
        places[id(instance.rule)],
        instance.label,
        steps,
        operations.leaves_of(t.walk(check)),
        [] if condition is None else operations.leaves_of(t.walk(condition)),
        operations.leaves_of(_helpful(check)),
        isinstance(check, t.Not) and isinstance(check.operand, t.IsBlank),
    ]


def _helpful(check: t.Node) -> Iterator[t.Node]:
    """Cells of the return that could make a failing check hold by being filled.

    Of >= those on the left, of <= those on the right, else all of them.
    """
    sides: list[t.Node] = []
    for node in t.walk(check):
        if isinstance(node, t.Compare):
            sides += [node.left] if not node.operator.startswith("<") else []
            sides += [node.right] if not node.operator.startswith(">") else []
    for node in (node for side in sides or [check] for node in t.walk(side)):
        cell = isinstance(node, t.Cell | t.RowCell) and node.when == t.CURRENT
        if cell or isinstance(node, t.HeadCell):
            yield node


def _formula(formula: Formula, in_turn: Sequence[Case], operations: Operations) -> list[Any]:
    """Cell, decimal places, what it looks at, its cases by itself and after those that it uses."""
    looks = operations.leaves_of(node for tree in formula.trees for node in t.walk(tree))
    own = operations.cases(formula.lowered)
    return [formula.ref, formula.places, looks, own, operations.cases(in_turn)]


def _rule(rule: Rule) -> list[Any]:
    return [
        rule.id, rule.title, rule.form, rule.severity.value, rule.blank, rule.hint,
        rule.row_group, rule.certainty.value, rule.origin,
    ]  # fmt: skip


# ---- forms and code lists ----------------------------------------------------------------------


def _forms(ruleset: RuleSet, named: Iterable[str]) -> list[Form]:
    """The frequency's forms and those of other frequencies the rules look at."""
    wanted = set(named)
    return [
        form
        for form in ruleset.regime.forms
        if form.frequency is ruleset.frequency or form.code in wanted
    ]


def _form(form: Form) -> dict[str, Any]:
    return {
        "code": form.code,
        "number": form.number,
        "frequency": form.frequency.value,
        "applies": _applies(form),
        "columns": [
            [c.key, c.name, c.role.value, c.kind.value, c.decimals, c.code_list, c.open_codes,
             c.computed]
            for c in form.columns
        ],
        "rows": [
            [i.code, i.name, i.kind.value, i.decimals, i.code_list, i.open_codes, list(i.columns),
             i.longest]
            for i in form.indicators
            if not i.title
        ],
        "heads": [[field.key, field.name, field.code_list] for field in form.head_fields],
        "groups": [_group(group) for group in form.row_groups],
    }  # fmt: skip


def _applies(form: Form) -> list[str]:
    match parse_applies(form.applies):
        case Listed(roster):
            return ["listed", roster]
        case CellIs(cell, value):
            return ["cell", cell.form, cell.indicator, cell.column, value]
    return []


def _group(group: RowGroup) -> list[Any]:
    columns = [
        [c.key, c.name, c.kind.value, group.decimals if c.decimals is None else c.decimals,
         c.code_list, c.open_codes]
        for c in group.columns
    ]  # fmt: skip
    return [group.key, group.name, group.maximum, columns]


def _lists(regime: Regime, forms: Iterable[Form], named: Iterable[str]) -> list[CodeList]:
    wanted = {key for form in forms for key in _lists_of(form)} | set(named)
    return [regime.code_lists[key] for key in sorted(wanted)]


def _lists_of(form: Form) -> Iterator[str]:
    yield from (c.code_list for c in form.columns if c.code_list)
    yield from (i.code_list for i in form.indicators if i.code_list)
    yield from (h.code_list for h in form.head_fields)
    yield from (c.code_list for g in form.row_groups for c in g.columns if c.code_list)


def _list(codes: CodeList) -> list[Any]:
    """Key, name and items; an item that may not be chosen has a third part."""
    items = [[i.code, i.name] if i.leaf else [i.code, i.name, 0] for i in codes.items]
    return [codes.key, codes.name, items]
