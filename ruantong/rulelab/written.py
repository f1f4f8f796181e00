"""A rule back as text of the rule language, and what differs between two sets of rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ruantong.core.pack_describe import Difference
from ruantong.core.periods import Frequency
from ruantong.core.regime import Computation, Regime, Rule
from ruantong.core.rules.language.text import BLANK_POLICIES, CERTAINTIES, SCOPES, SEVERITIES

LEVELS = {value: name for name, value in SEVERITIES.items()}
REACHES = {value: name for name, value in SCOPES.items()}
_POLICIES = {value: name for name, value in BLANK_POLICIES.items()}
_SOURCES = {value: name for name, value in CERTAINTIES.items()}


def rule_text(rule: Rule) -> str:
    """The rule as :func:`parse_rules` reads it; comments are not kept."""
    part = f" 之{rule.part}" if rule.part else ""
    lines = [
        f"[{rule.id}{part}] {rule.title}",
        f"级别 {LEVELS[rule.severity]}",
        f"来源 {_SOURCES[rule.certainty]}",
        f"范围 {REACHES[rule.scope]}",
        *_given("列", " ".join(rule.columns)),
        *_given("指标", " ".join(rule.indicators)),
        *_given("逐行", rule.row_group),
        *_given("条件", _folded(rule.condition)),
        f"公式 {_folded(rule.check)}",
        *_given("容差", "" if rule.tolerance == "0" else rule.tolerance),
        *_given("空值", "" if rule.blank == "partial_zero" else _POLICIES[rule.blank]),
        *_given("提示", _folded(rule.hint)),
        *_given("出处", _folded(rule.origin)),
    ]
    return "\n".join(lines) + "\n"


def rules_text(rules: Iterable[Rule]) -> str:
    """Several rules, a blank line between them."""
    return "\n".join(rule_text(rule) for rule in rules)


def _given(name: str, text: str) -> list[str]:
    return [f"{name} {text}"] if text else []


def _folded(text: str) -> str:
    """Continuation lines begin with blanks, as the reader wants them."""
    first, *rest = [line.strip() for line in text.strip().split("\n") if line.strip()] or [""]
    return "\n".join([first, *(f"  {line}" for line in rest)])


def compare_rules(old: Regime, new: Regime, frequency: Frequency | None = None) -> list[Difference]:
    """Rules, automatic values and parameters that differ, in the order of the old set."""
    return [
        *_compared(_rules(old, frequency), _rules(new, frequency)),
        *_compared(_steps(old, frequency), _steps(new, frequency)),
        *_compared(_parameters(old), _parameters(new)),
    ]


_Texts = Mapping[str, tuple[str, str]]


def _compared(old: _Texts, new: _Texts) -> Iterable[Difference]:
    for name in [*old, *(name for name in new if name not in old)]:
        before, after = old.get(name), new.get(name)
        if before is None or after is None or before[1] != after[1]:
            title = (after or before or ("", ""))[0]
            yield Difference(name, before and before[1], after and after[1], title)


def _rules(regime: Regime, frequency: Frequency | None) -> dict[str, tuple[str, str]]:
    parts: dict[str, list[Rule]] = {}
    for rule in regime.rules:
        if _wanted(regime, rule.form, frequency):
            parts.setdefault(rule.id, []).append(rule)
    return {key: (rules[0].title, rules_text(rules)) for key, rules in parts.items()}


def _steps(regime: Regime, frequency: Frequency | None) -> dict[str, tuple[str, str]]:
    return {
        f"自动计算 {step.form}.{step.indicator}": ("自动计算", _step_text(step))
        for step in regime.computations
        if _wanted(regime, step.form, frequency)
    }


def _step_text(step: Computation) -> str:
    lines = [f"列 {' '.join(step.columns)}"]
    for condition, value in step.cases:
        lines += [*_given("当", _folded(condition)), f"取 {_folded(value)}"]
    yes = {True: "是", False: "否"}
    return "\n".join([*lines, f"不小于零 {yes[step.floor_zero]}", f"可改 {yes[step.overridable]}"])


def _parameters(regime: Regime) -> dict[str, tuple[str, str]]:
    return {f"参数 {name}": ("参数", text) for name, text in regime.parameters.items()}


def _wanted(regime: Regime, form: str, frequency: Frequency | None) -> bool:
    return frequency is None or regime.form[form].frequency is frequency
