"""Which rules mean something else in another rule set."""

from __future__ import annotations

from ruantong.core.rules.language.tree import to_json
from ruantong.core.rules.ruleset import RuleSet


def changed_rules(old: RuleSet, new: RuleSet) -> tuple[str, ...]:
    """Ids of rules that are new, gone or judge or count differently, in the order of the new set."""
    before, after = _meanings(old), _meanings(new)
    ids = dict.fromkeys([*after, *before])
    return tuple(rule_id for rule_id in ids if before.get(rule_id) != after.get(rule_id))


def _meanings(ruleset: RuleSet) -> dict[str, list[object]]:
    """What each rule means; an automatic value counts as part of the rules that name it."""
    steps = {f.ref: to_json(f.cases) for f in ruleset.formulas}
    found: dict[str, list[object]] = {}
    for instance in ruleset.instances:
        rule = instance.rule
        trees = [to_json(tree) for tree in (instance.check, instance.condition)]
        named = [
            steps.get(getattr(node, "ref", ""))
            for node in instance.check.everything
            if type(node).__name__ == "AutoValue"
        ]
        found.setdefault(rule.id, []).append(
            (instance.label, rule.severity, rule.blank, trees, named)
        )
    return found
