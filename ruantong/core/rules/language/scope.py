"""Where an expression stands, and what was found wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ruantong.core.regime import Regime
from ruantong.core.rules.language.syntax import Syntax

#: Line, column and what is said.
Finding = tuple[int, int, str]


@dataclass(frozen=True)
class Place:
    """What one instance of a rule iterates over: its form, a column, an indicator, a line."""

    form: str
    column: str = ""
    indicator: str = ""
    group: str = ""


@dataclass
class Findings:
    """What checking one expression found: faults refuse it, warnings are for its author."""

    faults: set[Finding] = field(default_factory=set)
    warnings: set[Finding] = field(default_factory=set)


class Refused(Exception):
    """An operand already reported; stops at the nearest place that can go on without it."""


@dataclass(frozen=True)
class Scope:
    """What the names of an expression may stand for; ``automatic``: the cells of 自动值."""

    regime: Regime
    place: Place
    findings: Findings
    automatic: frozenset[str] = frozenset()

    def refuse(self, item: Syntax, message: str) -> Refused:
        """Note a fault; what to raise."""
        self.findings.faults.add((item.pos.line, item.pos.column, message))
        return Refused()

    def warn(self, item: Syntax, message: str) -> None:
        self.findings.warnings.add((item.pos.line, item.pos.column, message))
