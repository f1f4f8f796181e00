"""Queries whose SQL is composed once per process and then run with other values.

Composing costs several times what running costs, and the queries of every request never change.
What is asked stays written in Django's terms, and Django makes the rows; only the text is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Field, Q, QuerySet, Value
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Given(Value):
    """Stands in a query for a value that is told when it runs.

    ``field`` says how it is written to the database; numbers and texts need none.
    """

    def __init__(self, name: str, field: Field[Any, Any] | None = None) -> None:
        super().__init__(name, output_field=field)
        self._field = field

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def written(self, given: dict[str, Any], connection: Any) -> Any:
        value = given[self.value]
        if self._field is None or value is None:
            return value
        return self._field.get_db_prep_value(value, connection)

    def _resolve_output_field(self) -> None:
        return None


def one_of(column: str, count: int) -> Q:
    """The condition that a column has one of ``count`` values, given as :func:`numbered`.

    Django reads the values of ``__in`` while it composes.
    """
    conditions = (Q(**{column: Given(f"{column}{number}")}) for number in range(count))
    return reduce(or_, conditions, Q(pk__in=()))


def numbered(column: str, values: Iterable[Any]) -> dict[str, Any]:
    return {f"{column}{number}": value for number, value in enumerate(values)}


class Composed(Generic[Row]):
    """``Composed(make)``, where ``make`` builds a query set with :class:`Given` in it.

    Called with the values by name it answers with the list of rows. ``make`` runs once, when the
    first caller asks; for ``select_for_update`` that has to be inside a transaction.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Row]]) -> None:
        self._make = make
        self._kept: tuple[QuerySet[Any, Row], SQLCompiler, str, list[Any]] | None = None

    def __call__(self, **given: Any) -> list[Row]:
        queryset, compiler, sql, params = self._kept or self._compose()
        if not sql:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        compiler = _twin(compiler)
        compiler.connection = connection  # of this thread
        compiler.as_sql = lambda *_: (sql, _written(params, given, connection))
        asked: Any = _twin(queryset)
        asked._query = _twin(queryset.query)
        asked._query.get_compiler = lambda *_, **__: compiler
        return list(asked)

    def _compose(self) -> tuple[QuerySet[Any, Row], SQLCompiler, str, list[Any]]:
        queryset = self._make()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:  # nobody may see anything here
            sql, params = "", ()
        else:
            fields = [expression for expression, *_ in compiler.select[: compiler.col_count]]
            converters = compiler.get_converters(fields)
            compiler.get_converters = lambda _: converters
        self._kept = queryset, compiler, sql, list(params)
        return self._kept


class ComposedUpdate:
    """The same for an ``UPDATE``: ``make`` answers with the rows, ``values`` are what they become.

    Called with the values by name it answers with how many rows were changed.
    """

    def __init__(
        self, make: Callable[[], QuerySet[Any, Any]], values: Callable[[], dict[str, Any]]
    ) -> None:
        self._make, self._values = make, values
        self._kept: tuple[str, list[Any]] | None = None

    def __call__(self, **given: Any) -> int:
        sql, params = self._kept or self._compose()
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(sql, _written(params, given, connection))
            return int(cursor.rowcount)

    def _compose(self) -> tuple[str, list[Any]]:
        query: Any = self._make().query.chain(UpdateQuery)
        query.add_update_values(self._values())
        inside = connections[DEFAULT_DB_ALIAS].in_atomic_block
        with nullcontext() if inside else transaction.atomic():  # the place to compose a lock
            sql, params = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        self._kept = sql, list(params)
        return self._kept


def _twin(of: Any) -> Any:
    """A shallow copy; ``copy`` would run a query set."""
    twin = object.__new__(type(of))
    twin.__dict__.update(of.__dict__)
    return twin


def _written(params: list[Any], given: dict[str, Any], connection: Any) -> list[Any]:
    return [p.written(given, connection) if isinstance(p, Given) else p for p in params]
