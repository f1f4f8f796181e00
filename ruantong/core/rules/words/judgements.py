"""Judgements whose truth is known when they are said: what is the case, and why it should not be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from ruantong.core.regime import ColumnRole, Kind
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering.lower import SLIP_RANGES, lower_logic, lower_text
from ruantong.core.rules.words import comparisons, figures, names
from ruantong.core.rules.words.comparisons import spoken_of
from ruantong.core.rules.words.pieces import Part, Piece, chosen, joined
from ruantong.core.rules.words.speaking import WORDS, Speaker, Way, turned, ways

# ---- what is joined ----------------------------------------------------------------------------


def first(parts: Sequence[t.Node], truth: bool, said: Callable[[t.Node], Piece]) -> Piece:
    """The first of the parts that has this truth value; one of them has."""
    *others, last = parts
    cases = [(lower_logic(part if truth else t.Not(part)), said(part)) for part in others]
    return chosen(cases, said(last))


def implied(speaker: Speaker, node: t.Implies) -> Piece:
    """What makes an implication true."""
    refuted, without = lower_logic(t.Not(node.condition)), speaker.say("false", node.condition)
    return chosen([(refuted, without)], speaker.say("true", node.consequence))


def side(speaker: Speaker, node: t.Node) -> Piece:
    """What is the case on one side of 当且仅当."""
    if isinstance(node, t.Compare):
        return speaker.say("subject", node)
    return chosen([(lower_logic(node), speaker.say("true", node))], speaker.say("false", node))


def no_alternative(speaker: Speaker, node: t.Or) -> Piece:
    compared = next((turned(x) for x in node.operands if isinstance(x, t.Compare)), None)
    spoken = spoken_of(speaker, compared) if compared else None
    if spoken and spoken.shape == "changed":
        # the other ways out are for small amounts: the change is what is asked about
        return speaker.say("unmet", compared)
    own = [item for item in node.operands if cells_of(item)]
    if len(own) == 1:
        return speaker.say("unmet", own[0])
    sides = speaker.say("beside", compared) if compared else ""
    return joined([speaker.template("none", node), sides])


def seen(speaker: Speaker, node: t.And) -> Piece:
    """The parts that a respondent can see: not a choice of method that the edition has made."""
    parts = (part for part in node.operands if not _settled(part))
    return joined((speaker.say("part", part) for part in parts), WORDS["and"])


def _settled(node: t.Node) -> bool:
    return isinstance(node, t.TextCompare) and {type(node.left), type(node.right)} == {t.TextConst}


def cells_of(tree: t.Node) -> set[t.Node]:
    """The cells that a judgement looks at."""
    cells = t.Cell | t.HeadCell | t.RowCell | t.RowSum
    return {item for item in t.walk(tree) if isinstance(item, cells)}


# ---- texts and codes ---------------------------------------------------------------------------


def wanted(speaker: Speaker, node: t.TextCompare) -> Piece:
    """What a text should be: a code of its list, another text, or nothing."""
    right, codes = node.right, names.code_list(speaker, node.left)
    if isinstance(right, t.TextConst):
        return _code(speaker, node.left, right.value) if right.value else WORDS["left_blank"]
    if isinstance(right, t.Cell | t.HeadCell | t.RowCell | t.UnitFact):
        other = speaker.words("of_another_cell", right)
    else:
        empty = lower_logic(t.OneOf(right, ("",)))
        other = chosen([(empty, WORDS["left_blank"])], speaker.say("text", right))
    if codes is None:
        return other
    known = lower_logic(t.InCodeList(right, codes.key, False))
    code = speaker.words("quoted", text=figures.plain_text(right, codes.key))
    return chosen([(known, code)], other)


def unlike(speaker: Speaker, node: t.TextCompare) -> Piece:
    right = node.right
    if node.operator == "=" and isinstance(right, t.Cell) and right.when != t.CURRENT:
        return speaker.template("changed", node)
    return speaker.template("equal" if node.operator == "=" else "unequal", node)


def other_text(speaker: Speaker, node: t.TextCompare) -> Piece:
    """What a text is held against: a code of its list, or another text."""
    if isinstance(node.right, t.TextConst):
        return _code(speaker, node.left, node.right.value)
    return speaker.say("name", node.right)


def codes(speaker: Speaker, node: t.OneOf) -> Piece:
    """The codes that a text should be one of."""
    codes = joined((_code(speaker, node.operand, code) for code in node.values), WORDS["list"])
    return speaker.words("one_of", codes=codes) if len(node.values) > 1 else codes


def _code(speaker: Speaker, cell: t.Node, value: str) -> Piece:
    """A fixed code of the list that a cell chooses from, with its name."""
    codes = names.code_list(speaker, cell)
    item = codes.by_code.get(value) if codes else None
    if item is None:
        return speaker.words("quoted", text=value)
    return speaker.words("code_and_name", code=value, name=item.name)


def no_leaf(speaker: Speaker, node: t.InCodeList) -> Piece:
    known = lower_logic(replace(node, leaf=False))
    return chosen([(known, speaker.template("no_leaf", node))], speaker.template("no_code", node))


def content(speaker: Speaker, cell: t.Cell | t.HeadCell | t.RowCell) -> Piece:
    return speaker.say("text" if isinstance(cell, t.HeadCell) or cell.text else "number", cell)


def missing(speaker: Speaker, node: t.IsBlank) -> Piece:
    cell, key = node.operand, "not_filled"
    if isinstance(cell, t.HeadCell):
        key = "not_chosen"
    elif isinstance(cell, t.Cell):
        # a zero says that nothing happened (a nanometre size cannot be zero)
        amount = names.column_of(speaker, cell).role is not ColumnRole.EXTRA
        row = speaker.regime.form[cell.form].by_code[cell.indicator]
        key = "no_amount" if amount and row.kind is Kind.NUMBER else key
    return speaker.template(key, node)


# ---- two figures far apart ---------------------------------------------------------------------


def slip(speaker: Speaker, node: t.MagnitudeSlip) -> Piece:
    left, right = node.left, node.right
    larger = t.Compare(">=", figures.absolute(left), figures.absolute(right))
    cases = [(lower_logic(larger), _times(speaker, node, left, right))]
    return chosen(cases, _times(speaker, node, right, left))


def _times(speaker: Speaker, node: t.MagnitudeSlip, large: t.Node, small: t.Node) -> Piece:
    """How many times the one is the other, and to which power of ten that is near."""
    times = t.Divide(large, small)
    shown = t.Round(times, 2)
    near = []
    for low, high in SLIP_RANGES:
        size = (low + high) // 2
        exactly = lower_logic(t.Compare("=", shown, t.Const(size, 0)))
        words = chosen([(exactly, "")], speaker.words("near", size=str(size)))
        near.append((lower_logic(t.Compare("<=", times, t.Const(high, 0))), words))
    units = speaker.regime.survey.unit_slips
    return speaker.template(
        "slip",
        node,
        large=figures.size(speaker, large),
        small=figures.size(speaker, small),
        times=figures.value(speaker, shown, 0),
        near=chosen(near[:-1], near[-1][1]),
        units=f"（{units}）" if units else "",
    )


def _first(way: str, truth: bool) -> Way:
    return lambda speaker, node: first(node.operands, truth, partial(speaker.say, way))


def _text_of_line(_: Speaker, node: t.RowColumn) -> Piece:
    return figures.plain_text(t.RowCell(t.CURRENT, node.form, node.group, node.column, text=True))


WAYS: Mapping[str, Way] = {
    **names.WAYS,
    **figures.WAYS,
    **comparisons.WAYS,
    **ways(implied, side, no_alternative, seen, wanted, unlike, other_text, codes, no_leaf),
    **ways(content, missing, slip),
    "first_true": _first("true", True),
    "first_false": _first("false", False),
    "first_unmet": _first("unmet", False),
    "first_unwanted": _first("unwanted", True),
    "unmet_alone": lambda speaker, node: replace(speaker, sides=False).say("unmet", node),
    "line_text": _text_of_line,
    "fault": lambda _, node: Part("fault", (lower_text(node.operand), node.format)),
    "own_code": lambda *_: Part("uscc"),
}
