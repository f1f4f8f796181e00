"""Published figures as exact numbers, and what growth they allow.

A published level is a rounded one: what was summed up lies within half of its last place.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

FIGURES = Path(__file__).parent / "figures"
TOTAL = "软件业务收入"
FOUR = ("软件产品收入", "信息技术服务收入", "信息安全收入", "嵌入式系统软件收入")


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of one file of figures, its opening remarks left out."""
    with (FIGURES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


@dataclass(frozen=True)
class Level:
    """One published level; ``half`` of its last place is what rounding may hide."""

    value: Fraction
    half: Fraction

    @classmethod
    def of(cls, text: str) -> Level:
        places = len(text.partition(".")[2])
        return cls(Fraction(text), Fraction(1, 2 * 10**places))


def levels(name: str, key: str) -> dict[tuple[int, int, str], Level]:
    """Published levels by year, month and the column ``key``."""
    return {
        (int(row["year"]), int(row["month"]), row[key]): Level.of(row["level"])
        for row in rows(name)
        if row["level"]
    }


def allows(now: Level, before: Level, printed: str) -> bool:
    """Whether some unrounded levels behind two published ones have the growth that was printed."""
    growth = Level.of(printed)
    least = (now.value - now.half) / (before.value + before.half)
    most = (now.value + now.half) / (before.value - before.half)
    low, high = (least - 1) * 100, (most - 1) * 100
    return low <= growth.value + growth.half and growth.value - growth.half <= high


def off_by(parts: list[Level], total: Level) -> tuple[Fraction, Fraction]:
    """By how much parts miss their total, and by how much rounding alone may let them."""
    gap = sum((part.value for part in parts), Fraction(0)) - total.value
    return gap, sum((part.half for part in parts), total.half)
