"""同比 and 环比 columns: exact, rounded once, and no figure where it would mislead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.growth import growth_columns, growth_rate
from ruantong.core.periods import Period
from ruantong.core.regime import Nature, Regime
from ruantong.core.rules.edits import edited
from tests.core.rules.trial import form6, monthly_dossier


def text(regime: Regime, dossier: Dossier, ref: str) -> str:
    return growth_columns(regime, dossier)[ref].text


def test_of_the_consistent_return(regime: Regime, monthly_ok: Dossier) -> None:
    columns = growth_columns(regime, monthly_ok)
    assert (columns["6.2010.D"].value, columns["6.2010.D"].text) == (1364, "13.64")
    # This month 10000 − 8000, last month 8000 − 6000.
    assert columns["6.2010.E"].text == "0.00"
    assert "6.2113.D" not in columns


@pytest.mark.parametrize(
    ("now", "base", "shown"),
    [
        ("0.27", "0.18", "50.00"),
        ("100", "300", "-66.67"),
        ("0", "5", "-100.00"),
        ("-5", "5", "-200.00"),
        ("100.05", "80000", "-99.87"),
        ("0.03", "0.01", "200.00"),
        ("5", "0", ""),
        ("5", None, ""),
        (None, "5", ""),
    ],
)
def test_year_on_year(regime: Regime, now: str | None, base: str | None, shown: str) -> None:
    dossier = monthly_dossier(regime, {"2010": now, "2010.B": base})
    assert text(regime, dossier, "6.2010.D") == shown


@pytest.mark.parametrize(
    ("now", "base", "shown"),
    [
        ("5", "-5", "扭亏"),
        ("0", "-5", "扭亏"),
        ("-8", "-5", "增亏"),
        ("-3", "-5", "减亏"),
        ("-5", "-5", "持平"),
    ],
)
def test_a_turn_of_profit_is_told_in_words(regime: Regime, now: str, base: str, shown: str) -> None:
    dossier = monthly_dossier(regime, {"2090": now, "2090.B": base})
    assert text(regime, dossier, "6.2090.D") == shown
    expenses = monthly_dossier(regime, {"2080": now, "2080.B": base})
    assert text(regime, expenses, "6.2080.D") == ""


def test_month_on_month_needs_the_previous_return(regime: Regime) -> None:
    dossier = monthly_dossier(regime, {"2010": "50", "2010.C": "38"})
    assert text(regime, dossier, "6.2010.E") == ""
    previous = form6(regime, {"2010": "38", "2010.C": "28"})
    assert text(regime, replace(dossier, previous=previous), "6.2010.E") == "20.00"
    shrunk = form6(regime, {"2010": "38", "2010.C": "38"})
    assert text(regime, replace(dossier, previous=shrunk), "6.2010.E") == ""


def test_the_first_period_has_no_month_before(regime: Regime) -> None:
    dossier = monthly_dossier(regime, {"2010": "50", "2010.C": "38"})
    first = replace(dossier, period=Period.parse("2024-02"))
    assert text(regime, first, "6.2010.E") == ""
    december = form6(regime, {"2010": "38", "2010.C": "28"})
    assert text(regime, replace(first, previous=december), "6.2010.E") == ""


def test_after_the_first_period_its_own_value_is_the_month(regime: Regime) -> None:
    dossier = monthly_dossier(
        regime, {"2010": "50", "2010.C": "20"}, previous=form6(regime, {"2010": "20"})
    )
    march = replace(dossier, period=Period.parse("2024-03"))
    assert text(regime, march, "6.2010.E") == "50.00"


def test_cumulative_method_is_an_option(regime: Regime) -> None:
    other = replace(regime, options={**regime.options, "pop_method": "cumulative"})
    dossier = monthly_dossier(other, {"2010": "50", "2010.C": "40"})
    assert text(other, dossier, "6.2010.E") == "25.00"
    turned = monthly_dossier(other, {"2090": "5", "2090.C": "-5"})
    assert text(other, turned, "6.2090.E") == "扭亏"


@pytest.mark.parametrize("method", ["month", "cumulative"])
@pytest.mark.parametrize(("now", "before", "shown"), [("93", "93", "0.00"), ("200", "196", "2.04")])
def test_an_average_has_no_month_of_its_own(
    regime: Regime, method: str, now: str, before: str, shown: str
) -> None:
    other = replace(regime, options={**regime.options, "pop_method": method})
    dossier = monthly_dossier(other, {"2112": now, "2112.C": before})
    assert text(other, dossier, "6.2112.E") == shown
    earlier = form6(other, {"2112": before, "2112.C": before})
    assert text(other, replace(dossier, previous=earlier), "6.2112.E") == shown


@pytest.mark.parametrize(("nature", "shown"), [("stock", "0.00"), ("rate", "")])
def test_what_stands_is_compared_as_it_stands_and_a_ratio_not_at_all(
    regime: Regime, nature: str, shown: str
) -> None:
    form = regime.form["6"]
    rows = (
        replace(row, nature=Nature(nature)) if row.code == "2010" else row
        for row in form.indicators
    )
    forms = (
        replace(form, indicators=tuple(rows)) if each is form else each for each in regime.forms
    )
    other = replace(regime, forms=tuple(forms))
    dossier = monthly_dossier(other, {"2010": "5", "2010.C": "5", "2010.B": "5"})
    assert text(other, dossier, "6.2010.E") == shown
    assert text(other, dossier, "6.2010.D") == shown


def test_a_missing_form_has_no_columns(regime: Regime, monthly_ok: Dossier) -> None:
    assert growth_columns(regime, edited(monthly_ok, {"6": None})) == {}


def test_rounded_half_up_once() -> None:
    assert growth_rate(200_010, 200_000, 2) == 1  # 0.005 %
    assert growth_rate(199_990, 200_000, 2) == -1
