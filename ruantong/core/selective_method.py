"""The parameters of selective editing, as the pack states them (``[[selective]]``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ruantong.core.periods import Frequency


class Sign(StrEnum):
    """What makes a return worth reading."""

    RATIO = "ratio"
    GONE = "gone"
    FALL = "fall"
    SLIP = "slip"
    QUERY = "query"
    FIRST = "first"
    CHANGED = "changed"


@dataclass(frozen=True)
class SignWords:
    """A sign in a list, and on the page of the return. ``of_cell``: it is said of one cell."""

    short: str
    text: str
    of_cell: bool = False


SIGNS: Mapping[Sign, SignWords] = {
    Sign.RATIO: SignWords("同比异常", "与上年同期之比偏离同类报表", of_cell=True),
    Sign.GONE: SignWords("由有变无", "上年同期有数，本期为零或未填", of_cell=True),
    Sign.FALL: SignWords("累计下降", "本期累计小于上期累计", of_cell=True),
    Sign.SLIP: SignWords("单位疑误", "疑似计量单位有误、未按累计数填或误抄"),
    Sign.QUERY: SignWords("有核实项", "有企业作了说明的核实项"),
    Sign.FIRST: SignWords("首次报送", "各项都没有上年同期数可比"),
    Sign.CHANGED: SignWords("重报有改动", "与上一次上报相比有改动"),
}


def short_signs(stored: Iterable[tuple[str, float]] | None) -> tuple[str, ...]:
    """The two strongest of the signs kept with a score, as a list shows them."""
    return tuple(SIGNS[Sign(sign)].short for sign, _ in list(stored or ())[:2])


@dataclass(frozen=True)
class Method:
    """How returns of one frequency are ordered for review.

    ``cells`` are watched. ``exponent``, ``flatness`` and ``width`` are U, A and C of Hidiroglou and
    Berthelot (1986): how much size counts, the least spread in parts of the median effect, and the
    half width of the interval in spreads. ``least``: with fewer pairs nothing is said of a
    ratio. ``weights`` is how much each sign says by itself, between 0 and 1.
    """

    frequency: Frequency
    cells: tuple[str, ...]
    exponent: float
    flatness: float
    width: float
    least: int
    weights: Mapping[Sign, float]
