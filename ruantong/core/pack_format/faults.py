"""Faults of a pack, gathered so that its author sees all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

_MOST_SHOWN = 500


@dataclass(frozen=True, order=True)
class PackFault:
    """One fault: the file (pack folder first), its line from 1, and a Chinese sentence."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PackError(Exception):
    """A pack that cannot be used; ``faults`` are ordered by file and line."""

    def __init__(self, faults: Iterable[PackFault]) -> None:
        self.faults = sorted(set(faults))[:_MOST_SHOWN]
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Faults:
    """Collector handed from reader to reader while one pack is read."""

    found: list[PackFault] = field(default_factory=list)

    def add(self, file: str, line: int, message: str) -> None:
        self.found.append(PackFault(file, line, message))

    def raise_if_any(self) -> None:
        if self.found:
            raise PackError(self.found)
