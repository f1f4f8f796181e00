"""Which forms a unit owes: by frequency, by the answer in form 1, by the city's roster."""

from __future__ import annotations

import pytest

from ruantong.core.applicability import forms_due, parse_applies
from ruantong.core.dossier import FormData, Forms
from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Period
from ruantong.core.regime import Regime

NO_LISTS: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def regime() -> Regime:
    return load_packs(packs_dir())["miit_software_2021"]


def due(
    regime: Regime, period: str, lists: frozenset[str] = NO_LISTS, ai: str | None = None
) -> str:
    forms: Forms = {"1": FormData(cells={"R07": {"A": ai}})} if ai else {}
    found = forms_due(regime, Period.parse(period), lists=lists, forms=forms)
    return " ".join(form.code for form in found)


def test_annual_forms_are_one_to_four(regime: Regime) -> None:
    assert due(regime, "2023") == "1 2 3 4"


@pytest.mark.parametrize(("answer", "forms"), [("1", "1 2 3 4 5"), ("2", "1 2 3 4")])
def test_form_5_follows_the_question_on_artificial_intelligence(
    regime: Regime, answer: str, forms: str
) -> None:
    assert due(regime, "2023", ai=answer) == forms


@pytest.mark.parametrize(
    ("lists", "forms"),
    [(NO_LISTS, "6"), (frozenset({"monthly"}), "6"), (frozenset({"form7"}), "6 7")],
)
def test_form_7_follows_the_roster(regime: Regime, lists: frozenset[str], forms: str) -> None:
    assert due(regime, "2024-05", lists) == forms


def test_a_roster_changes_nothing_in_a_year(regime: Regime) -> None:
    assert due(regime, "2023", frozenset({"form7"})) == "1 2 3 4"


@pytest.mark.parametrize("text", ["", "Always", "listed", "cell 1.R07.A", "cell 1.R07.A == 1"])
def test_other_sentences_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"listed|cell|Always|^$"):
        parse_applies(text)
