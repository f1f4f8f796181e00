"""How long something takes: the best and the median of several runs."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from time import perf_counter


def best(run: Callable[[], object], times: int) -> float:
    """Seconds of the fastest run: what the machine can do when nobody else uses it."""
    return min(_took(run) for _ in range(times))


def alternating(runs: tuple[Callable[[], object], ...], times: int) -> list[float]:
    """Seconds of each, best of many runs in turn, so that a busy moment hits all alike."""
    took = [[_took(run) for run in runs] for _ in range(times)]
    return [min(column) for column in zip(*took, strict=True)]


def median(run: Callable[[], object], times: int) -> float:
    """Seconds of the middle run."""
    return statistics.median(_took(run) for _ in range(times))


def _took(run: Callable[[], object]) -> float:
    began = perf_counter()
    run()
    return perf_counter() - began
