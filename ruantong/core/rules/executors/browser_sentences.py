"""Sentences as JSON for the browser: a shape that many instances share, and what fills its slots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruantong.core.identifiers import FAULTS
from ruantong.core.rules.executors.browser_operations import Operations
from ruantong.core.rules.language.tree import Node
from ruantong.core.rules.lowering.lower import Ratio
from ruantong.core.rules.lowering.ops import Op
from ruantong.core.rules.words.pieces import Part, Piece


class Shapes:
    """Shapes in ``written``, each once.

    A piece is a text, or its name and fields. Places of operations and leaves, and what is said once
    (the name of a column), stand in slots, which a sentence lists after its shape.
    """

    def __init__(self, operations: Operations) -> None:
        self.written: list[Any] = []
        self._operations = operations
        self._places: dict[str, int] = {}
        self._slots: dict[Any, int] = {}

    def sentence(self, piece: Piece) -> list[Any]:
        """The place of the shape, and its slots."""
        self._slots = {}
        (shape,) = self._field(piece)
        place = self._places.setdefault(repr(shape), len(self.written))
        if place == len(self.written):
            self.written.append(shape)
        return [place, *self._slots]

    def _field(self, value: Any) -> Iterator[Any]:
        """A field of a piece; a number is written as its slot and its decimal places."""
        match value:
            case Part("once", (words,)):
                yield ["once", self._slot(words)]
            case Part(kind, fields):
                yield [kind, *self._fields(fields), *self._beside(value)]
            case tuple():
                yield list(self._fields(value))
            case Ratio() if value == Ratio(value.above, value.scale):
                yield from (self._slot(self._operations.place(value.above)), value.scale)
            case Ratio():  # what is divided is an operation of its own
                yield from (self._slot(self._operations.ratio(value)), 0)
            case Op():
                yield self._slot(self._operations.place(value))
            case Node():
                yield self._slot(self._operations.leaf(value))  # type: ignore[arg-type]
            case _:
                yield value

    def _fields(self, values: tuple[Any, ...]) -> list[Any]:
        return [written for value in values for written in self._field(value)]

    def _beside(self, piece: Part) -> list[Any]:
        """What the browser needs besides: the words of faults; lists of codes are asked for."""
        match piece:
            case Part("fault", (_, form)):
                return [FAULTS[form]]
            case Part("text", (_, codes)) if codes:
                self._operations.lists.add(codes)
        return []

    def _slot(self, value: int | str) -> int:
        return self._slots.setdefault(value, len(self._slots))
