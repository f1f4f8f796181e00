"""Ranked bars as plain SVG attributes: a chart without script and without inline style."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEIGHT, WIDTH = 22, 420


@dataclass(frozen=True)
class Bar:
    """One bar; ``width`` in drawing units of a chart ``WIDTH`` wide."""

    name: str
    text: str
    y: int
    width: int


@dataclass(frozen=True)
class BarChart:
    """Bars from the largest down; ``height`` of the drawing."""

    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH


def bars(values: Iterable[tuple[str, int, str]], most: int = 20) -> BarChart:
    """``values`` are name, size and printed text; zero and negative sizes are left out."""
    ranked = sorted((v for v in values if v[1] > 0), key=lambda v: -v[1])[:most]
    largest = ranked[0][1] if ranked else 1
    return BarChart(
        bars=tuple(
            Bar(name, text, number * HEIGHT, max(1, size * WIDTH // largest))
            for number, (name, size, text) in enumerate(ranked)
        ),
        height=len(ranked) * HEIGHT,
    )
