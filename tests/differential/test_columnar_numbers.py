"""Integers and judgements as expressions are those of whole numbers and of three-valued logic."""

from __future__ import annotations

from itertools import product
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import polars as pl
import pytest

from ruantong.core.rules.columnar_numbers import (
    Judgement,
    TooWide,
    Whole,
    as_expression,
    both,
    constant,
    either,
    negated,
    unless,
)

NARROW, WIDE = 2**62, 2**126
SMALL = (-7, -2, -1, 0, 1, 2, 5)
OPERATORS = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def column(name: str, values: tuple[int, ...]) -> Whole:
    """A column of a frame, with the bound that its figures have."""
    return Whole(pl.col(name), max(map(abs, values)))


def worked_out(value: Whole | Judgement, **columns: Any) -> list[Any]:
    """The values of an expression, one for each row."""
    rows = len(next(iter(columns.values())))
    code = value.expression() if isinstance(value, Whole) else as_expression(value)
    frame = pl.DataFrame({"row": range(rows), **columns})
    return frame.select("row", found=code)["found"].to_list()


def pairs(values: tuple[int, ...]) -> tuple[list[int], list[int]]:
    left, right = zip(*product(values, repeat=2), strict=True)
    return list(left), list(right)


@pytest.mark.parametrize(
    "values", [SMALL, (2**31, -(2**31), 3), (2**62, -(2**62), 1), (2**40, -3, 0)]
)
def test_sums_differences_products_and_extremes(values: tuple[int, ...]) -> None:
    left, right = pairs(values)
    a, b = column("a", values), column("b", values)
    found = {
        "+": (a.plus(b), [x + y for x, y in zip(left, right, strict=True)]),
        "-": (a.plus(b, -1), [x - y for x, y in zip(left, right, strict=True)]),
        "×": (a.times(b), [x * y for x, y in zip(left, right, strict=True)]),
        "max": (a.extreme(b, "max"), list(map(max, left, right))),
        "min": (a.extreme(b, "min"), list(map(min, left, right))),
        "abs": (a.absolute(), [abs(x) for x in left]),
        "sign": (a.sign(), [(x > 0) - (x < 0) for x in left]),
        "shift": (a.shifted(3), [x * 1000 for x in left]),
        "as it is": (a.shifted(0), left),
        "not back": (a.shifted(-2), left),
    }
    for name, (value, expected) in found.items():
        assert worked_out(value, a=left, b=right) == expected, name
        assert max(map(abs, expected)) <= value.bound, name


@pytest.mark.parametrize("values", [SMALL, (2**62, 2**63 - 1, -(2**63) + 1, 0)])
@pytest.mark.parametrize("operator", OPERATORS)
def test_comparisons(values: tuple[int, ...], operator: str) -> None:
    left, right = pairs(values)
    expected = [OPERATORS[operator](x, y) for x, y in zip(left, right, strict=True)]
    a, b = column("a", values), column("b", values)
    assert worked_out(a.compared(operator, b), a=left, b=right) == expected
    # A number that does not change is compared beforehand, or from either side.
    for fixed in values:
        beside = constant(fixed)
        assert worked_out(a.compared(operator, beside), a=left) == [
            OPERATORS[operator](x, fixed) for x in left
        ]
        assert worked_out(beside.compared(operator, a), a=left) == [
            OPERATORS[operator](fixed, x) for x in left
        ]
        assert constant(left[0]).compared(operator, beside) is OPERATORS[operator](left[0], fixed)


def test_products_of_both_widths_are_compared() -> None:
    figures = [2**62, -(2**62), 5]
    a = column("a", tuple(figures))
    square = a.times(a)
    assert worked_out(square.compared(">", a), a=figures) == [True, True, True]
    assert worked_out(a.compared("<", square.plus(constant(1))), a=figures) == [True] * 3
    assert worked_out(square.compared("=", constant(2**124)), a=figures) == [True, True, False]


@pytest.mark.parametrize("fixed", [-3, -1, 0, 1, 4])
def test_numbers_that_do_not_change_are_folded_in(fixed: int) -> None:
    a, beside = column("a", SMALL), constant(fixed)
    figures = list(SMALL)
    for value, expected in (
        (a.plus(beside), [x + fixed for x in figures]),
        (a.plus(beside, -1), [x - fixed for x in figures]),
        (beside.plus(a), [fixed + x for x in figures]),
        (beside.plus(a, -1), [fixed - x for x in figures]),
        (a.times(beside), [x * fixed for x in figures]),
        (beside.times(a), [x * fixed for x in figures]),
        (a.extreme(beside, "max"), [max(x, fixed) for x in figures]),
        (beside.extreme(a, "min"), [min(x, fixed) for x in figures]),
        (beside.plus(constant(9), -1), [fixed - 9] * 7),
        (beside.times(constant(9)), [fixed * 9] * 7),
        (beside.absolute(), [abs(fixed)] * 7),
        (beside.sign(), [(fixed > 0) - (fixed < 0)] * 7),
        (beside.extreme(constant(2), "max"), [max(fixed, 2)] * 7),
        (beside.extreme(constant(2), "min"), [min(fixed, 2)] * 7),
    ):
        assert worked_out(value, a=figures) == expected
        assert max(map(abs, expected)) <= value.bound


