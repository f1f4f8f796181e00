"""A rule set as VTL 2.1 text: datapoint rulesets over wide data sets, for exchange (docs/vtl.md).

Results have the standard names: ``ruleid``, ``bool_var``, ``errorcode``, ``errorlevel``, and
``imbalance`` for plain equations. ``bool_var`` is true where a rule passes or does not apply, false
where it fails, null where it could not be judged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ruantong.core.regime import Severity
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.chain import NOT_APPLICABLE, NOT_EVALUATED, Step
from ruantong.core.rules.lowering.lower import lower_number
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.values import MAX_SCALED
from ruantong.exchange.vtl.code import NULL, Printer, limit, multiplied_out, quoted
from ruantong.exchange.vtl.data import DataSet
from ruantong.exchange.vtl.measures import Measures, beforehand

#: ``errorlevel`` of 强制性, 核实性 and 计算.
LEVELS = {Severity.ERROR: 3, Severity.QUERY: 2, Severity.COMPUTED: 1}
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class VtlRule:
    """One rule instance in VTL. ``limit``: the largest scaled cell with which all its integers
    stay within 64 bits. ``aids`` say which of its measures are worked
    out beforehand and why. ``balance`` is the difference of the sides of a plain equation.
    """

    number: int
    instance: Instance
    ruleid: str
    guard: str
    check: str
    limit: int
    aids: tuple[str, ...]
    balance: str

    @property
    def errorlevel(self) -> int:
        return LEVELS[self.instance.rule.severity]

    @property
    def text(self) -> str:
        """The rule as it stands in the ruleset."""
        code = quoted(self.instance.key)
        return (
            f"  {self.ruleid} :\n    when {self.guard}\n    then {self.check}\n"
            f"    errorcode {code} errorlevel {self.errorlevel}"
        )


@dataclass(frozen=True)
class VtlExport:
    """The rules by data set. ``never`` are instances whose condition cannot hold in this edition."""

    ruleset: RuleSet
    sets: tuple[DataSet, ...]
    rules: tuple[tuple[VtlRule, ...], ...]
    never: tuple[Instance, ...]

    def text(self, *, largest: int | None = None, balances: bool = True) -> str:
        """The VTL text; ``largest``: only rules exact for cells up to it (scaled integers)."""
        parts = [_header(self)]
        for one, rules in zip(self.sets, self.rules, strict=True):
            chosen = [r for r in rules if largest is None or r.limit >= largest]
            if chosen:
                parts.append(_ruleset(one, chosen))
                parts += [_balances(one, chosen)] if balances else []
        return "\n".join(filter(None, parts))

    @property
    def limit(self) -> int:
        """Largest scaled cell with which every rule is exact in 64 bits."""
        return min((r.limit for rules in self.rules for r in rules), default=MAX_SCALED)


def export_vtl(ruleset: RuleSet) -> VtlExport:
    """Every instance of the rule set in VTL; none is left out but those in ``never``."""
    word = ruleset.frequency.value.upper()
    places = [_place(instance) for instance in ruleset.instances]
    sets: list[DataSet] = []
    rules: list[tuple[VtlRule, ...]] = []
    never: list[Instance] = []
    for form, group in sorted(set(places)):
        measures = Measures(ruleset.regime, form, group)
        found: list[VtlRule] = []
        for number, instance in enumerate(ruleset.instances):
            if places[number] != (form, group):
                continue
            rule = _rule(measures, number, instance)
            if rule is None:
                never.append(instance)
            else:
                found.append(rule)
        sets.append(measures.data_set("_".join(filter(None, ("RT", word, form, group)))))
        rules.append(tuple(found))
    return VtlExport(ruleset, tuple(sets), tuple(rules), tuple(never))


def _place(instance: Instance) -> tuple[str, str]:
    """Form and row group of a row rule; nothing for the others, which share one data set."""
    rule = instance.rule
    return (rule.form, rule.row_group) if rule.row_group else ("", "")


def _rule(measures: Measures, number: int, instance: Instance) -> VtlRule | None:
    for step in instance.steps:
        known = step.judgement
        if isinstance(known, ops.Truth) and step.outcome(known.value) == NOT_APPLICABLE:
            return None
    steps = [replace(step, judgement=multiplied_out(step.judgement)) for step in instance.steps]
    printer = Printer(measures)
    there = [measures.name(ops.Present(*place)) for place in sorted(instance.needs)]
    guard = " and ".join([*there, *_applies(printer, steps)])
    unknown = _unknown(printer, steps[:-1])
    check = printer.code(steps[-1].judgement if steps else ops.YES)
    gap = None if unknown or instance.rule.row_group else _gap(instance.check)
    return VtlRule(
        number,
        instance,
        _UNSAFE.sub("_", instance.key),
        guard,
        f"if {' or '.join(unknown)} then {NULL} else {check}" if unknown else check,
        limit(step.judgement for step in steps),
        _aids(measures, instance),
        "" if gap is None else printer.sum(gap),
    )


def _applies(printer: Printer, steps: Sequence[Step]) -> list[str]:
    """What has to hold together for the rule to apply."""
    if not steps:
        return []
    step, rest = steps[0], _applies(printer, steps[1:])
    code = printer.code(step.judgement)
    nullable = ops.nullable(step.judgement)
    if step.true == NOT_APPLICABLE:
        return [f"not {code}", *rest]
    if step.true == NOT_EVALUATED:
        return [f"({code} or ({' and '.join(rest)}))"] if rest else []
    if step.false == NOT_APPLICABLE and nullable:
        # What cannot be told is told as such, whether cells are blank or not.
        return [f"(isnull({code}) or ({' and '.join([code, *rest])}))"]
    if step.false == NOT_APPLICABLE:
        return [code, *rest]
    return [f"not isnull({code})", *rest] if step.unknown == NOT_APPLICABLE and nullable else rest


def _unknown(printer: Printer, steps: Sequence[Step]) -> list[str]:
    """Of a rule that applies: what keeps its last judgement from being made."""
    found = []
    for step in steps:
        code = printer.code(step.judgement)
        if step.true == NOT_EVALUATED:
            found.append(code)
        elif ops.nullable(step.judgement) and step.unknown == NOT_EVALUATED:
            found.append(f"isnull({code})")
    return found


def _gap(check: t.Node) -> ops.Number | None:
    """The difference of the sides of a plain equation."""
    if not isinstance(check, t.Compare) or check.operator != "=":
        return None
    left, right = lower_number(check.left), lower_number(check.right)
    scale = max(left.scale, right.scale)
    gap = make.total([(1, left.at(scale)), (-1, right.at(scale))])
    divided = any(isinstance(op, ops.Quotient) for op in gap.everything)
    ratio = left.below != ops.ONE or right.below != ops.ONE
    guarded = left.guard != ops.NO or right.guard != ops.NO
    return None if divided or ratio or guarded else gap


def _aids(measures: Measures, instance: Instance) -> tuple[str, ...]:
    """The measures a rule reads that were worked out beforehand, with the reason."""
    read = (op for step in instance.steps for op in step.judgement.everything)
    meanings: dict[Any, None] = dict.fromkeys(getattr(op, "leaf", op) for op in read)
    reasons = ((meaning, beforehand(meaning)) for meaning in meanings)
    return tuple(f"{measures.name(meaning)}（{reason}）" for meaning, reason in reasons if reason)


def _header(export: VtlExport) -> str:
    ruleset = export.ruleset
    everything = [rule for rules in export.rules for rule in rules]
    lines = [
        f"{ruleset.regime.name}（{ruleset.regime.edition}）审核关系",
        f"规则集 {ruleset.hash}",
        f"共{len(ruleset.instances)}条规则实例，其中{len(everything)}条写成VTL规则。",
        "数据项是以最后一位小数为单位的整数；空值是null；换算见随附的数据项目录。",
        "bool_var：true 通过或不适用，false 不符，null 未能判定。",
        "errorcode 是规则实例编号；errorlevel：3 强制性，2 核实性，1 计算。",
        "逐行的规则另用明细行数据集，一行一条记录；没有明细行即不适用。",
        "",
        "VTL写不出、事先算成数据项的部分：",
        *(f"  {rule.instance.key}：{'；'.join(rule.aids)}" for rule in everything if rule.aids),
        "",
        f"整数超出64位的规则（数据项绝对值不超过所列整数时精确，全部规则为{export.limit}）：",
        *(f"  {rule.instance.key}：{rule.limit}" for rule in everything if rule.limit < MAX_SCALED),
        "",
        "条件在本版不可能成立、恒不适用而没有写出的：",
        *(f"  {instance.key}（{instance.rule.title}）" for instance in export.never),
    ]
    return "/*\n" + "\n".join(line.replace("*/", "* /") for line in lines) + "\n*/\n"


def _ruleset(one: DataSet, rules: Sequence[VtlRule]) -> str:
    words = set(
        re.findall(r"[A-Za-z_][A-Za-z0-9_]*", " ".join(f"{r.guard} {r.check}" for r in rules))
    )
    variables = ", ".join(m.name for m in one.measures if m.name in words)
    body = ";\n".join(rule.text for rule in rules)
    return (
        f"define datapoint ruleset {one.name}_RULES (variable {variables}) is\n{body}\n"
        f"end datapoint ruleset;\n\n"
        f"{one.name}_RESULT <- check_datapoint({one.name}, {one.name}_RULES all);\n"
    )


def _balances(one: DataSet, rules: Sequence[VtlRule]) -> str:
    """Equations once more by ``check``, which also gives the imbalance (left less right)."""
    lines = []
    names = []
    for rule in rules:
        if rule.balance:
            name = f"{one.name}_{rule.ruleid}"
            part = f"{one.name}[filter {rule.guard}]"
            names.append(name)
            lines.append(
                f"{name} := check({part}[calc bool_var := {rule.check}][keep bool_var]\n"
                f"  errorcode {quoted(rule.instance.key)} errorlevel {rule.errorlevel}\n"
                f"  imbalance {part}[calc gap := {rule.balance}][keep gap] all)\n"
                f'  [calc identifier ruleid := "{rule.ruleid}"];'
            )
    if not names:
        return ""
    whole = names[0] if len(names) == 1 else f"union({', '.join(names)})"
    return "\n".join([*lines, f"{one.name}_IMBALANCE <- {whole};", ""])
