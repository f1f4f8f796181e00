"""What a verb says when it does not do what was asked. Messages are Chinese and ready to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from ruantong.accounts import access


class NotFound(Http404):
    """There is no such object for this actor; whether it exists for somebody else is not told."""

    def __init__(self, message: str = "没有找到该报表，或您无权查看。") -> None:
        super().__init__(message)
        self.message = message


class Refused(access.Refused):
    """The act is not allowed or its input is not acceptable; nothing was changed."""


@dataclass(frozen=True)
class CellConflict:
    """One cell that two tabs changed differently; ``stored`` is what the platform kept.

    Values are texts; for repeating lines they are the whole list.
    """

    cell: str
    name: str
    typed: Any
    stored: Any


class Conflict(Refused):
    """The same cells were changed in another tab since; nothing was saved, nothing is lost.

    ``version`` is the one to save on after the respondent has chosen.
    """

    def __init__(self, message: str, conflicts: tuple[CellConflict, ...], version: int) -> None:
        super().__init__(message)
        self.conflicts = conflicts
        self.version = version
