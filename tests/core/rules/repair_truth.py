"""What a condition says, worked out for given figures: the plain meaning, variable by variable."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ruantong.core.rules.linear.conditions import (
    AtMost,
    Condition,
    Every,
    Flag,
    Rounded,
    Some,
    Variable,
)


def true(condition: Condition, figures: Mapping[str, int], filled: Collection[str] = ()) -> bool:
    """Whether a condition holds with these figures; ``filled``: the flags that are on."""

    def number(name: Variable) -> int:
        if isinstance(name, Flag):
            return int(name.subject in filled)
        return name.value(number) if isinstance(name, Rounded) else figures[str(name)]

    match condition:
        case AtMost():
            return sum(f * number(name) for name, f in condition.terms) + condition.const <= 0
        case Every():
            return all(true(part, figures, filled) for part in condition.parts)
        case Some():
            return any(true(part, figures, filled) for part in condition.parts)
    return condition