def test_nothing_and_one_leave_no_work_for_each_row() -> None:
    a = column("a", SMALL)
    assert a.times(constant(0)).code == 0
    assert a.times(constant(1)) is a
    assert a.plus(constant(0)) is a
    assert constant(0).plus(a) is a
    assert a.shifted(0) is a
    for known in (constant(2).times(constant(3)), constant(2).plus(constant(4)), constant(-6).absolute(),
                  constant(3).extreme(constant(6), "max"), constant(6).extreme(constant(7), "min")):  # fmt: skip
        assert (known.code, known.bound) == (6, 6)


def half_up(above: int, below: int) -> int | None:
    """Rounded half away from zero."""
    if below == 0:
        return None
    whole, rest = divmod(abs(above), abs(below))
    rounded = whole + (2 * rest >= abs(below))
    return rounded if (above < 0) == (below < 0) else -rounded


@pytest.mark.parametrize("values", [SMALL, (2**62, -(2**62), 3, 0), (2**30, -7, 2, 0)])
def test_ratios_are_rounded_half_up(values: tuple[int, ...]) -> None:
    left, right = pairs(values)
    a, b = column("a", values), column("b", values)
    expected = [half_up(x, y) for x, y in zip(left, right, strict=True)]
    ratio = a.over(b)
    assert worked_out(ratio, a=left, b=right) == expected
    assert max(abs(x) for x in expected if x is not None) <= ratio.bound
    for fixed in (-4, 3, 2):
        assert worked_out(a.over(constant(fixed)), a=left) == [half_up(x, fixed) for x in left]
        assert worked_out(constant(fixed).over(b), b=right) == [half_up(fixed, y) for y in right]
    assert constant(0).over(b).code == 0


def test_what_may_pass_64_bits_is_told_so_and_what_may_pass_127_is_refused() -> None:
    one = Whole(pl.col("a"), 2**63 - 1)
    figures = pl.Series("a", [2**63 - 1, -(2**63) + 1])
    for value, expected in (
        (one.plus(constant(1)), [2**63, -(2**63) + 2]),
        (one.times(one), [(2**63 - 1) ** 2] * 2),
        (one.plus(one), [2**64 - 2, -(2**64) + 2]),
    ):
        assert worked_out(value, a=figures) == expected
    largest = Whole(pl.col("a").cast(pl.Int128), 2**127 - 1)
    assert largest.plus(constant(0)) is largest
    assert isinstance(largest.compared("=", largest), pl.Expr)
    for refused in (largest.times, largest.plus):
        with pytest.raises(TooWide):
            refused(constant(2))
    assert Whole(pl.col("a"), 2**126).plus(Whole(pl.col("a"), 2**126 - 1)).bound == 2**127 - 1
    with pytest.raises(TooWide):
        Whole(pl.col("a"), 2**126).plus(Whole(pl.col("a"), 2**126))


# logic ---------------------------------------------------------------------------------------------

TRUTHS = (True, False, None)


def all_of(parts: tuple[bool | None, ...]) -> bool | None:
    return False if False in parts else None if None in parts else True


def any_of(parts: tuple[bool | None, ...]) -> bool | None:
    return True if True in parts else None if None in parts else False


@pytest.mark.parametrize("known", list(product((True, False), repeat=3)))
def test_and_or_whatever_is_known_beforehand(known: tuple[bool, ...]) -> None:
    """Each of three parts is a column or known beforehand."""
    rows = list(product(TRUTHS, repeat=3))
    for parts in rows:
        given: list[Judgement] = [
            part if sure else pl.col(f"p{place}")
            for place, (part, sure) in enumerate(zip(parts, known, strict=True))
        ]
        columns = {
            f"p{place}": pl.Series([part], dtype=pl.Boolean) for place, part in enumerate(parts)
        }
        assert worked_out(both(*given), **columns) == [all_of(parts)]
        assert worked_out(either(*given), **columns) == [any_of(parts)]
        if all(known):
            assert both(*given) is all_of(parts)
            assert either(*given) is any_of(parts)


def test_nothing_said_holds_and_none_of_nothing_does() -> None:
    assert both() is True
    assert either() is False


def test_what_is_known_decides_without_looking() -> None:
    column = pl.col("nowhere")
    assert both(column, False) is False
    assert either(column, True) is True
    assert unless((True,), column) is None
    assert unless((column,), None) is None


def test_not() -> None:
    assert [negated(part) for part in TRUTHS] == [False, True, None]
    column = pl.Series([True, False, None], dtype=pl.Boolean)
    assert worked_out(negated(pl.col("p")), p=column) == [False, True, None]


def test_a_judgement_is_not_made_where_a_guard_holds() -> None:
    guards = pl.Series([True, False, True, False])
    found = pl.Series([True, True, False, False])
    guarded = unless((pl.col("g"), False), pl.col("f"))
    assert worked_out(guarded, g=guards, f=found) == [None, True, None, False]
    assert worked_out(unless((pl.col("g"),), True), g=guards) == [None, True, None, True]
    assert unless((False,), True) is True
    assert unless((), False) is False
