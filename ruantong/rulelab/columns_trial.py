"""Changed rules on many returns at once: each rule's outcome on each return (ADR 0035, 0036)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ruantong.core.rules.executors.columns import BY_LINE, ColumnarResult, evaluate
from ruantong.core.rules.executors.columns_frame import RETURN, Stored, frame_of
from ruantong.core.rules.lowering.chain import FAIL, NOT_APPLICABLE, NOT_EVALUATED, PASS
from ruantong.core.rules.ruleset import RuleSet
from ruantong.rulelab.trial import ABSENT, narrowed
from ruantong.rulelab.trial import FAILS as FAILED
from ruantong.rulelab.trial import NOT_APPLICABLE as INAPPLICABLE
from ruantong.rulelab.trial import NOT_EVALUATED as UNKNOWN
from ruantong.rulelab.trial import PASS as PASSED

__all__ = ["ColumnarTrial", "Stored", "columnar_trial_of"]

#: A rule says the heaviest that any of its instances and lines says.
_HEAVIER = (INAPPLICABLE, PASSED, UNKNOWN, FAILED)
_WEIGHT = {NOT_APPLICABLE: 0, BY_LINE: 0, PASS: 1, NOT_EVALUATED: 2, FAIL: 3}


@dataclass(frozen=True)
class ColumnarTrial:
    """One set's judge of the rules in question; None when it has none of them."""

    rules: tuple[str, ...]
    judge: RuleSet | None

    def outcomes(self, returns: Sequence[Stored]) -> Mapping[str, list[str]]:
        """By rule, its outcome on every return in the order given, as ``Trial.outcome`` has it."""
        if self.judge is None:
            return {rule: [ABSENT] * len(returns) for rule in self.rules}
        result = evaluate(self.judge, frame_of(self.judge, returns))
        weights = _weights(result)
        return {
            rule: [_HEAVIER[weight] for weight in weights[rule]]
            if rule in weights
            else [ABSENT] * len(returns)
            for rule in self.rules
        }


def columnar_trial_of(ruleset: RuleSet, rule_ids: Collection[str]) -> ColumnarTrial:
    """A judge of these rules; an id the set does not have is absent."""
    judge = narrowed(ruleset, rule_ids)
    return ColumnarTrial(tuple(rule_ids), judge if judge.instances else None)


def _weights(result: ColumnarResult) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    names = [instance.rule.id for instance in result.instances]
    for name, column in zip(names, result.outcomes.iter_columns(), strict=True):
        mine = [_WEIGHT[code] for code in column.to_list()]
        found[name] = list(map(max, found[name], mine)) if name in found else mine
    for frame in result.lines.values():
        owners = frame[RETURN].to_list()
        for number in frame.columns[2:]:
            mine = found[names[int(number)]]
            for owner, code in zip(owners, frame[number].to_list(), strict=True):
                if code is not None and _WEIGHT[code] > mine[owner]:
                    mine[owner] = _WEIGHT[code]
    return found
