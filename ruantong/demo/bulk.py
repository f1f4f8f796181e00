"""Many rows into one table without a model instance for each: COPY or executemany.

Ten times what ``bulk_create`` manages; only for filling a database that nobody else uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

Row = Sequence[Any]


class Table:
    """Rows for one model, given as tuples of ``fields``; other columns take their defaults.

    JSON columns are given as text. Keys are given too: :meth:`first_free` says where to begin,
    :func:`settle_sequences` tells the database where the keys ended.
    """

    def __init__(self, model: type[models.Model], *fields: str) -> None:
        self.model = model
        chosen = [model._meta.get_field(name) for name in fields]
        others = [field for field in model._meta.concrete_fields if field not in chosen]
        self.defaults = tuple(field.get_default() for field in others)
        quote = connection.ops.quote_name
        named: list[Any] = [*chosen, *others]
        self.columns = ", ".join(quote(field.column) for field in named)
        self.name = quote(model._meta.db_table)
        self.width = len(named)

    def first_free(self) -> int:
        """The key after the highest one in the table."""
        highest = self.model._default_manager.aggregate(top=models.Max("pk"))["top"]
        return (highest or 0) + 1

    def insert(self, rows: Iterable[Row]) -> None:
        """Write the rows."""
        full = (tuple(row) + self.defaults for row in rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                statement = f"COPY {self.name} ({self.columns}) FROM STDIN"
                with cursor.copy(statement) as copy:
                    for row in full:
                        copy.write_row(row)
                return
            places = ", ".join(["%s"] * self.width)
            cursor.executemany(
                f"INSERT INTO {self.name} ({self.columns}) VALUES ({places})",  # noqa: S608
                list(_adapted(full)),
            )


def settle_sequences(*tables: Table) -> None:
    """Let the database count on from the highest keys."""
    statements = connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _adapted(rows: Iterable[Row]) -> Iterator[list[Any]]:
    """Moments and days as Django writes them where the database has no type for them."""
    moment: Callable[[datetime], Any] = connection.ops.adapt_datetimefield_value
    for row in rows:
        yield [
            moment(value)
            if isinstance(value, datetime)
            else value.isoformat()
            if isinstance(value, date)
            else value
            for value in row
        ]
