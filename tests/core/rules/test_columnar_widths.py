"""Columns are exact at every width: 64 bits, 128 bits; what may need more is refused at load."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.executors.columns import evaluate
from ruantong.core.rules.executors.columns_frame import frame_of
from ruantong.core.rules.language.faults import RuleTextError
from tests.core.rules.trial import monthly_dossier, rule_text, ruleset
from tests.differential.columns import results, stored_of
from tests.differential.outcomes import outcomes_of

LARGEST = "9999999999999.99"
NAMES = ("2010", "2050", "2080", "2110")

#: Products with a number and of two cells: 75 and 100 bits.
CHECKS = (
    "[2010] × 99999.99 = [2050] × 123456.78",
    "[2010] × 99999.99 > [2080] × 99999.98 + [2110] × 4000",
    "[2010] × [2050] = [2080] × [2110]",
    "[2010] / [2050] = [2080] / [2110]",
    "四舍五入([2010] × [2050] / [2080], 2) <> [2110]",
)
ROWS: tuple[tuple[str | None, ...], ...] = (
    (LARGEST, LARGEST, LARGEST, LARGEST),
    (LARGEST, LARGEST, LARGEST, "9999999999999.98"),
    (LARGEST, "1.00", LARGEST, "0.01"),
    ("2.00", "3.00", "1.00", "6.00"),
    ("0.30", "0.20", None, None),
    ("-5.00", "3.00", "-0.01", "0.00"),
    (None, None, None, None),
    ("0.00", "0.00", "0.00", "0.00"),
)


@pytest.mark.parametrize("check", CHECKS)
def test_the_widest_products_are_judged_as_one_by_one(regime: Regime, check: str) -> None:
    rules = ruleset(regime, rule_text(check, 列="A"))
    cells = [dict(zip(NAMES, row, strict=True)) | {"2112": "7"} for row in ROWS]
    dossiers = [monthly_dossier(regime, one) for one in cells]
    result = evaluate(rules, frame_of(rules, (stored_of(regime, one) for one in dossiers)))
    assert [found["counts"] for found in results(result)] == [
        outcomes_of(rules, dossier).counts for dossier in dossiers
    ]
    assert result.outcomes["0"].n_unique() > 1


TOO_WIDE = (
    "[2010] × [2050] × [2080] >= [2110]",
    "整数([2010] × [2050] × [2080] / [2110])",
    "[2010] / [2050] / [2080] <= [2110] / [2112]",
    "若 [2010] > 0 则 绝对值([2010] × [2050] × [2080]) > 1",
    "四舍五入([2010] × [2050] × [2080] / [2110], 2) = 1",
    "最大([2010] × [2050] × [2080], 1) > 1",
)


@pytest.mark.parametrize("check", TOO_WIDE)
def test_what_no_column_could_hold_is_refused_with_its_place(regime: Regime, check: str) -> None:
    with pytest.raises(RuleTextError) as refused:
        ruleset(regime, rule_text(check, 列="A"))
    (fault,) = refused.value.faults
    assert (fault.column, "38位" in fault.message) == (4, True)
