"""Lists that are not rows of a table in the database, with the filters and pages of ``Listing``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from ruantong.core.text import fold
from ruantong.web.listing import Filter, Listing

Key = Callable[[Any], Any]


class Rows(Listing[Any]):
    """``filters`` pairs a filter with what it is compared with, ``text`` is what ``?q=`` looks in."""

    def __init__(
        self,
        request: HttpRequest,
        rows: Iterable[Any],
        *,
        filters: Sequence[tuple[Filter, Key]] = (),
        sorts: Mapping[str, Key],
        text: Key | None = None,
        default_sort: str,
        page_size: int = 50,
        keep: Mapping[str, str] | None = None,
    ) -> None:
        self.request = request
        self.notices = []
        self.searchable = text is not None
        self.search_text = ""
        self._sorts = dict.fromkeys(sorts, "")
        self.kept_aside = dict(keep or {})
        self._kept = dict(self.kept_aside)
        self.filters = [self._bind(each) for each, _ in filters]
        found = list(rows)
        for bound, (_, key) in zip(self.filters, filters, strict=True):
            if bound.value:
                found = [row for row in found if str(key(row)) == bound.value]
        if text is not None:
            self.search_text = self._read("q")
            if self.search_text:
                self._kept["q"] = self.search_text
                wanted = fold(self.search_text)
                found = [row for row in found if wanted in fold(str(text(row)))]
        self.sort = self._read_sort(default_sort)
        order = sorts[self.sort.removeprefix("-")]
        found.sort(key=order, reverse=self.sort.startswith("-"))
        chosen: Any = found
        self.queryset = chosen
        self._page_size = page_size

    @property
    def export_rows(self) -> Iterator[Any]:
        """All rows of the selection in its order."""
        return iter(self.queryset)
