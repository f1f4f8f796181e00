"""Rules of a pack with what the city released since: an edition as it is in force for a period.

A release never edits the pack: it is laid over it for the periods from its first one on, in the
order of publication. The same rule id replaces all parts of that rule, a new one is added.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Computation, Regime, Rule
from ruantong.core.rules.formula import with_columns
from ruantong.core.rules.language.text import ParsedRules, parse_rules
from ruantong.core.rules.language.tree import Parameter, walk
from ruantong.core.rules.ruleset import compile_rules
from ruantong.core.values import ValueFault, format_number, parse_number, shown

#: What the text of a draft is called in complaints: ``6表草案 第3行第4列``.
DRAFT_FILE = "{form}表草案"


@dataclass(frozen=True)
class RuleChange:
    """One release: ``texts`` maps a form's code to rule text, ``removed`` lists ids, ``parameters``
    are exact decimals as text. In force for periods of ``first``'s frequency from it on, but not
    for ``spared`` ones (open when it was published).
    """

    regime: str
    first: Period
    texts: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    spared: frozenset[Period] = frozenset()

    def in_force(self, regime: str, period: Period) -> bool:
        """Whether a period of the edition is judged with this change."""
        same = regime == self.regime and period.frequency is self.first.frequency
        return same and self.first <= period and period not in self.spared


def laid_over(regime: Regime, change: RuleChange) -> Regime:
    """The edition with one change, whatever its period."""
    parsed = [read_draft(text, form) for form, text in sorted(change.texts.items())]
    return changed(
        regime,
        [rule for each in parsed for rule in each.rules],
        [step for each in parsed for step in each.computations],
        removed=change.removed,
        parameters=change.parameters,
    )


def changed(
    regime: Regime,
    rules: Iterable[Rule],
    computations: Iterable[Computation] = (),
    *,
    removed: Iterable[str] = (),
    parameters: Mapping[str, str] | None = None,
) -> Regime:
    """The edition with rules replaced by id, added or removed; its hash names the result."""
    new = tuple(rules)
    steps = with_columns(computations, regime.form)
    gone = set(removed)
    found = replace(
        regime,
        rules=_merged(regime.rules, new, gone),
        computations=tuple(
            {(one.form, one.indicator): one for one in (*regime.computations, *steps)}.values()
        ),
        parameters={**regime.parameters, **(parameters or {})},
    )
    parts = [regime.content_hash, [repr(rule) for rule in new], [repr(step) for step in steps]]
    text = json.dumps([*parts, sorted(gone), sorted((parameters or {}).items())])
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(found, content_hash=f"sha256:{digest}")


def _merged(
    old: Iterable[Rule], new: Iterable[Rule], removed: AbstractSet[str]
) -> tuple[Rule, ...]:
    """All parts of a rule stand where it stood, those of a new one at the end."""
    before, after = _by_id(old), _by_id(new)
    kept = {
        rule_id: parts for rule_id, parts in before.items() if rule_id not in removed - after.keys()
    }
    return tuple(rule for parts in {**kept, **after}.values() for rule in parts)


def _by_id(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.id, []).append(rule)
    return found


def read_draft(text: str, form: str) -> ParsedRules:
    """Rules written by the city for one form; ``RuleTextError`` with every fault."""
    return parse_rules(text, file=DRAFT_FILE.format(form=form), form=form)


def changeable_parameters(regime: Regime) -> dict[str, str]:
    """Parameters that rules or automatic values use, with their values: the others belong to tables
    and views, which only an edition of the pack changes.
    """
    used = {
        node.name
        for frequency in Frequency
        for tree in compile_rules(regime, frequency).trees
        for node in walk(tree)
        if isinstance(node, Parameter)
    }
    return {name: text for name, text in regime.parameters.items() if name in used}


def parameter_value(regime: Regime, name: str, text: str) -> str:
    """The canonical text of a parameter's new value. Raises ``ValueFault`` (Chinese) when the
    parameter cannot be changed by a release or the text is no number above 0.
    """
    known = changeable_parameters(regime)
    if name not in known:
        raise ValueFault(
            "unknown", f"参数“{shown(name)}”不能在此修改，可改的参数：{'、'.join(known)}"
        )
    value = parse_number(text, decimals=6, negative=False)
    if not value:
        raise ValueFault("not_positive", f"参数{name}的值应大于0，却是“{shown(text)}”")
    whole, _, fraction = format_number(value, 6).partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"
