"""What is said of a rule or an automatic cell as a whole: made from the checked tree.

A rule needs no message of its own. What it demands, and how a cell is computed, is said without figures; why an
instance fails, or cannot be judged, with those of a return.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ruantong.core.cellref import CellRef
from ruantong.core.regime import Regime, Rule, Severity
from ruantong.core.rules.formula import Formula
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.chain import NOT_EVALUATED
from ruantong.core.rules.lowering.lower import lower_logic, lower_number, lower_text
from ruantong.core.rules.words.comparisons import ZERO
from ruantong.core.rules.words.figures import apart, coded, is_empty
from ruantong.core.rules.words.judgements import WAYS, cells_of, first
from ruantong.core.rules.words.pieces import Part, Piece, chosen, joined
from ruantong.core.rules.words.printing import plain
from ruantong.core.rules.words.speaking import WORDS, Speaker

Item = t.Cell | t.RowCell | t.RowSum
#: Indicators that are named one by one where a rule is repeated over them.
_NAMED_SINGLY = 8


@dataclass(frozen=True)
class Sentences:
    """Why an instance fails, and why it cannot be judged (nothing for one that always can)."""

    failed: Piece
    unknown: Piece


def sentences_of(regime: Regime, instance: Instance) -> Sentences:
    """What is said of one instance."""
    speaker, rule = _speaker(regime, instance), instance.rule
    line = _line(speaker, instance)
    failed = speaker.words(
        "failed",
        line=line,
        condition=_condition(speaker, instance),
        reason=speaker.say("unmet", instance.check),
        hint=rule.hint,
        remark=_remark(regime, instance.check) if rule.severity is Severity.ERROR else "",
    )
    if not _may_be_unknown(instance):
        return Sentences(failed, "")
    obstacle = _obstacle(replace(speaker, sure=False), instance)
    return Sentences(failed, speaker.words("unknown", line=line, obstacle=obstacle))


def _speaker(regime: Regime, instance: Instance) -> Speaker:
    rule = instance.rule
    asks = rule.severity is Severity.QUERY
    return Speaker(regime, rule.form, instance.trees, WAYS, asks=asks, hint=rule.hint)


def _line(speaker: Speaker, instance: Instance) -> Piece:
    """Which line of a list a row rule speaks of."""
    rule = instance.rule
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


def _condition(speaker: Speaker, instance: Instance) -> Piece:
    tree = instance.condition
    parts = tree.operands if isinstance(tree, t.And) else (tree,) if tree else ()
    told = [
        speaker.say("true", part) for part in parts if _worth_telling(part, instance.check, parts)
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
    if not isinstance(check, t.Compare) or not (sides := amounts_compared(regime, check)):
        return ""
    items = [item for side in sides for item in side]
    places = max(item.scale for item in items)
    gap = apart(check.left, check.right, places, places)
    return Part("rounded", (WORDS["rounding"], gap, *items))


def amounts_compared(regime: Regime, node: t.Compare) -> tuple[list[Item], list[Item]] | None:
    """The amounts that both sides add up, where rounding each of them may break the relation."""
    if node.measure not in regime.survey.amounts or node.tolerance[0]:
        return None
    left, right = _items_of(node.left), _items_of(node.right)
    return (left, right) if left and right and node.operator in {"=", ">=", "<="} else None


def _items_of(side: t.Node) -> list[Item] | None:
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


def _obstacle(speaker: Speaker, instance: Instance) -> Piece:
    """The blank cells or zero divisors that stand in the way."""
    cases: list[tuple[ops.Logic, Piece]] = []
    if instance.rule.blank == "non_null":
        blanks = [(ops.Blank(cell), speaker.say("name", cell)) for cell in instance.named]
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


# ---- without figures ---------------------------------------------------------------------------


def sentence_of(regime: Regime, instances: Sequence[Instance]) -> str:
    """What a rule (all its instances) demands of a return; ends with 。"""
    speaker, first_of_all = _speaker(regime, instances[0]), instances[0]
    repeated = _repeated(
        speaker, first_of_all.rule, list(dict.fromkeys(map(_indicator, instances)))
    )
    return plain(speaker.words("demand", text=_demand(speaker, first_of_all), repeated=repeated))


def _demand(speaker: Speaker, instance: Instance) -> str:
    rule, demand = instance.rule, speaker.say("demand", instance.check)
    if instance.condition is not None:
        condition = speaker.say("is", instance.condition)
        demand = speaker.words("if", condition=condition, demand=demand)
    # the columns a rule is repeated over are named once, at the end
    text, code = plain(demand, said=len(rule.columns) > 1), _indicator(instance)
    item = speaker.regime.form[rule.form].by_code.get(code) if rule.indicators else None
    return text.replace(f"{item.name}({code})", WORDS["this_item"]) if item else text


def _repeated(speaker: Speaker, rule: Rule, codes: Sequence[str]) -> Piece:
    """Over which columns, indicators or lines the rule is repeated."""
    form = speaker.regime.form[rule.form]
    told: list[Piece] = []
    if rule.row_group:
        told.append(speaker.words("every_line", group=form.row_group[rule.row_group].name))
    if rule.indicators:
        many = "every_indicator_of_many" if len(codes) > _NAMED_SINGLY else "every_indicator"
        told.append(speaker.words(many, codes=_list(codes[:_NAMED_SINGLY]), count=str(len(codes))))
    if len(rule.columns) > 1:
        columns = _list(form.column[key].name for key in rule.columns)
        told.append(speaker.words("every_column", columns=columns))
    return speaker.words("repeated", over=joined(told, WORDS["comma"])) if told else ""


def _list(names: Iterable[str]) -> str:
    return WORDS["list"].join(names)


def _indicator(instance: Instance) -> str:
    parts = instance.label.split(".")
    if instance.rule.part:
        parts = parts[1:]
    return parts[0] if parts else ""


def computation_of(regime: Regime, formula: Formula) -> str:
    """How an automatic cell is worked out, in words; its own column and names of parameters left out."""
    ways = {**WAYS, "parameter": lambda *_: ""}
    speaker = Speaker(regime, CellRef.parse(formula.ref).form, formula.trees, ways)
    cases = [
        speaker.words("case", condition=speaker.say("is", condition), value=value)
        if condition
        else value
        for condition, value in ((c, speaker.say("written", v)) for c, v in formula.cases)
    ]
    floor = WORDS["floor"] if formula.floor_zero else ""
    text = speaker.words("computed", cases=joined(cases, WORDS["otherwise"]), floor=floor)
    return plain(text, said=True)
