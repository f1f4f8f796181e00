"""Imported VTL rules → rule files of ours (drafts), one text per form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.rules.tree import (
    CURRENT,
    Cell,
    HeadCell,
    PeriodNumber,
    RowCell,
    RowCount,
    RowSum,
)
from ruantong.core.rules.vtl import export_vtl
from ruantong.core.rules.vtl_data import Measure, Present
from ruantong.core.rules.vtl_import import VtlStatement, read_vtl
from ruantong.core.rules.vtl_linear import Judgement
from ruantong.core.rules.vtl_measures import LETTERS, Measures
from ruantong.core.rules.vtl_words import OutsideError, VtlFault

_LEVELS = {3: "强制性", 2: "核实性", 1: "计算", None: "核实性"}
_POLICIES = {"partial_zero": "部分按零", "zero": "按零", "non_null": "不判"}


@dataclass(frozen=True)
class Draft:
    """Rule text by form, the new rule id of every ``ruleid``, and what was not taken over."""

    texts: Mapping[str, str]
    ids: Mapping[str, str]
    faults: tuple[VtlFault, ...]


def known_measures(ruleset: RuleSet) -> dict[str, Measure]:
    """Measures an imported text may name: every cell of the forms, and those of the export."""
    regime = ruleset.regime
    names = Measures(regime, "", "")
    found: dict[str, Measure] = {}
    for form in regime.forms:
        for row in form.indicators:
            for column in () if row.title else row.columns:
                own = form.column[column].kind
                number = (own if row.kind == "number" else row.kind) in {"number", "year", "month"}
                scale = form.decimals_of(row, column) if number else 0
                for when in LETTERS:
                    cell = Cell(when, form.code, row.code, column, scale, not number)
                    measure = names.measure(cell)
                    found[measure.name] = measure
    for one in export_vtl(ruleset).sets:
        found |= {measure.name: measure for measure in one.measures}
    return found


def draft_rules(text: str, measures: Mapping[str, Measure]) -> Draft:
    """Draft rules of a VTL text. What lies outside the subset is in ``faults``, with its place."""
    statements, faults = read_vtl(text, measures)
    blocks: dict[str, list[str]] = {}
    ids: dict[str, str] = {}
    for statement in statements:
        try:
            form, body = _block(statement)
        except OutsideError as error:
            faults.append(error.fault)
            continue
        own = blocks.setdefault(form, [])
        rule = f"RV{form}-{len(own) + 1:03}"
        title = statement.ruleid or rule
        ids[title] = rule
        code = f"（{statement.errorcode}）" if statement.errorcode else ""
        own.append(f"[{rule}] {title}{code}\n{body}")
    texts = {form: "\n\n".join(own) + "\n" for form, own in sorted(blocks.items())}
    return Draft(texts, ids, tuple(sorted(set(faults))))


def _block(statement: VtlStatement) -> tuple[str, str]:
    check = statement.check
    read = check.read | check.asked
    if not read or check.present:
        raise OutsideError(statement.word, "规则没有判断任何数据项")
    conditions, guarded = _conditions(statement)
    policy = _policy(statement, guarded)
    asked = (measure for part in conditions for measure in part.read | part.asked)
    used = [measure.meaning for measure in (*read, *asked)]
    groups = {(m.form, m.group) for m in used if isinstance(m, RowCell)}
    forms = sorted({_form_of(m) for m in used if _current(m)} - {""})
    if len(groups) > 1 or not forms:
        raise OutsideError(statement.word, "规则应有本期数据项，且至多用一种明细行")
    form, group = next(iter(groups)) if groups else (_form(check, forms), "")
    scope = "跨期" if not all(map(_current, used)) else "表内" if len(forms) == 1 else "表间"
    said = " 且 ".join(part.text for part in conditions)
    lines = [
        f"级别 {_LEVELS[statement.errorlevel]}",
        "来源 G",
        f"范围 {scope}",
        f"逐行 {group}" if group else "",
        f"条件 {said}" if said else "",
        f"公式 {check.text}",
        f"空值 {_POLICIES[policy]}",
    ]
    return form, "\n".join(filter(None, lines))


def _form_of(meaning: object) -> str:
    return str(getattr(meaning, "form", ""))


def _current(meaning: object) -> bool:
    if isinstance(meaning, Cell | RowCell):
        return meaning.when == CURRENT
    return isinstance(meaning, HeadCell | RowSum | RowCount | PeriodNumber)


def _form(check: Judgement, forms: list[str]) -> str:
    """The form the check is about: that of most of its own cells, the later one of equals."""
    counts = dict.fromkeys(forms, 0)
    for measure in check.read | check.asked:
        form = _form_of(measure.meaning)
        if form in counts and _current(measure.meaning):
            counts[form] += 1
    return max(forms, key=lambda form: (counts[form], form))


def _conditions(statement: VtlStatement) -> tuple[list[Judgement], bool]:
    """Parts of the condition, without what our rules imply; whether it asks for any filled cell."""
    condition, check = statement.condition, statement.check
    if condition is None:
        return [], False
    if condition.bare:
        raise OutsideError(statement.word, "when 里的数据项应写成 nvl(x, 0) 或 nvl(x, 空文本)")
    needed = check.read | check.asked | condition.read | condition.asked
    found: list[Judgement] = []
    guarded = False
    for part in _parts(condition):
        if part.present is not None:
            _must_matter(statement, part.present, needed)
        elif part.parts and part.parts[0].blanks == _blankable(check) and not check.bare:
            guarded = True
        else:
            found.append(part)
    return found, guarded


def _parts(condition: Judgement) -> list[Judgement]:
    if len(condition.parts) > 1:
        return [found for part in condition.parts for found in _parts(part)]
    return [condition]


def _blankable(check: Judgement) -> frozenset[Measure]:
    """The measures of a check that may be blank: counts and the period's numbers never are."""
    never = RowCount | PeriodNumber
    return frozenset(m for m in check.filled if not isinstance(m.meaning, never))


def _must_matter(statement: VtlStatement, present: Measure, needed: frozenset[Measure]) -> None:
    """A form asked for has to be one the rule reads: our rules then ask for it by themselves."""
    sources = {
        (getattr(measure.meaning, "when", CURRENT), _form_of(measure.meaning)) for measure in needed
    }
    meaning = present.meaning
    if not isinstance(meaning, Present) or (meaning.when, meaning.form) not in sources:
        raise OutsideError(statement.word, f"when 里的“{present.title}”与规则所用的数据项无关")


def _policy(statement: VtlStatement, guarded: bool) -> str:
    check = statement.check
    if not check.bare:
        return "partial_zero" if guarded else "zero"
    if check.filled or check.comparisons > 1:
        raise OutsideError(
            statement.word, "不用 nvl 的数据项只能单独成一个比较，且同一规则不能混用"
        )
    return "non_null"
