"""A rule or a computation against the regime: its expressions, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable

from ruantong.core.regime import Computation, Regime, Rule, Source
from ruantong.core.rules.language.faults import RuleFault, SyntaxFault
from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.resolve import resolve
from ruantong.core.rules.language.scope import Finding, Findings, Place, Scope
from ruantong.core.rules.language.syntax import Pos, Syntax
from ruantong.core.rules.language.tolerance import Tolerance
from ruantong.core.rules.language.tree import Node


class Statement:
    """``name`` begins what is said of it; ``automatic``: the cells that 自动值 may name."""

    def __init__(
        self,
        regime: Regime,
        stated: Rule | Computation,
        name: str,
        automatic: frozenset[str] = frozenset(),
    ) -> None:
        self.name = name
        self._regime = regime
        self._automatic = automatic
        self._positions = stated.positions
        self._source = stated.source or Source(f"rules/{stated.form}.rules", 1)
        self._faults: list[RuleFault] = []
        self._findings = Findings()

    def fault(self, message: str) -> RuleFault:
        """A fault of the whole, as it stands."""
        return RuleFault(self._source.file, self._source.line, 1, message)

    def add(self, message: str) -> None:
        self._faults.append(self.fault(message))

    def refuse(self, message: str) -> None:
        """A fault of the whole, with its name."""
        self._findings.faults.add((self._source.line, 1, message))

    def parse(self, what: str, text: str) -> Syntax | None:
        """An expression by the name of its position; None after a fault."""
        try:
            return parse(text, Pos(*self._positions.get(what, (self._source.line, 1))))
        except SyntaxFault as fault:
            self._findings.faults.add((fault.pos.line, fault.pos.column, fault.message))
            return None

    def resolve(
        self, place: Place, expression: Syntax, want: str = "logic", tolerance: Tolerance = (0, 0)
    ) -> Node | None:
        """The checked tree at a place; None after faults."""
        scope = Scope(self._regime, place, self._findings, self._automatic)
        return resolve(scope, expression, want=want, tolerance=tolerance)

    def read(self, what: str, text: str, place: Place, want: str) -> Node | None:
        """An expression that stands at one place only."""
        expression = self.parse(what, text)
        return None if expression is None else self.resolve(place, expression, want)

    @property
    def faults(self) -> list[RuleFault]:
        return [*self._faults, *self._named(self._findings.faults)]

    @property
    def warnings(self) -> list[RuleFault]:
        return self._named(self._findings.warnings)

    def _named(self, findings: Iterable[Finding]) -> list[RuleFault]:
        return [
            RuleFault(self._source.file, line, column, f"{self.name}：{message}")
            for line, column, message in sorted(findings)
        ]
