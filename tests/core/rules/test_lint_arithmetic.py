"""Feasibility is exact: against brute force over small systems, and where floats would fail."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.rules.linting.simplex import Linear, conflict

NAMES = "xyz"
GRID = [Fraction(n, 2) for n in range(-8, 9)]


def row(factors: tuple[int, ...], operator: str, bound: int, reason: str) -> Linear:
    terms = tuple((n, Fraction(f)) for n, f in zip(NAMES, factors, strict=True) if f)
    return Linear(terms, operator, Fraction(bound), reason)


def holds(linear: Linear, point: dict[str, Fraction]) -> bool:
    total = sum((f * point[str(n)] for n, f in linear.terms), Fraction())
    return {"<=": total <= linear.bound, "<": total < linear.bound, "=": total == linear.bound}[
        linear.operator
    ]


ROWS = st.lists(
    st.tuples(
        st.tuples(*[st.integers(-2, 2)] * 3), st.sampled_from(["<=", "<", "="]), st.integers(-4, 4)
    ),
    min_size=1,
    max_size=7,
)


@given(ROWS)
def test_what_is_called_impossible_has_no_point(
    rows: list[tuple[tuple[int, ...], str, int]],
) -> None:
    system = [row(f, op, bound, str(at)) for at, (f, op, bound) in enumerate(rows)]
    reasons = conflict(system)
    points = (dict(zip(NAMES, values, strict=True)) for values in product(GRID, repeat=3))
    if reasons is not None:
        assert not any(all(holds(each, point) for each in system) for point in points)
        core = [each for each in system if each.reason in reasons]
        assert conflict(core) is not None


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=3), ROWS)
def test_a_system_made_around_a_point_is_possible(
    point: list[int], rows: list[tuple[tuple[int, ...], str, int]]
) -> None:
    system = []
    for at, (factors, operator, gap) in enumerate(rows):
        total = sum(f * p for f, p in zip(factors, point, strict=True))
        slack = {"<=": abs(gap), "<": abs(gap) + 1, "=": 0}[operator]
        system.append(row(factors, operator, total + slack, str(at)))
    assert conflict(system) is None


def test_a_tenth_three_times_is_three_tenths() -> None:
    tenth, x = Fraction(1, 10), "x"
    three = Linear(((x, Fraction(3)),), "=", 3 * tenth, "a")
    assert conflict([three, Linear(((x, Fraction(1)),), "=", tenth, "b")]) is None
    assert conflict([three, Linear(((x, Fraction(1)),), "<", tenth, "b")]) == frozenset("ab")
