"""A cell named in a finding is shown with its figures in the returns it is compared with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.earlier import earlier_values
from ruantong.core.regime import Regime


def told(regime: Regime, dossier: Dossier, ref: str) -> list[tuple[str, str]]:
    return [(one.label, one.text) for one in earlier_values(regime, dossier, ref)]


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("6.2010.A", [("上期", "8000.00"), ("上年同期", "8800.00")]),
        # carried columns: the cell that they repeat
        ("6.2010.C", [("上期", "8000.00")]),
        ("6.2010.B", [("上年同期", "8800.00")]),
        ("7.3011.N", [("上期", "28"), ("上年同期", "28")]),
        ("6.head.embedded", []),
        ("6.9999.A", []),
        ("9.2010.A", []),
        ("6.2010.Z", []),
    ],
)
def test_monthly_cells(
    regime: Regime, monthly_ok: Dossier, ref: str, expected: list[tuple[str, str]]
) -> None:
    assert told(regime, monthly_ok, ref) == expected


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("2.B01.A", [("上年", "22500.00")]),
        ("1.101.A", []),
        ("4.lines[2].1", [("上年", "1350.00")]),
        ("4.lines[2].code", []),
        ("4.lines[99].1", []),
    ],
)
def test_annual_cells_and_lines(
    regime: Regime, annual_ok: Dossier, ref: str, expected: list[tuple[str, str]]
) -> None:
    assert told(regime, annual_ok, ref) == expected


def test_a_line_is_found_by_its_code_not_by_its_place(regime: Regime, annual_ok: Dossier) -> None:
    assert annual_ok.year_ago is not None
    form = annual_ok.year_ago["4"]
    turned = replace(form, rows={"lines": tuple(reversed(form.rows["lines"]))})
    dossier = replace(annual_ok, year_ago={**annual_ok.year_ago, "4": turned})
    assert told(regime, dossier, "4.lines[2].1") == [("上年", "1350.00")]


def test_without_earlier_returns_there_is_nothing_to_show(
    regime: Regime, monthly_ok: Dossier
) -> None:
    alone = replace(monthly_ok, previous=None, year_ago=None)
    assert told(regime, alone, "6.2010.A") == []
