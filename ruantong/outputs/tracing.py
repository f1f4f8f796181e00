"""The returns behind one figure, as a list that can be searched, sorted, paged and exported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

from ruantong.core.aggregation import Contribution
from ruantong.core.tables import TableRow
from ruantong.core.text import fold
from ruantong.core.values import format_number
from ruantong.outputs.pages import points_text
from ruantong.web.listing import EXPORTS

PAGE_SIZE = 50


@dataclass(frozen=True)
class Traced:
    """One return in a figure; ``amount`` and ``pull`` for sorting, the rest as printed."""

    return_id: int
    unit: str
    name: str
    district: str
    revision: int | None
    amount: int | None
    year_ago: int | None
    current: str
    base: str
    pull: Fraction
    points: str


def traced(
    row: TableRow,
    contributions: Iterable[Contribution],
    strength: Mapping[int, Fraction],
    districts: Mapping[str, str],
) -> list[Traced]:
    """One entry per return that has a value in the row."""
    return [
        Traced(
            return_id=c.return_id,
            unit=c.unit,
            name=c.name,
            district=districts.get(c.district, c.district),
            revision=c.revision,
            amount=c.current[row.key],
            year_ago=(c.base or {}).get(row.key),
            current=format_number(c.current[row.key], row.decimals),
            base=format_number((c.base or {}).get(row.key), row.decimals),
            pull=(pull := strength.get(c.return_id, Fraction(0))),
            points=points_text(pull),
        )
        for c in contributions
        if c.current[row.key] is not None
    ]


class TraceList:
    """Search by unit, sort by amount, base order or pull, and page; wrong input is ignored."""

    SORTS = {
        "amount": lambda r: (r.amount or 0, r.unit),
        "pull": lambda r: (abs(r.pull), r.unit),
        "name": lambda r: (r.name, r.unit),
        "district": lambda r: (r.district, r.unit),
    }

    def __init__(self, request: HttpRequest, rows: Iterable[Traced]) -> None:
        self.request = request
        self.search_text = request.GET.get("q", "").strip()[:100]
        self.sort = request.GET.get("sort", "-amount")
        if self.sort.removeprefix("-") not in self.SORTS:
            self.sort = "-amount"
        wanted = fold(self.search_text)
        found = [r for r in rows if wanted in fold(r.name) or wanted in fold(r.unit)]
        self.rows = sorted(
            found,
            key=self.SORTS[self.sort.removeprefix("-")],
            reverse=self.sort.startswith("-"),
        )
        wanted = request.GET.get("export", "")
        self.export = wanted if wanted in EXPORTS else ""
        self.page: Page[Traced] = Paginator(self.rows, PAGE_SIZE).get_page(request.GET.get("page"))
        self.total = len(self.rows)

    def querystring(self, **changes: object) -> str:
        """This selection with changes, for sort heads and the pager."""
        query: QueryDict = self.request.GET.copy()
        for name in ("page", "export", *changes):
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = str(value)
        return "?" + query.urlencode()

    def sort_state(self, name: str) -> str:
        """As ``aria-sort`` wants it."""
        if self.sort.removeprefix("-") != name:
            return "none"
        return "descending" if self.sort.startswith("-") else "ascending"
