"""How sure the pack is of what it says."""

from __future__ import annotations

from enum import StrEnum


class Certainty(StrEnum):
    """How sure an item of the pack is (marks of the regime document)."""

    SEEN = "S"
    INFERRED = "I"
    GUESSED = "G"
