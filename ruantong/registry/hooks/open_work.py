"""What is under way for a unit in the packages above: asked before an officer confirms an act.

The registry does not know the returns. ``ruantong.returns`` registers once how to name those of a
unit that the enterprise has still to file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ruantong.registry.models import ReportingUnit

Namer: TypeAlias = Callable[[ReportingUnit], list[str]]
_namers: list[Namer] = []


def register(namer: Namer) -> None:
    """Have the open work of a unit named by ``namer``; once per process."""
    if namer not in _namers:
        _namers.append(namer)


def open_work(unit: ReportingUnit) -> list[str]:
    """“2024年1—5月月报” for everything the unit has still to file."""
    return [name for namer in _namers for name in namer(unit)]
