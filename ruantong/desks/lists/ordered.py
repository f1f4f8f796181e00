"""Sorting a short computed table from the address, with the same column heads as a listing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Generic, TypeVar

from django.http import HttpRequest

from ruantong.core.values import shown

T = TypeVar("T")


class Ordered(Generic[T]):
    """``rows`` in the order of ``?sort=``; official order first and among equals.

    Has the parts of :class:`ruantong.web.listing.Listing` that column heads need.
    """

    def __init__(
        self,
        request: HttpRequest,
        rows: Sequence[T],
        *,
        sorts: Collection[str],
        key: Callable[[T, str], int],
    ) -> None:
        self._request = request
        wanted = request.GET.get("sort", "").strip()
        self.notices: list[str] = []
        if wanted and wanted.removeprefix("-") not in sorts:
            self.notices.append(f"不能按“{shown(wanted)}”排序，已按默认次序排列。")
            wanted = ""
        self.sort = wanted
        self.rows = list(rows)
        if wanted:
            field = wanted.removeprefix("-")
            self.rows.sort(key=lambda row: key(row, field), reverse=wanted.startswith("-"))

    def sort_state(self, name: str) -> str:
        """As ``aria-sort`` wants it."""
        if self.sort.removeprefix("-") != name:
            return "none"
        return "descending" if self.sort.startswith("-") else "ascending"

    def querystring(self, **changes: object) -> str:
        """The address of this table with ``changes``; None removes."""
        query = self._request.GET.copy()
        query.pop("export", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value not in (None, ""):
                query[name] = str(value)
        return "?" + query.urlencode()
