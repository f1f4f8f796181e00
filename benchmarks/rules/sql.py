"""The relations by hand as one SQL query; needs nothing but the standard library."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.rules.hand import HandRule
from benchmarks.rules.hand_periods import monthly


@dataclass(frozen=True, eq=False)
class Sql:
    """A piece of SQL that is put together by operators, as columns are."""

    text: str

    def _with(self, operator: str, other: Sql | int | str) -> Sql:
        if isinstance(other, Sql):
            return Sql(f"({self.text} {operator} {other.text})")
        return Sql(f"({self.text} {operator} {other!r})")

    def __add__(self, other: Sql | int) -> Sql:
        return self._with("+", other)

    def __sub__(self, other: Sql | int) -> Sql:
        return self._with("-", other)

    def __mul__(self, other: Sql | int) -> Sql:
        return self._with("*", other)

    __hash__ = None  # type: ignore[assignment] # comparing makes SQL

    def __eq__(self, other: object) -> Sql:  # type: ignore[override]
        assert isinstance(other, Sql | int | str)
        return self._with("=", other)

    def __ne__(self, other: object) -> Sql:  # type: ignore[override]
        assert isinstance(other, Sql | int | str)
        return self._with("<>", other)

    def __lt__(self, other: Sql | int) -> Sql:
        return self._with("<", other)

    def __le__(self, other: Sql | int) -> Sql:
        return self._with("<=", other)

    def __gt__(self, other: Sql | int) -> Sql:
        return self._with(">", other)

    def __ge__(self, other: Sql | int) -> Sql:
        return self._with(">=", other)

    def __and__(self, other: Sql) -> Sql:
        return self._with("AND", other)

    def __or__(self, other: Sql) -> Sql:
        return self._with("OR", other)

    def __invert__(self) -> Sql:
        return Sql(f"(NOT {self.text})")

    def __abs__(self) -> Sql:
        return Sql(f"abs({self.text})")


class _Cells:
    def cell(self, name: str) -> Sql:
        return Sql(f'coalesce("{name}", 0)')

    def filled(self, name: str) -> Sql:
        return Sql(f'("{name}" IS NOT NULL)')

    def flag(self, name: str) -> Sql:
        return Sql(f'"{name}"')

    def embedded(self) -> Sql:
        return Sql("""coalesce("current:6.head.embedded", '')""")

    def months(self) -> Sql:
        return Sql("months")

    def larger(self, value: Sql, least: int) -> Sql:
        return Sql(f"greatest({value.text}, {least})")

    def sign(self, value: Sql) -> Sql:
        return Sql(f"sign({value.text})")


def query(table: str) -> str:
    """Every outcome of every row: 0 passes, 1 fails, 2 does not apply, 3 cannot be judged."""
    columns = ",\n".join(f'{_outcome(rule)} AS "{rule.key}"' for rule in monthly(_Cells()))
    return f"SELECT {columns}\nFROM {table}"


def _outcome(rule: HandRule) -> str:
    if rule.filled:
        return f'CASE WHEN "{rule.filled}" IS NULL THEN 1::UTINYINT ELSE 0::UTINYINT END'
    steps = []
    if rule.given is not None:
        steps.append((f"NOT {rule.given.text}", 2))
    blanks = [f'"{name}" IS NULL' for name in rule.named]
    if blanks and rule.policy != "zero":
        word, code = (" AND ", 2) if rule.policy == "partial" else (" OR ", 3)
        steps.append((word.join(blanks), code))
    if rule.unknown is not None:
        steps.append((rule.unknown.text, 3))
    whens = "".join(f" WHEN {test} THEN {code}::UTINYINT" for test, code in steps)
    return f"CASE{whens} WHEN {rule.good.text} THEN 0::UTINYINT ELSE 1::UTINYINT END"
