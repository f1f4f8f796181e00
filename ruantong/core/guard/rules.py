"""The grammar: what, following what, tells a respondent its figures. Data; the matcher is below.

A rule is a row of steps, classes of tokens that follow one another within a distance. An order is
excused only by a question that stands inside it (请核对后…); an observation by a question anywhere in
its sentence (本期1200万元，请说明原因).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ruantong.core.guard.tokens import Token
from ruantong.core.guard.words import Word

_Kinds = frozenset[Word]
#: 不要（再）照抄…: so many tokens before its first step a rule is denied.
_JUST_BEFORE = 3


class Kind(StrEnum):
    """What a text tells."""

    VALUE = "value"
    BOUND = "bound"
    CHANGE = "change"
    DIRECTION = "direction"
    SOURCE = "source"


@dataclass(frozen=True)
class Step:
    """One of ``kinds``, at most ``within`` tokens after the step before; over a comma or not."""

    kinds: _Kinds
    within: int = 0
    over_comma: bool = False


@dataclass(frozen=True)
class Rule:
    """A telling row of steps, and the words that make it harmless: between its steps, in its
    clause, in its sentence, in the whole text, right before its first step.
    """

    kind: Kind
    steps: tuple[Step, ...]
    between: _Kinds = frozenset()
    clause: _Kinds = frozenset()
    sentence: _Kinds = frozenset()
    text: _Kinds = frozenset()
    before: _Kinds = frozenset()


@dataclass(frozen=True)
class Match:
    """A rule that fits, from the first to the last token of it."""

    rule: Rule
    first: int
    last: int


_GROUPS: dict[str, tuple[Word, ...]] = {
    "AMOUNT": (Word.MONEY, Word.HEADS, Word.BARE),
    "FIGURE": (Word.MONEY, Word.HEADS, Word.SHARE, Word.TIMES),
    "VALUE": (Word.MONEY, Word.HEADS, Word.SHARE, Word.TIMES, Word.BARE),
    "ANY": (Word.MONEY, Word.HEADS, Word.SHARE, Word.TIMES, Word.BARE, Word.CODE),
    "ANOTHER": (Word.OTHERS, Word.NEAR),
    "ASKED": (Word.ASK, Word.SINCE, Word.QUOTED),
    "ORDERED": (Word.ORDER, Word.MUST),
    "DONE": (Word.FILL, Word.CHANGE, Word.SET, Word.AS, Word.FITS, Word.RAISE),
}


def _kinds(names: str) -> _Kinds:
    found: set[Word] = set()
    for name in names.split("|"):
        found.update(_GROUPS.get(name) or (Word[name],))
    return frozenset(found)


def _rule(kind: Kind, steps: str, **excuses: str) -> Rule:
    """``MUST 3 IS 1, VALUE``: classes with how many tokens may stand between; "," over commas."""
    made, within, over = [], 0, False
    for part in steps.split():
        if part[0].isdigit():
            within, over = int(part.rstrip(",")), part.endswith(",")
        else:
            made.append(Step(_kinds(part), within, over))
            within, over = 0, False
    given = {where: _kinds(names.replace(" ", "|")) for where, names in excuses.items()}
    return Rule(kind, tuple(made), **given)


RULES: tuple[Rule, ...] = (
    # to set a value
    _rule(Kind.VALUE, "SET 5, FIGURE|CODE", between="ASK SHAPE"),
    _rule(Kind.VALUE, "SET 5, BARE", between="ASK SHAPE", clause="NAMED"),
    _rule(Kind.VALUE, "SET 5, ZERO", between="ASK SHAPE", text="NOTHING"),
    _rule(Kind.VALUE, "CHANGE 2, ANY", between="ASK"),
    _rule(Kind.VALUE, "CHANGE 2, ZERO", between="ASK", text="NOTHING"),
    _rule(Kind.VALUE, "CLEAR", clause="ASK"),
    _rule(Kind.VALUE, "OTHERS 8 VALUE 6, CHANGE", sentence="ASK SINCE"),
    _rule(Kind.VALUE, "SET|FILL 1 SHAPE 1 AMOUNT"),
    _rule(Kind.CHANGE, "SUM 4 ZERO", clause="ASK"),
    _rule(Kind.VALUE, "ORDERED|BASIS|CODE 12 FILL 3, VALUE", between="ASKED"),
    _rule(Kind.VALUE, "FILL 3, VALUE", between="ASKED", sentence="ASK", clause="QUOTED SINCE"),
    _rule(Kind.VALUE, "FILL 1, ZERO", between="ASKED", text="NOTHING ASK"),
    _rule(Kind.VALUE, "BASIS 10, VALUE 8, DONE", between="ASKED"),
    _rule(Kind.VALUE, "VALUE 3 FILL|FITS", clause="ASKED"),
    _rule(Kind.VALUE, "VALUE 3, FITS", clause="ASK"),
    _rule(Kind.VALUE, "MUST 4, FIGURE", between="ASKED"),
    _rule(Kind.VALUE, "MUST 10 SHARE", between="ASKED"),
    _rule(Kind.VALUE, "MUST 1 IS 2, MONEY|HEADS|ZERO", between="ASKED", text="NOTHING"),
    _rule(Kind.VALUE, "MUST 1 IS 2, BARE", between="ASKED", clause="NAMED"),
    _rule(Kind.VALUE, "SAID 8, VALUE", sentence="ASK"),
    _rule(Kind.VALUE, "VALUE 6, SAID", sentence="ASK"),
    _rule(Kind.VALUE, "WRONG 5, VALUE", sentence="ASK"),
    _rule(Kind.VALUE, "AMOUNT 4, ORDERED 3 FILL|CHANGE", sentence="ASKED"),
    _rule(Kind.VALUE, "ANY 1 ARROW 1 ANY"),
    _rule(Kind.VALUE, "CODE 1 EQUALS|IS 1 AMOUNT", sentence="ASK"),
    _rule(Kind.VALUE, "CELL|CODE 2 AMOUNT", text="ASKED"),
    _rule(Kind.VALUE, "IS 2 FIGURE 1 BESIDE|FITS", text="ASKED"),
    # to set a bound
    _rule(Kind.BOUND, "BOUND 4, VALUE", clause="ASK NAMED"),
    _rule(Kind.BOUND, "KEEP 7 FIGURE", sentence="ASKED"),
    _rule(Kind.BOUND, "ORDERED 5 BESIDE 3 FIGURE", between="ASKED"),
    _rule(Kind.BOUND, "VALUE 14, THREAT"),
    _rule(Kind.BOUND, "BOUND|BESIDE 4 ANOTHER", clause="ASK SHAPE", sentence="ASK"),
    _rule(Kind.BOUND, "BESIDE 4 ANOTHER 3 FITS"),
    # to order a change
    _rule(Kind.CHANGE, "ORDERED 10 SUM|GROW|RAISE|REACH 4, VALUE", between="ASKED"),
    _rule(Kind.CHANGE, "ORDERED 10 REACH 10 FIGURE", between="ASKED"),
    _rule(Kind.CHANGE, "RAISE 4, VALUE", clause="ASK", sentence="ASK"),
    _rule(Kind.CHANGE, "SUM|GROW|REACH 3, VALUE", clause="ASKED", sentence="ASK"),
    _rule(Kind.CHANGE, "DOUBLE", sentence="ASKED"),
    _rule(Kind.CHANGE, "ORDERED 10 DOUBLE", between="ASKED"),
    # to steer without a figure
    _rule(Kind.DIRECTION, "STEER", clause="ASK"),
    _rule(Kind.DIRECTION, "ADVERB 2 RAISE|GROW|CHANGE|SUM", sentence="ASK"),
    _rule(Kind.DIRECTION, "RAISE|GROW|SUM 2 BIT", sentence="ASK"),
    _rule(Kind.DIRECTION, "ORDERED|ADVERB 4 FILL 1 BIT", between="ASK"),
    _rule(Kind.DIRECTION, "ORDERED 6 GROW 4 FILL", between="ASKED"),
    _rule(Kind.DIRECTION, "ORDERED 8 RAISE", between="ASKED", clause="ASK"),
    _rule(Kind.DIRECTION, "KEEP|SET 5 STATE", sentence="ASK"),
    _rule(Kind.DIRECTION, "ORDERED 6 STATE", between="ASKED", clause="ASK"),
    _rule(Kind.DIRECTION, "KEEP|MUST|SET 5 NEGATIVE", clause="ASK COUNTED"),
    _rule(Kind.DIRECTION, "SHIFT", sentence="ASK"),
    # to name another figure as the value
    _rule(Kind.SOURCE, "BASIS|COPY 8 OTHERS 10, DONE", between="ASKED NAMED", before="NOT"),
    _rule(Kind.SOURCE, "BASIS 12 FILL|CHANGE", between="ASKED PLACE NOT", clause="SHAPE NAMED ASK", before="NOT"),
    _rule(Kind.SOURCE, "BASIS|COPY 8 NEAR 10, DONE", between="ASKED", clause="SHAPE", before="NOT"),
    _rule(
        Kind.SOURCE,
        "ORDERED|KEEP|SET|FILL 5 WITH 7 ANOTHER 8 AS|FILL|STATE",
        between="ASKED SHAPE",
        clause="NAMED",
    ),
    _rule(
        Kind.SOURCE,
        "WITH 7 ANOTHER 8 AS|FILL|STATE",
        between="ASKED SHAPE",
        clause="NAMED SINCE",
        sentence="ASK",
        before="NOT",
    ),
    _rule(Kind.SOURCE, "OTHERS 8 FITS", clause="ASKED NAMED"),
    _rule(Kind.SOURCE, "WITH 3 PLACE 6 AS 2 FILL", between="ASKED", before="NOT"),
    _rule(Kind.SOURCE, "ORDERED 3 AS 4 ANOTHER", clause="ASKED SHAPE"),
    _rule(Kind.SOURCE, "COPY 4 ANOTHER|FITS", clause="ASK SHAPE", sentence="ASK", before="NOT"),
    _rule(Kind.SOURCE, "ORDERED 3 BASIS 5 OTHERS", clause="ASKED SHAPE", between="NOT"),
    _rule(Kind.SOURCE, "FILL 3 OTHERS", clause="ASKED SHAPE", sentence="ASK", before="NOT"),
    _rule(Kind.SOURCE, "SET 3 ANOTHER", clause="ASK SHAPE NAMED", sentence="ASK"),
    # money that is neither quoted nor asked about
    _rule(Kind.VALUE, "MONEY", clause="NAMED", text="ASKED"),
)  # fmt: skip


def matches(found: Sequence[Token], rules: Sequence[Rule] = RULES) -> Iterator[Match]:
    """The rules that fit, sentence by sentence."""
    written = _all_kinds(found)
    start = 0
    for place in range(len(found) + 1):
        if place == len(found) or Word.END in found[place].kinds:
            yield from _in_sentence(found, start, place, written, rules)
            start = place + 1


def _in_sentence(
    found: Sequence[Token], start: int, end: int, written: _Kinds, rules: Sequence[Rule]
) -> Iterator[Match]:
    sentence = found[start:end]
    said = _all_kinds(sentence)
    clauses = _clauses(sentence)
    for rule in rules:
        if written & rule.text or said & rule.sentence:
            continue
        if not all(step.kinds & said for step in rule.steps):
            continue
        dead: set[tuple[int, int]] = set()
        for first, token in enumerate(sentence):
            if not token.kinds & rule.steps[0].kinds or clauses[first] & rule.clause:
                continue
            if rule.before & _all_kinds(sentence[max(first - _JUST_BEFORE, 0) : first]):
                continue
            last = _follow(sentence, rule, first, 1, dead)
            if last is not None:
                yield Match(rule, start + first, start + last)
                break


def _follow(
    sentence: Sequence[Token], rule: Rule, place: int, step: int, dead: set[tuple[int, int]]
) -> int | None:
    """Where the last step of the rule stands, when the steps from here on do.

    Places from which they do not are kept (``dead``): each is tried once, so that the work grows
    with the length of the text and not with the ways through it.
    """
    if step == len(rule.steps):
        return place
    if (step, place) in dead:
        return None
    wanted = rule.steps[step]
    for at in range(place + 1, min(place + 2 + wanted.within, len(sentence))):
        kinds = sentence[at].kinds
        if kinds & wanted.kinds:
            last = _follow(sentence, rule, at, step + 1, dead)
            if last is not None:
                return last
        if kinds & rule.between or (Word.COMMA in kinds and not wanted.over_comma):
            break
    dead.add((step, place))
    return None


def _clauses(sentence: Sequence[Token]) -> list[_Kinds]:
    """For each token the words of the clause that it stands in."""
    done: list[_Kinds] = []
    start = 0
    for place in range(len(sentence) + 1):
        if place == len(sentence) or Word.COMMA in sentence[place].kinds:
            kinds = _all_kinds(sentence[start:place])
            done += [kinds] * (place - start)
            if place < len(sentence):
                done.append(frozenset())
            start = place + 1
    return done


def _all_kinds(found: Sequence[Token]) -> _Kinds:
    return frozenset[Word]().union(*(token.kinds for token in found))
