"""A clean synthetic panel: the demo's enterprises with consistent returns, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from ruantong.core.dossier import Dossier, FormData, Forms, UnitFacts
from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime, Severity
from ruantong.core.rules.edits import edited, held
from ruantong.core.rules.executors.python import FAIL, Verdict
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.demo.annual import annual_forms
from ruantong.demo.facts import form1
from ruantong.demo.months import Books
from ruantong.demo.plants import plants_for
from ruantong.demo.profile import Profile, make_profile

EDITION, YEAR = "miit_software_2021", 2023


@cache
def regime() -> Regime:
    """The edition the panel is filed under."""
    return load_packs(packs_dir())[EDITION]


@cache
def ruleset(frequency: Frequency) -> RuleSet:
    """Its rules."""
    return compile_rules(regime(), frequency)


@cache
def enterprise(number: int) -> tuple[Profile, Books]:
    """One enterprise of the panel and its accounts."""
    profile = make_profile(number, seed=2024, district="500112", division="500112", base_year=YEAR)
    return profile, Books(profile)


def monthly(number: int, month: int, year: int = YEAR) -> Dossier:
    """A monthly return with the previous month's and last year's."""
    period = Period(Frequency.MONTHLY, year, month)
    before = period.previous(2)
    return Dossier(
        period,
        _unit(number),
        _months(number, period),
        previous=_months(number, before) if before else None,
        year_ago=_months(number, period.year_ago()),
    )


def annual(number: int, year: int = YEAR) -> Dossier:
    """An annual return with last year's and the December month."""
    december = Period(Frequency.MONTHLY, year, 12)
    before = _year(number, year - 1)
    return Dossier(
        Period(Frequency.ANNUAL, year, 0),
        _unit(number),
        _year(number, year),
        previous=before,
        year_ago=before,
        december=_months(number, december),
    )


def _unit(number: int) -> UnitFacts:
    profile, _ = enterprise(number)
    lists = frozenset({"monthly", "form7"} if profile.listed_form7 else {"monthly"})
    return UnitFacts(profile.uscc, profile.name, profile.district, lists, True)


def _months(number: int, period: Period) -> Forms:
    profile, books = enterprise(number)
    forms = {"6": books.form6(period)}
    return forms | ({"7": books.form7(period)} if profile.listed_form7 else {})


def _year(number: int, year: int) -> Forms:
    profile, books = enterprise(number)
    forms: dict[str, FormData] = annual_forms(books, year)
    heads, revenue = forms["3"].value("D1", "A"), forms["2"].value("B00", "A")
    first = form1(profile, employees=int(heads or 0), revenue=int(revenue or 0))
    return {"1": first, **forms}


def planted(count: int) -> Iterator[tuple[str, Dossier]]:
    """Returns with one realistic mistake each, monthly and annual in turn, with its name."""
    number = made = 0
    while made < count:
        number += 1
        profile, _ = enterprise(number)
        for frequency in (Frequency.MONTHLY, Frequency.ANNUAL):
            month = 3 + number % 9
            clean = monthly(number, month) if frequency is Frequency.MONTHLY else annual(number)
            for plant in plants_for(profile, frequency, first_period=False):
                yield plant.name, replace(clean, forms=plant.apply(clean.forms))
                made += 1


def two_mistakes(dossier: Dossier) -> Dossier:
    """The return with a second mistake that shares cells with others: a part above its total."""
    monthly_part, monthly_total = "6.20221.A", "6.2022.A"
    annual_part, annual_total = "3.D16.A", "3.D1.A"
    month = dossier.period.frequency is Frequency.MONTHLY
    part, total = (monthly_part, monthly_total) if month else (annual_part, annual_total)
    value = held(dossier, total)
    return edited(dossier, {part: (value if isinstance(value, int) else 0) + 7})


def fails(rules: RuleSet, verdicts: list[Verdict]) -> bool:
    """Whether a 强制性 rule is among the failures."""
    return any(
        what == FAIL and rules.instances[number].rule.severity is Severity.ERROR
        for number, _, what in verdicts
    )
