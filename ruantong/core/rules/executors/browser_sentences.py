"""Sentences as JSON for the browser: a shape that many instances share, and what fills its slots."""

from __future__ import annotations

from typing import Any

from ruantong.core.identifiers import FAULTS
from ruantong.core.rules.executors.browser_operations import Operations
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.lowering.lower import Ratio
from ruantong.core.rules.words import pieces as p


class Shapes:
    """Shapes in ``written``, each once.

    A piece is a text, or its name and fields. Places of operations and leaves, and what is said once
    (the name of a column), stand in slots, which a sentence lists after its shape.
    """

    def __init__(self, operations: Operations) -> None:
        self.written: list[Any] = []
        self._operations = operations
        self._places: dict[str, int] = {}

    def sentence(self, piece: p.Piece) -> list[Any]:
        """The place of the shape, and its slots."""
        slots: dict[int | str, int] = {}
        shape = _Shape(self._operations, slots).write(piece)
        place = self._places.setdefault(repr(shape), len(self.written))
        if place == len(self.written):
            self.written.append(shape)
        return [place, *slots]


class _Shape:
    def __init__(self, operations: Operations, slots: dict[int | str, int]) -> None:
        self._operations = operations
        self._slots = slots

    def write(self, piece: p.Piece) -> Any:
        """A piece with the places of its slots."""
        match piece:
            case str():
                return piece
            case p.Join():
                return ["join", piece.between, *map(self.write, piece.parts)]
            case p.Number():
                return ["number", *self._ratio(piece.value), piece.least, piece.most]
            case p.Apart():
                left, right = self._ratio(piece.left), self._ratio(piece.right)
                return ["apart", *left, *right, piece.least, piece.most]
            case p.Text():
                self._operations.lists |= {piece.codes} if piece.codes else set()
                return ["text", self._operation(piece.value), piece.codes]
            case p.Fault():
                return ["fault", self._operation(piece.value), piece.format, FAULTS[piece.format]]
            case p.Given():
                return [piece.which]
            case p.Once():
                return ["once", self._slot(piece.text)]
            case p.Choice():
                cases = ([self._operation(when), self.write(then)] for when, then in piece.cases)
                return ["choice", self.write(piece.default), *cases]
            case p.Sides():
                sides = (piece.left, piece.right, piece.difference)
                return ["sides", *map(self.write, sides)]
            case p.Rounded():
                leaves = [self._slot(self._operations.leaf(leaf)) for leaf in piece.leaves]
                return ["rounded", piece.text, self.write(piece.gap), *leaves]
        raise TypeError(type(piece).__name__)

    def _slot(self, value: int | str) -> int:
        return self._slots.setdefault(value, len(self._slots))

    def _operation(self, op: ops.Op) -> int:
        return self._slot(self._operations.place(op))

    def _ratio(self, ratio: Ratio) -> tuple[int, int]:
        """A number and its decimal places; what is divided is an operation of its own."""
        if ratio == Ratio(ratio.above, ratio.scale):
            return self._operation(ratio.above), ratio.scale
        return self._slot(self._operations.ratio(ratio)), 0
