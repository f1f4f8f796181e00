"""Rows beside a row in the same query: their texts one after another, on both databases."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, CharField, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

_BETWEEN, _WITHIN = ";", "|"


class _Joined(Aggregate):
    """``STRING_AGG``, which SQLite calls otherwise."""

    function = "STRING_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **more)


def gathered(rows: QuerySet[Any], by: str, *columns: str) -> Subquery:
    """For ``annotate``: of the rows that share ``by`` with the outer one, the texts of some columns.

    Their texts hold neither “|” nor “;”: ids and periods. :func:`apart` takes them apart.
    """
    parts: list[Any] = []
    for column in columns:
        parts += [Cast(column, CharField()), Value(_WITHIN)]
    one = _Joined(Concat(*parts, output_field=TextField()), Value(_BETWEEN))
    told = rows.order_by().values(by).annotate(told=one).values("told")
    return Subquery(told, output_field=TextField(null=True))


def apart(text: str | None) -> list[list[str]]:
    """The rows of :func:`gathered`, each its columns."""
    return [row.split(_WITHIN)[:-1] for row in (text or "").split(_BETWEEN) if row]
