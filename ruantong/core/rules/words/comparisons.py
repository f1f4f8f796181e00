"""Comparisons as a person says them: growth, shares, averages per head, distances; else the arithmetic.

They follow the checked tree, so a threshold that is changed is told as it now stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ruantong.core.regime import ColumnRole
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering.lower import lower_logic
from ruantong.core.rules.words import figures as f
from ruantong.core.rules.words.figures import Fixed
from ruantong.core.rules.words.names import Figure, column_of, within_year
from ruantong.core.rules.words.pieces import Part, Piece, chosen, joined
from ruantong.core.rules.words.speaking import TEMPLATES, WORDS, Speaker, Way, ways

ONE, ZERO = t.Const(1, 0), t.Const(0, 0)
_EARLIER = {ColumnRole.YEAR_AGO: t.YEAR_AGO, ColumnRole.PREVIOUS: t.PREVIOUS}
_SINCE = {t.YEAR_AGO: "year_on_year", t.PREVIOUS: "on_previous"}


@dataclass(frozen=True)
class Spoken:
    """A comparison whose shape has words of its own, about two figures and a limit.

    ``since``: the words for 同比, 比上期 or 比上年 where both are the same indicator.
    """

    shape: str
    node: t.Compare
    one: t.Node
    other: t.Node
    limit: t.Node
    since: str


def spoken_of(speaker: Speaker, node: t.Compare) -> Spoken | None:
    """The words for the shape of a comparison."""
    left, limit = node.left, node.right
    per_head = node.measure.endswith("/人") and isinstance(limit, t.Const)
    match left, limit:
        case (
            t.Applied("Absolute", (t.Add(((1, t.Divide(one, other)), (-1, t.Const() as c))),)),
            t.Const(),
        ) if f.fraction(c) == 1 and _are_figures(one, other):
            shape = "changed"
        case (
            t.Applied("Absolute", (t.Add(((1, one), (-1, other))),)),
            t.Multiply(base, t.Const() as most),
        ) if base in (other, f.absolute(other)) and _are_figures(one, other):
            shape, limit = "changed", most
        case t.Divide(one, other), _ if as_percent(node) and _are_figures(one, other):
            shape = "share"
        case t.Divide(one, other), _ if per_head and _are_figures(one, other):
            shape = "per_head"
        case t.Divide(t.Divide(one, other), t.PeriodNumber("months")), _ if (
            per_head and _are_figures(one, other)
        ):
            shape = "per_head_and_month"
        case t.Applied("Absolute", (t.Add(((1, one), (-1, other))),)), _ if node.measure:
            shape = "distance"
        case _:
            return None
    since = _since(speaker, one, other) if shape in {"changed", "share"} else ""
    return Spoken(shape, node, one, other, limit, since)


def _are_figures(*nodes: t.Node) -> bool:
    return all(isinstance(node, Figure) for node in nodes)


def _since(speaker: Speaker, one: t.Node, other: t.Node) -> str:
    match one, other:
        case t.Cell(), t.Cell() if (one.form, one.indicator) == (other.form, other.indicator):
            here = _EARLIER.get(column_of(speaker, other).role, "")
            key = _SINCE.get(here if other.when == t.CURRENT else other.when, "")
            return "on_last_year" if key and not within_year(speaker) else key
        case t.RowCell(), t.RowCell() if one.column == other.column and other.when != t.CURRENT:
            return "on_last_year"
    return ""


def as_percent(node: t.Compare) -> bool:
    """Whether a ratio of like things is held against a fixed number."""
    sides = (node.left, node.right)
    if node.measure or not any(isinstance(side, Fixed) and side.scale <= 2 for side in sides):
        return False
    return any(isinstance(item, t.Divide) for side in sides for item in t.walk(side))


def why(speaker: Speaker, node: t.Compare) -> Piece:
    """Why a comparison is false."""
    spoken = spoken_of(speaker, node)
    if spoken is None or (spoken.shape == "share" and node.operator in {"=", "!="}):
        zero = isinstance(node.right, t.Const) and not node.right.units
        negative = node.operator == ">=" and zero and isinstance(node.left, Figure)
        return speaker.template("negative" if negative else "demanded", node)
    key = f"{spoken.shape}_since" if spoken.since else spoken.shape
    told = speaker.words(key, spoken)
    if spoken.shape != "changed":
        return told
    # a percentage of nothing, or of a loss, says nothing
    nothing = lower_logic(t.Compare("<=", spoken.other, ZERO))
    return chosen([(nothing, speaker.words(f"{key}_too_much", spoken))], told)


def beside(speaker: Speaker, node: t.Compare | t.MagnitudeSlip | t.TextCompare) -> Piece:
    """Both sides and their distance, which stand beside the sentence."""
    if not speaker.sides:
        return ""
    left, right = node.left, node.right
    if isinstance(node, t.TextCompare):
        return Part("sides", (f.plain_text(left), f.plain_text(right), ""))
    least = f.places_of(left, right)
    sides = (f.value(speaker, left, least), f.value(speaker, right, least))
    return Part("sides", (*sides, f.apart(left, right, least)))


# ---- both sides --------------------------------------------------------------------------------


def subject(speaker: Speaker, node: t.Compare) -> Piece:
    """The left side as the beginning of a sentence, with its value."""
    side, spoken = node.left, spoken_of(speaker, node)
    if isinstance(side, Figure):
        return speaker.words("subject", side)
    shown = _shown(speaker, side, node)
    if isinstance(side, Fixed):
        return shown
    if spoken and spoken.shape == "share":
        return speaker.words("share_alone", spoken)
    told = f.converted(speaker, side, shown)
    return told or speaker.words("with_result", side, value=shown)


def limit(speaker: Speaker, node: t.Compare) -> Piece:
    """The right side as the end of a sentence."""
    side = node.right
    if isinstance(side, Figure):
        return speaker.say("told", side)
    shown = _shown(speaker, side, node)
    if isinstance(side, Fixed):
        return shown if as_percent(node) else speaker.words("spaced", text=shown)
    spelled = joined([" ", speaker.words("with_result", side, value=shown)])
    return f.limit(
        speaker, side, shown, lambda told: speaker.words("spaced", text=told) if told else spelled
    )


def counted(speaker: Speaker, node: t.Compare) -> Piece:
    """The left side, a long sum by its first cell."""
    shown = _shown(speaker, node.left, node)
    return f.in_short(speaker, node.left, shown) or subject(speaker, node)


def _shown(speaker: Speaker, side: t.Node, node: t.Compare) -> Piece:
    """A value: a percentage for ratios of like things, else a decimal."""
    if isinstance(side, Fixed):
        return speaker.say("whole_percent" if as_percent(node) else "told", side)
    if as_percent(node):
        return f.percent(speaker, side)
    return f.value(speaker, side, f.places_of(node.left, node.right))


def how_far(speaker: Speaker, node: t.Compare) -> Piece:
    """How far apart both sides are, unless that says nothing more."""
    threshold = node.operator != "=" and isinstance(node.right, t.Const)
    if node.operator == "!=" or threshold:
        return ""
    if as_percent(node):
        gap = joined([f.apart(f.hundredfold(node.left), f.hundredfold(node.right), 2, 2), "%"])
    else:
        gap = f.apart(node.left, node.right, f.places_of(node.left, node.right))
    unit = f" {node.measure}" if node.measure else ""
    return speaker.words("apart", value=gap, unit=unit)


def _tolerance(key: str) -> Way:
    """What a comparison allows, where it has a tolerance."""
    return lambda speaker, node: (
        speaker.words(key, t.Const(*node.tolerance)) if node.tolerance[0] else ""
    )


def missed(speaker: Speaker, node: t.Compare) -> Piece:
    """How a limit is missed; of a relation that blocks: what it demands."""
    if not speaker.asks or node.operator in {"=", "!="}:
        return speaker.say("must", node)
    words = TEMPLATES["missed"][node.operator]
    equal = lower_logic(t.Compare("=", node.left, node.right))
    return chosen([(equal, TEMPLATES["reached"].get(node.operator, words))], words)


# ---- two figures -------------------------------------------------------------------------------


def rate(speaker: Speaker, spoken: Spoken) -> Piece:
    """A share, or by how much one figure is above or below the other."""
    ratio = t.Divide(spoken.one, spoken.other)
    if spoken.shape == "changed":
        return f.percent(speaker, f.absolute(t.Add(((1, ratio), (-1, ONE)))))
    # more places where two would hide that the limit is missed
    alike = t.Compare("=", t.Round(ratio, 4), t.Round(spoken.limit, 4))
    hidden = lower_logic(t.And((t.Compare("!=", ratio, spoken.limit), alike)))
    return chosen([(hidden, f.whole_percent(speaker, ratio))], f.percent(speaker, ratio))


def direction(_: Speaker, spoken: Spoken) -> Piece:
    above = lower_logic(t.Compare(">", spoken.one, spoken.other))
    up, down = ("grew", "fell") if spoken.since else ("more", "less")
    return chosen([(above, WORDS[up])], WORDS[down])


def please(speaker: Speaker, _: Spoken) -> str:
    """The request to check, where no hint of the rule's own follows."""
    return WORDS["please"] if speaker.asks and not speaker.hint else ""


WAYS: Mapping[str, Way] = {
    **ways(why, beside, subject, limit, counted, how_far, missed, rate, direction, please),
    "must": lambda _, node: TEMPLATES["must"][node.operator],
    "verb": lambda _, node: TEMPLATES["verb"][node.operator],
    "text_verb": lambda _, node: TEMPLATES["text_verb"][node.operator],
    "opposite": lambda _, node: TEMPLATES["verb"][t.OPPOSITES[node.operator]],
    "allowance": _tolerance("allowance"),
    "allowed": _tolerance("allowed"),
    # a figure that is compared with nothing
    "alone": lambda speaker, node: subject(speaker, t.Compare("=", node, node)),
    "since": lambda _, spoken: WORDS[spoken.since],
    # what an average per head is counted in
    "unit": lambda _, node: node.measure.partition("/")[0],
}
