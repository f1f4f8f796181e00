"""Complaints about rule text: where and why, in Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ruantong.core.rules.language.syntax import Pos


@dataclass(frozen=True, order=True)
class RuleFault:
    """One fault of a rule file; ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file} 第{self.line}行第{self.column}列：{self.message}"


class RuleTextError(ValueError):
    """Rule text that cannot be used; ``faults`` holds every fault found, in file order."""

    def __init__(self, faults: Iterable[RuleFault]) -> None:
        self.faults: list[RuleFault] = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


class SyntaxFault(ValueError):
    """A text that cannot be read, and where."""

    def __init__(self, pos: Pos, message: str) -> None:
        super().__init__(message)
        self.pos = pos
        self.message = message
