"""Which cells the search for a repair may touch, and what follows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.rules import panel
from ruantong.core.periods import Period
from ruantong.core.rules.edits import edited, held
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.ruleset import RuleSet
from tests.core.rules.repair_cases import COMPUTED
from tests.core.rules.trial import form6, monthly_dossier, rule_text, ruleset


def rules() -> RuleSet:
    """2020 is computed, 2024 too but may be typed over."""
    return ruleset(panel.regime(), COMPUTED + rule_text("[2020] <= [2010]", 列="A"))


def model(
    cells: Mapping[str, str | None],
    *,
    locked: Collection[str] = frozenset(),
    typed: Collection[str] | None = None,
    **others: Any,
) -> Model:
    return Model(rules(), monthly_dossier(panel.regime(), cells, **others), locked, typed)


def monthly(
    ref: str, cells: Mapping[str, str | None], *, period: str = "2024-05", **told: Any
) -> bool:
    tried = model(cells, **told)
    return replace(tried, dossier=replace(tried.dossier, period=Period.parse(period))).changeable(
        ref
    )


LAST, PAST = ({"2010": "5"}, {"2010": "5", "2010.B": "7"})


@pytest.mark.parametrize(
    ("ref", "may_change"),
    [
        ("6.2010.A", True),
        ("6.2090.A", True),
        ("7.3011.A", False),  # the unit is not on the list of form 7
        ("2.B00.A", False),  # a monthly return owes no annual form
        ("4.lines[1].1", False),
        ("6.2010.D", False),  # growth is computed
        ("6.2010.E", False),
    ],
)
def test_numbers_of_a_monthly_form_that_is_owed_may_change(ref: str, may_change: bool) -> None:
    assert monthly(ref, {"2010": "1"}) is may_change


def test_numbers_and_lines_of_an_annual_form_that_is_owed_may_change() -> None:
    clean = panel.annual(3)
    tried = Model(panel.ruleset(clean.period.frequency), clean, {"4.lines[2].1"})
    assert tried.changeable("4.lines[1].1")
    assert not tried.changeable("4.lines[2].1"), "it is locked"
    assert tried.changeable("2.B00.A")
    assert not tried.changeable("1.202.year.A"), "a year is no figure of the accounts"
    assert not tried.changeable("1.101.A"), "nor is a code"


def test_what_is_locked_or_brought_over_stays() -> None:
    last, past = (form6(panel.regime(), cells) for cells in (LAST, PAST))
    assert not monthly("6.2010.A", {"2010": "1"}, locked={"6.2010.A"})
    assert monthly("6.2021.A", {"2010": "1"}, locked={"6.2010.A"})
    assert not monthly("6.2010.C", {"2010.C": "1"}, previous=last)
    assert monthly("6.2010.C", {"2010.C": "1"})
    assert monthly("6.2010.C", {"2010.C": "1"}, previous={})
    assert not monthly("6.2010.C", {"2010.C": "1"}, period="2024-02"), "nothing is before it"
    assert not monthly("6.2010.B", {"2010.B": "5"}, year_ago=past)
    assert monthly("6.2010.B", {"2010.B": "7"}, year_ago=past), "it was adjusted"
    assert monthly("6.2010.B", {"2010.B": "5"}), "nothing to bring over"
    assert monthly("6.2021.B", {"2021.B": None}, year_ago=past), "nor here"


CELLS = {"2010": "10", "2050": "5", "2021": "1", "2022": "2"}  # 2020 = 3, 2024 = 3.5


@pytest.mark.parametrize(
    ("held_now", "typed", "follows"),
    [
        ("3.5", None, True),
        ("3.5", (), True),
        (None, None, True),
        (None, (), True),
        ("4", None, False),
        ("4", (), False),
        ("3.5", ("6.2024.A",), False),
        (None, ("6.2024.A",), False),
    ],
)
def test_an_automatic_cell_follows_unless_the_respondent_typed_over_it(
    held_now: str | None, typed: Collection[str] | None, follows: bool
) -> None:
    tried = model({**CELLS, "2020": "3", "2024": held_now}, typed=typed)
    assert ("6.2024.A" in tried.following) is follows
    assert tried.changeable("6.2024.A") is not follows


def test_an_automatic_cell_that_cannot_be_computed_is_the_respondents() -> None:
    tried = model({"2021": "1", "2024": None})
    assert "6.2024.A" not in tried.following
    assert tried.changeable("6.2024.A")


def test_what_may_not_be_typed_over_always_follows() -> None:
    for now in ("3", "4", None):
        for typed in (None, (), ("6.2020.A",)):
            tried = model({**CELLS, "2020": now}, typed=typed)
            assert "6.2020.A" in tried.following
            assert not tried.changeable("6.2020.A")


def test_a_locked_automatic_cell_neither_follows_nor_changes() -> None:
    tried = model({**CELLS, "2020": "3"}, locked={"6.2020.A"})
    assert "6.2020.A" not in tried.following
    assert not tried.changeable("6.2020.A")


def test_one_automatic_value_is_compared_as_if_the_other_were_computed_too() -> None:
    # 2042 is worked out from 2024 as it would be computed, not from what stands there now.
    text = """计算 [2024] 嵌入式
来源 S
列 A
取 [2010] - [2050]
可改 是

计算 [2042] 出口
来源 S
列 A
取 [2024] × 2
可改 是

"""
    made = ruleset(panel.regime(), text + rule_text("[2042] <= [2010]", 列="A"))
    for export, follows in (("10", True), ("8", False)):
        cells = {"2010": "10", "2050": "5", "2024": "5", "2042": export}
        dossier = monthly_dossier(panel.regime(), cells)
        assert ("6.2042.A" in Model(made, dossier).following) is follows


def test_after_a_change_the_automatic_cells_are_computed_anew() -> None:
    tried = model({**CELLS, "2020": "3", "2024": "3.5"})
    after = tried.settled({"6.2021.A": 500, "6.2050.A": 0})
    assert [held(after, ref) for ref in ("6.2020.A", "6.2024.A", "6.2010.A")] == [700, 700, 1000]
    own = model({**CELLS, "2020": "3", "2024": "4"}).settled({"6.2050.A": 0})
    assert held(own, "6.2024.A") == 400, "a figure of the respondent's own stays"


def test_blanks_and_texts_count_as_zero() -> None:
    tried = model({"2010": "1.23", "2021": None})
    assert [tried.number(ref) for ref in ("6.2010.A", "6.2021.A", "6.9.A", "7.3011.A")] == [
        123,
        0,
        0,
        0,
    ]
    assert Model(rules(), edited(tried.dossier, {"6.2010.A": "x"})).number("6.2010.A") == 0
