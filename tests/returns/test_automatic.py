"""Automatic values: recomputed at each save, replaced by the respondent's own until cleared."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.returns.models import Draft, Return
from ruantong.returns.moving import actions
from tests import people
from tests.returns.story import opened, version_of

pytestmark = pytest.mark.django_db
# The worked example of the regime: 2024 = (10000 − 3000 − 4000) × 90 %, 2042 = 2024 ÷ 2010 × 500.
EXAMPLE = {
    "6.head.embedded": "1",
    "6.2010.A": "10000",
    "6.2021.A": "3000",
    "6.2051.A": "4000",
    "6.20421.A": "500",
}


def save(ret: Return, cells: dict[str, str]) -> actions.SaveResult:
    return actions.save(ret.pk, actor=people.alice(), version=version_of(ret), cells=cells)


def cell(ret: Return, ref: str) -> Any:
    form, indicator, column = ref.split(".")
    cells = Draft.objects.get(owner=ret).forms[form]["cells"]
    return cells.get(indicator, {}).get(column, "")


def test_the_worked_examples_are_computed_and_stored() -> None:
    ret = opened()
    result = save(ret, EXAMPLE)
    computed = {"6.2024.A": "2700.00", "6.2020.A": "5700.00", "6.2042.A": "135.00"}
    assert result.automatic.items() >= computed.items()
    assert {ref: cell(ret, ref) for ref in computed} == computed
    save(ret, {"6.2051.A": "", "6.2050.A": "6000"})
    assert cell(ret, "6.2024.A") == "2655.00"
    save(ret, {"6.2021.A": ""})
    assert (cell(ret, "6.2024.A"), cell(ret, "6.2020.A")) == ("3600.00", "3600.00")


def test_an_own_value_stays_until_it_is_cleared() -> None:
    ret = opened()
    save(ret, EXAMPLE)
    result = save(ret, {"6.2024.A": "2000"})
    assert "6.2024.A" not in result.automatic
    assert (cell(ret, "6.2020.A"), cell(ret, "6.2042.A")) == ("5000.00", "100.00")
    save(ret, {"6.2010.A": "20000"})
    assert cell(ret, "6.2024.A") == "2000.00", "what the respondent wrote is not recomputed"
    cleared = save(ret, {"6.2024.A": "", "6.2010.A": "10000"})
    assert cleared.values["6.2024.A"] == "2700.00"
    assert (cell(ret, "6.2024.A"), cell(ret, "6.2020.A")) == ("2700.00", "5700.00")
    save(ret, {"6.2051.A": "5000"})
    assert cell(ret, "6.2024.A") == "1800.00", "automatic again"


def test_a_typed_value_equal_to_the_automatic_one_is_no_override() -> None:
    """An uploaded template repeats what the platform computed and must not freeze it."""
    ret = opened()
    save(ret, {**EXAMPLE, "6.2024.A": "2700", "6.2042.A": "135"})
    assert Draft.objects.get(owner=ret).overridden == []
    save(ret, {"6.2051.A": "5000"})
    assert cell(ret, "6.2024.A") == "1800.00"


def test_without_embedded_business_the_cell_is_the_respondents() -> None:
    ret = opened()
    save(ret, {**EXAMPLE, "6.head.embedded": "2"})
    assert cell(ret, "6.2024.A") == ""
    save(ret, {"6.2024.A": "0"})
    assert cell(ret, "6.2024.A") == "0.00"
    save(ret, {"6.2010.A": "9000"})
    assert cell(ret, "6.2024.A") == "0.00"


def test_an_automatic_value_goes_when_its_ground_goes() -> None:
    ret = opened()
    save(ret, EXAMPLE)
    save(ret, {"6.head.embedded": "2"})
    assert (cell(ret, "6.2024.A"), cell(ret, "6.2020.A")) == ("", "3000.00")


def test_unreadable_text_in_an_automatic_cell_is_kept_too() -> None:
    ret = opened()
    save(ret, EXAMPLE)
    result = save(ret, {"6.2024.A": "约2700"})
    assert cell(ret, "6.2024.A") == "约2700"
    assert [fault.cell for fault in result.faults] == ["6.2024.A"]
    assert save(ret, {"6.2024.A": ""}).faults == ()
    assert cell(ret, "6.2024.A") == "2700.00"
