"""The returns behind one figure, as a list that can be searched, sorted, paged and exported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest

from ruantong.core.aggregation import Contribution
from ruantong.core.tables import TableRow
from ruantong.core.values import format_number
from ruantong.outputs.pages import points_text
from ruantong.web.rows import Rows


@dataclass(frozen=True)
class Traced:
    """One return in a figure; ``amount`` and ``pull`` for sorting, the rest as printed."""

    return_id: int
    unit: str
    name: str
    district: str
    revision: int | None
    nil: bool
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
            nil=c.nil,
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


def trace_list(request: HttpRequest, rows: Iterable[Traced], keep: Mapping[str, str]) -> Rows:
    """Searched by unit, sorted by amount, pull, name or district."""
    return Rows(
        request,
        rows,
        sorts={
            "amount": lambda r: (r.amount or 0, r.unit),
            "pull": lambda r: (abs(r.pull), r.unit),
            "name": lambda r: (r.name, r.unit),
            "district": lambda r: (r.district, r.unit),
        },
        text=lambda r: f"{r.name} {r.unit}",
        default_sort="-amount",
        keep=keep,
    )
