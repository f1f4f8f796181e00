"""Which rules mean something else in another rule set."""

from __future__ import annotations

from ruantong.core.rules.language.tree import AutoValue, walk
from ruantong.core.rules.ruleset import RuleSet


def changed_rules(old: RuleSet, new: RuleSet) -> tuple[str, ...]:
    """Ids of rules that are new, gone or judge or count differently, in the order of the new set."""
    before, after = _meanings(old), _meanings(new)
    ids = dict.fromkeys([*after, *before])
    return tuple(rule_id for rule_id in ids if before.get(rule_id) != after.get(rule_id))


def _meanings(ruleset: RuleSet) -> dict[str, list[object]]:
    """What each rule means; an automatic value counts as part of the rules that name it."""
    found: dict[str, list[object]] = {}
    for instance in ruleset.instances:
        rule = instance.rule
        nodes = (node for node in walk(instance.check) if isinstance(node, AutoValue))
        formulas = [ruleset.formula.get(node.ref) for node in nodes]
        named = [formula and formula.cases for formula in formulas]
        found.setdefault(rule.id, []).append(
            (instance.label, rule.severity, rule.blank, instance.check, instance.condition, named)
        )
    return found
