"""Figures of an enterprise without planted errors break no rule and follow the official formulas."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from ruantong.core.dossier import Dossier, Forms, UnitFacts
from ruantong.core.periods import Frequency, Period
from ruantong.core.rules.ruleset import automatic_values
from ruantong.core.validation import Report, validate
from ruantong.demo.annual import annual_forms
from ruantong.demo.facts import form1
from ruantong.demo.months import Books
from ruantong.demo.profile import KINDS, Profile, make_profile
from ruantong.demo.stories import ruleset_for
from ruantong.gateways.clock import SHANGHAI
from ruantong.returns.regimes import regime_for_period

NOW = datetime(2024, 6, 10, 9, tzinfo=SHANGHAI)
MONTHS = [Period.parse(text) for text in ("2023-02", "2023-03", "2023-12", "2024-02", "2024-05")]
YEARS = [Period.parse(text) for text in ("2022", "2023", "2024")]


def unit(number: int, kind: str = "") -> Profile:
    """An enterprise without the two peculiarities that rightly raise queries."""
    profile = make_profile(
        number, seed=7, district="500112", division="500112", base_year=2024, kind=kind
    )
    growth = {year: min(rate, 3000) for year, rate in profile.growth.items()}
    return replace(profile, growth=growth, adjusts_year_ago=False)


def monthly(books: Books, period: Period) -> Forms:
    forms = {"6": books.form6(period)}
    if books.profile.listed_form7:
        forms["7"] = books.form7(period)
    return forms


def annual(books: Books, year: int) -> Forms:
    forms = annual_forms(books, year)
    employees, revenue = forms["3"].value("D1", "A"), forms["2"].value("B00", "A")
    assert isinstance(employees, int)
    assert isinstance(revenue, int)
    return {"1": form1(books.profile, employees=employees, revenue=revenue), **forms}


def dossier(profile: Profile, period: Period) -> Dossier:
    books = Books(profile)
    lists = {period.frequency.value} | ({"form7"} if profile.listed_form7 else set())
    facts = UnitFacts(profile.uscc, profile.name, profile.district, frozenset(lists), True)
    if period.frequency is Frequency.ANNUAL:
        return Dossier(
            period,
            facts,
            annual(books, period.year),
            annual(books, period.year - 1),
            annual(books, period.year - 1),
            monthly(books, period.december()),
        )
    before = period.previous(2)
    return Dossier(
        period,
        facts,
        monthly(books, period),
        monthly(books, before) if before else None,
        monthly(books, period.year_ago()),
    )


def judged(content: Dossier) -> Report:
    regime = regime_for_period(content.period)
    return validate(ruleset_for(regime, content.period.frequency), content)


@pytest.mark.parametrize("period", [*MONTHS, *YEARS], ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_consistent_returns_break_no_rule(kind: str, period: Period) -> None:
    for number in range(1, 13):
        report = judged(dossier(unit(number, kind), period))
        broken = [f.message for f in (*report.errors, *report.queries)]
        assert not broken, f"{kind} {number}"
        assert report.counts.pass_ > 20


@pytest.mark.parametrize("period", [MONTHS[-1], YEARS[-1]], ids=str)
@pytest.mark.parametrize("number", range(1, 9))
def test_computed_cells_are_those_the_platform_computes(number: int, period: Period) -> None:
    content = dossier(unit(number, "embedded"), period)
    ruleset = ruleset_for(regime_for_period(period), period.frequency)
    found = automatic_values(ruleset, content)
    assert found
    for ref, value in found.items():
        form, indicator, column = ref.split(".")
        if column == "A":
            assert content.forms[form].value(indicator, column) == value, ref


def test_both_embedded_formulas_occur() -> None:
    blank = {Books(unit(n, "embedded")).month(2024, 5)["2051"] is None for n in range(1, 30)}
    assert blank == {True, False}


def test_the_city_has_the_published_size_and_shape() -> None:
    now = {"2010": 0, "2020": 0}
    ago = 0
    heads = 0
    units = 300
    for number in range(1, units + 1):
        books = Books(make_profile(
            number, seed=2024, district="500112", division="500112", base_year=2024
        ))  # fmt: skip
        figures = books.month(2024, 5)
        for code in now:
            now[code] += figures[code] or 0
        heads += figures["2112"] or 0
        ago += books.month(2023, 5)["2020"] or 0
    hundred_million = now["2020"] / 1_000_000 * 2900 / units  # 亿元 for the 2,900 units of the city
    assert 800 < hundred_million < 1800
    assert 0.85 < now["2020"] / now["2010"] < 0.92
    assert 0.08 < now["2020"] / ago - 1 < 0.17
    assert 150_000 < heads * 2900 / units < 500_000
