"""Searching by folded text in the query: what a reader takes for the same is found on either database.

SQLite calls :func:`ruantong.core.text.fold` itself; PostgreSQL does the same with its own functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, Model, Q, QuerySet, TextField

from ruantong.core.text import FOLDED, fold

Row = TypeVar("Row", bound=Model)
_SQLITE = "ruantong_fold"


class Fold(Func):
    """The folded text of a field."""

    arity = 1
    function = _SQLITE
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        # characters beyond the length of the second list are deleted
        kept = sorted((code, to) for code, to in FOLDED.items() if to is not None)
        gone = sorted(code for code, to in FOLDED.items() if to is None)
        before = "".join(map(chr, [code for code, _ in kept] + gone))
        after = "".join(chr(to) for _, to in kept)
        sql, parameters = compiler.compile(self.source_expressions[0])
        return f"translate(normalize({sql}, NFKC), %s, %s)", [*parameters, before, after]


def teach_sqlite(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Gives a new connection the function of :class:`Fold`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            _SQLITE, 1, lambda text: None if text is None else fold(str(text)), deterministic=True
        )


def matching(
    rows: QuerySet[Row], lookups: Sequence[str | Callable[[str], Q]], typed: str
) -> QuerySet[Row]:
    """The rows in which one of the text fields contains what was typed, or a condition holds."""
    wanted = fold(typed)
    condition = Q()
    for number, lookup in enumerate(lookups):
        if callable(lookup):
            condition |= lookup(typed)
            continue
        rows = rows.alias(**{f"folded{number}": Fold(lookup)})
        condition |= Q(**{f"folded{number}__contains": wanted})
    return rows.filter(condition)
