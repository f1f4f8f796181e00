"""What a condition of a repair says, worked out for given figures: the plain meaning, cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ruantong.core.rules.localisation.conditions import AtMost, Condition, Every, Given, Some


def true(condition: Condition, figures: Mapping[str, int], filled: Collection[str] = ()) -> bool:
    """Whether a condition holds with these figures; ``filled``: blank cells that got one."""
    match condition:
        case AtMost():
            total = condition.const
            for ref, factor in condition.terms:
                total += factor * figures[ref]
            return total <= 0
        case Given():
            return (condition.ref in filled) == condition.wanted
        case Every():
            return all(true(part, figures, filled) for part in condition.parts)
        case Some():
            return any(true(part, figures, filled) for part in condition.parts)
    return condition
