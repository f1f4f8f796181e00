"""Unit and copy guard: planted slips are noticed, clean returns are left alone."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from benchmarks.rules import panel
from ruantong.core.dossier import Dossier
from ruantong.core.guards import FEWEST, Kinds, Suspicion, diagnosis, suspicions
from ruantong.core.regime import Indicator
from ruantong.core.rules.edits import edited, held
from ruantong.core.values import round_half_up

UNITS = range(1, 61)
PASTS = ("previous.", "year_ago.")
POWERS = (1, 2, 3, 4, -1, -2, -3, -4)


def returns() -> Iterator[tuple[str, Dossier]]:
    """Clean returns with one of their forms: first months, later months, and years."""
    for unit in UNITS:
        for month in (2, 3 + unit % 5, 8 + unit % 5):
            yield "6", panel.monthly(unit, month)
        yield "2", panel.annual(unit)
        yield "3", panel.annual(unit)


def suspected(dossier: Dossier) -> tuple[Suspicion, ...]:
    return suspicions(panel.ruleset(dossier.period.frequency), dossier)


def amounts(dossier: Dossier, form: str, power: int) -> dict[str, tuple[Indicator, int]]:
    """The form's own figures that are still figures after losing places."""
    found = {}
    for row in panel.regime().form[form].indicators:
        value = held(dossier, f"{form}.{row.code}.A")
        least = 100 if power > 0 else 10**-power
        counts = row.unit_of_measure in {"万元", "万美元", "人"}
        if counts and isinstance(value, int) and abs(value) >= least:
            found[f"{form}.{row.code}.A"] = (row, value)
    return found


def slipped(value: int, power: int) -> int:
    return value * 10**power if power > 0 else round_half_up(value, 10**-power)


def test_planted_slips_of_one_figure_are_noticed() -> None:
    draw, planted, noticed = random.Random(7), 0, 0
    for form, dossier in returns():
        for power in POWERS:
            figures = amounts(dossier, form, power)
            if not figures:
                continue
            ref = draw.choice(list(figures))
            wrong = edited(dossier, {ref: slipped(figures[ref][1], power)})
            found = suspected(wrong)
            planted += 1
            noticed += any(ref in s.cells and s.power == power for s in found)
    assert planted > 2000
    assert noticed / planted >= 0.95


def test_planted_slips_of_a_whole_form_are_noticed_as_one() -> None:
    planted = noticed = 0
    for form, dossier in returns():
        for power in POWERS:
            figures = amounts(dossier, form, 1)
            money = {
                r: slipped(v, power)
                for r, (row, v) in figures.items()
                if row.unit_of_measure != "人"
            }
            if sum(abs(value) > 1 for value in money.values()) < FEWEST:
                continue
            planted += 1
            found = suspected(edited(dossier, money))
            noticed += any(s.whole and s.kind is Kinds.UNIT and s.power == power for s in found)
    assert planted > 2000
    assert noticed / planted >= 0.95


def test_clean_returns_raise_no_alarm() -> None:
    alarms = sum(bool(suspected(dossier)) for _, dossier in returns())
    assert alarms / len(list(returns())) <= 0.01


def test_a_restless_but_honest_panel_raises_hardly_any() -> None:
    """Every figure of the past is moved by up to a factor of two, the figures by their own lot."""
    draw, alarms, seen = random.Random(11), 0, 0
    for form, dossier in returns():
        moved = {}
        for past in ("previous", "year_ago"):
            for ref, (_, value) in amounts(dossier, form, 1).items():
                before = held(dossier, f"{past}.{ref}")
                if isinstance(before, int) and value:
                    moved[f"{past}.{ref}"] = int(before * 2 ** draw.uniform(-1, 1))
        seen += 1
        alarms += any(s.kind is Kinds.UNIT for s in suspected(edited(dossier, moved)))
    assert alarms / seen <= 0.01


def test_the_sentence_names_the_figure_and_what_it_was_held_against() -> None:
    dossier = panel.monthly(3, 6)
    value = held(dossier, "6.2021.A")
    assert isinstance(value, int)
    found = suspected(edited(dossier, {"6.2021.A": value * 10_000}))
    told = "软件产品收入（2021）与上期、上年同期相比约为其10000倍，可能把元填成了万元。"
    assert diagnosis(found, ["6.2021.A"]) == told
    assert diagnosis(found, ["6.2022.A"]) == ""


def test_yuan_filed_as_dollars_are_asked_about_as_such() -> None:
    dossier = edited(panel.monthly(3, 6), {f"{past}6.2041.A": 10_000 for past in PASTS})
    (found,) = suspected(edited(dossier, {"6.2041.A": 71_000}))
    assert found.message.endswith("约为其10倍，可能填的是人民币金额，或多填了一位。")
    (found,) = suspected(edited(dossier, {"6.2041.A": 120_000_000}))
    assert found.message.endswith("可能把美元填成了万美元。")


@pytest.mark.parametrize(("source", "name"), [("C", "上期"), ("B", "上年同期")])
def test_a_copied_column_is_noticed_even_with_a_figure_changed(source: str, name: str) -> None:
    dossier = panel.monthly(3, 6)
    copied = {
        f"6.{row.code}.A": held(dossier, f"6.{row.code}.{source}")
        for row in panel.regime().form["6"].indicators
        if source in row.columns and not row.title
    }
    wrong = edited(dossier, {**copied, "6.2110.A": 123_456})
    (found,) = [s for s in suspected(wrong) if s.kind is Kinds.COPIED]
    assert found.message.endswith(f"项金额与{name}完全相同，可能照抄了{name}的数。")
    assert "6.2110.A" not in found.cells


def test_a_months_figure_in_a_cumulative_column_is_noticed() -> None:
    dossier = panel.monthly(3, 6)
    value, before = held(dossier, "6.2110.A"), held(dossier, "6.2110.C")
    assert isinstance(value, int)
    assert isinstance(before, int)
    found = suspected(edited(dossier, {"6.2110.A": value - before}))
    assert [(s.kind, s.cells) for s in found] == [(Kinds.MONTH_ONLY, ("6.2110.A",))]


def test_without_last_years_return_the_column_of_last_year_is_history() -> None:
    dossier = edited(panel.monthly(3, 2), {"year_ago": None})
    value = held(dossier, "6.2050.A")
    assert isinstance(value, int)
    (found,) = suspected(edited(dossier, {"6.2050.A": value * 100}))
    told = "主营业务成本（2050）与上年同期相比约为其100倍，可能小数点错了两位。"
    assert found.message == told


def test_without_a_history_ratios_per_head_tell() -> None:
    rows = panel.regime().form["6"].indicators
    columns = {f"6.{row.code}.B": None for row in rows if "B" in row.columns}
    dossier = edited(panel.monthly(3, 2), {"year_ago": None, **columns})
    assert suspected(dossier) == ()
    wages = held(dossier, "6.2111.A")
    assert isinstance(wages, int)
    (found,) = suspected(edited(dossier, {"6.2111.A": wages * 10_000}))
    assert set(found.cells) == {"6.2111.A", "6.2112.A"}
    assert found.message.endswith("与一般水平相比约为其10000倍，可能把元填成了万元。")
