"""A rule or a computation against its regime: where it stands, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ruantong.core.regime import Computation, Regime, Rule, Source
from ruantong.core.rules.language.faults import RuleFault
from ruantong.core.rules.language.syntax import Pos, Syntax


@dataclass(frozen=True)
class Place:
    """What one instance of a rule iterates over: its form, a column, an indicator, a line."""

    form: str
    column: str = ""
    indicator: str = ""
    group: str = ""


class Refused(Exception):
    """An operand already reported; stops at the nearest place that can go on without it."""


@dataclass
class Statement:
    """``name`` begins what is said of it; ``automatic``: the cells that 自动值 may name.

    Faults refuse it, warnings are for its author.
    """

    regime: Regime
    stated: Rule | Computation
    name: str
    automatic: frozenset[str] = frozenset()
    faults: set[RuleFault] = field(default_factory=set)
    warnings: set[RuleFault] = field(default_factory=set)

    @property
    def source(self) -> Source:
        return self.stated.source or Source(f"rules/{self.stated.form}.rules", 1)

    def start(self, what: str) -> Pos:
        """Where an expression begins."""
        return Pos(*self.stated.positions.get(what, (self.source.line, 1)))

    def refuse(self, message: str, pos: Pos | None = None) -> Refused:
        """Note a fault at a place, or of the whole; what to raise."""
        self.faults.add(self._told(message, pos))
        return Refused()

    def warn(self, message: str, pos: Pos) -> None:
        self.warnings.add(self._told(message, pos))

    def _told(self, message: str, pos: Pos | None) -> RuleFault:
        at = pos or Pos(self.source.line, 1)
        return RuleFault(self.source.file, at.line, at.column, f"{self.name}：{message}")


@dataclass(frozen=True)
class Scope:
    """What the names of an expression of a statement may stand for."""

    statement: Statement
    place: Place

    @property
    def regime(self) -> Regime:
        return self.statement.regime

    def refuse(self, item: Syntax, message: str) -> Refused:
        """Note a fault; what to raise."""
        return self.statement.refuse(message, item.pos)
