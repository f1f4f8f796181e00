"""What is said of each instance of a rule: made from the checked tree when it is first asked for.

A rule needs no message of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ruantong.core.regime import Regime, Severity
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.chain import NOT_EVALUATED
from ruantong.core.rules.lowering.lower import lower_logic, lower_number, lower_text
from ruantong.core.rules.words.comparisons import ZERO
from ruantong.core.rules.words.figures import apart, coded, is_empty
from ruantong.core.rules.words.judgements import WAYS, cells_of, first
from ruantong.core.rules.words.pieces import Part, Piece, chosen, joined
from ruantong.core.rules.words.speaking import WORDS, Speaker

Item = t.Cell | t.RowCell | t.RowSum


@dataclass(frozen=True)
class Sentences:
    """Why an instance fails, and why it cannot be judged (nothing for one that always can)."""

    failed: Piece
    unknown: Piece


class AllSentences(dict[int, Sentences]):
    """The sentences of all instances of a rule set, by number."""

    def __init__(self, regime: Regime, instances: Sequence[Instance]) -> None:
        self._regime = regime
        self._instances = instances

    def __missing__(self, number: int) -> Sentences:
        self[number] = made = sentences_of(self._regime, self._instances[number])
        return made


def sentences_of(regime: Regime, instance: Instance) -> Sentences:
    """What is said of one instance."""
    speaker, rule = Speaker(regime, instance, WAYS), instance.rule
    line = _line(speaker)
    failed = speaker.words(
        "failed",
        line=line,
        condition=_condition(speaker),
        reason=speaker.say("unmet", instance.check),
        hint=rule.hint,
        remark=_remark(regime, instance.check) if rule.severity is Severity.ERROR else "",
    )
    if not _may_be_unknown(instance):
        return Sentences(failed, "")
    obstacle = _obstacle(replace(speaker, sure=False))
    return Sentences(failed, speaker.words("unknown", line=line, obstacle=obstacle))


def _line(speaker: Speaker) -> Piece:
    """Which line of a list a row rule speaks of."""
    rule = speaker.instance.rule
    if not rule.row_group:
        return ""
    number = Part("line")
    without = speaker.words("line", number=number)
    group = speaker.regime.form[rule.form].row_group[rule.row_group]
    if all(column.key != "code" for column in group.columns):
        return without
    cell = t.RowCell(t.CURRENT, rule.form, rule.row_group, "code", text=True)
    named = speaker.words("line_with_code", number=number, code=coded(speaker, cell))
    return chosen([(is_empty(lower_text(cell)), without)], named)


def _condition(speaker: Speaker) -> Piece:
    tree = speaker.instance.condition
    parts = tree.operands if isinstance(tree, t.And) else (tree,) if tree else ()
    told = [
        speaker.say("true", part)
        for part in parts
        if _worth_telling(part, speaker.instance.check, parts)
    ]
    return speaker.words("when", facts=joined(told, WORDS["list"])) if told else ""


def _worth_telling(node: t.Node, check: t.Node, parts: Sequence[t.Node]) -> bool:
    """Not so for technical preconditions: months, options, figures the check shows anyway."""
    cells = cells_of(node)
    if not cells:
        return any(isinstance(item, t.FormFilled | t.OnList) for item in t.walk(node))
    elsewhere = cells_of(check)
    if isinstance(node, t.Not) and isinstance(node.operand, t.IsBlank):
        elsewhere |= {cell for part in parts if part is not node for cell in cells_of(part)}
    return not cells <= elsewhere


# ---- where rounding may be all that is wrong ---------------------------------------------------


def _remark(regime: Regime, check: t.Node) -> Piece:
    """What is said where rounding each item from yuan may have made the difference.

    An honest ledger in yuan may have items that add up, while the items rounded to a last place do not:
    each is off by up to half a last place. The official relations have no tolerance, so such a
    return is blocked all the same; what can be said is where the difference may come from, and what
    the relation allows.
    """
    if isinstance(check, t.And):
        return first(check.operands, False, lambda part: _remark(regime, part))
    if not isinstance(check, t.Compare) or check.measure not in regime.survey.amounts:
        return ""
    left, right = items_of(check.left), items_of(check.right)
    if check.tolerance[0] or check.operator not in {"=", ">=", "<="} or not (left and right):
        return ""
    places = max(item.scale for item in (*left, *right))
    gap = apart(check.left, check.right, places, places)
    return Part("rounded", (WORDS["rounding"], gap, *left, *right))


def items_of(side: t.Node) -> list[Item] | None:
    """The amounts a side adds up; None when it is anything else than a sum of them."""
    terms = side.terms if isinstance(side, t.Add) else ((1, side),)
    found: list[Item] = []
    for _, term in terms:
        if not isinstance(term, Item) or not term.scale:
            return None
        if not isinstance(term, t.RowSum) and term.when != t.CURRENT:
            return None
        found.append(term)
    return found


# ---- why unknown -------------------------------------------------------------------------------


def _may_be_unknown(instance: Instance) -> bool:
    return any(
        NOT_EVALUATED in (step.true, step.false)
        or (step.unknown == NOT_EVALUATED and ops.nullable(step.judgement))
        for step in instance.steps
    )


def _obstacle(speaker: Speaker) -> Piece:
    """The blank cells or zero divisors that stand in the way."""
    cases: list[tuple[ops.Logic, Piece]] = []
    if speaker.instance.rule.blank == "non_null":
        blanks = [(ops.Blank(cell), speaker.say("name", cell)) for cell in speaker.instance.named]
        names = joined((chosen([blank], "") for blank in blanks), WORDS["list"])
        blank = make.either(*(judgement for judgement, _ in blanks))
        cases.append((blank, speaker.words("blanks", names=names)))
    divisors = list(dict.fromkeys(d for tree in speaker.trees for d in _divisors(tree)))
    told = {divisor: speaker.words("divisor", divisor) for divisor in divisors}
    # One that is 0 comes before those that cannot be computed because of it.
    cases += [(lower_logic(t.Compare("=", d, ZERO)), told[d]) for d in divisors]
    cases += [(lower_number(d).guard, told[d]) for d in divisors]
    return chosen(cases, WORDS["not_computed"])


def _divisors(tree: t.Node) -> Iterator[t.Node]:
    for node in t.walk(tree):
        if isinstance(node, t.Divide | t.MagnitudeSlip):
            yield node.right
