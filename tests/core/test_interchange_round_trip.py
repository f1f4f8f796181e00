"""Canonical text: what is written is what was read, and reading it again changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruantong.core.dossier import FormData, Value
from ruantong.core.interchange import forms_to_json, normalise_cell, parse_forms
from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Column, Form, Indicator, Kind, Regime
from ruantong.core.values import MAX_SCALED, ValueFault

REGIME: Regime = load_packs(packs_dir())["miit_software_2021"]
PERIODS = {
    Frequency.ANNUAL: Period.parse("2023"),
    Frequency.MONTHLY: Period.parse("2024-05"),
}
WORDS = st.text("软件abcXYZ019（）-", min_size=1, max_size=12)


def values(kind: Kind, code_list: str | None) -> st.SearchStrategy[Value]:
    if kind is Kind.NUMBER:
        return st.integers(-MAX_SCALED, MAX_SCALED)
    if kind is Kind.YEAR:
        return st.integers(1800, 2100)
    if kind is Kind.MONTH:
        return st.integers(1, 12)
    if code_list is not None:
        codes = [item.code for item in REGIME.code_lists[code_list].items if item.leaf]
        if kind is Kind.CODES:
            return st.sets(st.sampled_from(codes), min_size=1).map(
                lambda chosen: ";".join(code for code in codes if code in chosen)
            )
        return st.sampled_from(codes)
    if kind in {Kind.USCC, Kind.ORG_CODE, Kind.MOBILE}:
        return st.text("0123456789ABCDEFGHJ", min_size=1, max_size=18)
    if kind is Kind.TEXT:
        return WORDS
    return st.text("abc.@-0123", min_size=1, max_size=12)


def indicator_cells(row: Indicator, form: Form) -> st.SearchStrategy[dict[str, Value]]:
    keys = [key for key in row.columns if not form.column[key].computed]
    return st.fixed_dictionaries(
        {}, optional={key: values(row.kind, row.code_list) for key in keys}
    )


def line(columns: tuple[Column, ...]) -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries(
        {}, optional={c.key: values(c.kind, c.code_list) for c in columns}
    ).filter(bool)


@st.composite
def form_data(draw: st.DrawFn, form: Form) -> FormData:
    rows = [row for row in form.indicators if not row.title]
    chosen = draw(st.lists(st.sampled_from(rows), unique=True, max_size=6)) if rows else []
    cells = {row.code: draw(indicator_cells(row, form)) for row in chosen}
    head = {
        field.key: draw(st.sampled_from(["1", "2"]))
        for field in form.head_fields
        if draw(st.booleans())
    }
    lines = {
        group.key: tuple(draw(st.lists(line(group.columns), min_size=1, max_size=3)))
        for group in form.row_groups
        if draw(st.booleans())
    }
    return FormData(head, {code: cell for code, cell in cells.items() if cell}, lines)


@pytest.mark.parametrize("code", list(REGIME.form))
@settings(max_examples=60)
@given(data=st.data())
def test_written_and_read_again_is_the_same(code: str, data: st.DataObject) -> None:
    form = REGIME.form[code]
    forms = {code: data.draw(form_data(form))}
    written = forms_to_json(REGIME, forms)
    read, faults = parse_forms(REGIME, PERIODS[form.frequency], written)
    assert faults == []
    assert read == forms
    assert forms_to_json(REGIME, read) == written


def test_canonical_text_has_every_decimal_place_and_no_blanks() -> None:
    given_forms: dict[str, Any] = {
        "7": {"cells": {"3021": {"A": "１２", "B": None}, "3011": {"N": "28.0", "A": "1,000"}}},
        "6": {"cells": {"2113": {"A": " 3.5 "}, "2010": {"A": ""}}},
    }
    forms, faults = parse_forms(REGIME, PERIODS[Frequency.MONTHLY], given_forms)
    assert faults == []
    assert forms_to_json(REGIME, forms) == {
        "6": {"cells": {"2113": {"A": "3.50"}}},
        "7": {"cells": {"3011": {"A": "1000.00", "N": "28"}, "3021": {"A": "12"}}},
    }
    assert list(forms_to_json(REGIME, forms)) == ["6", "7"]


@pytest.mark.parametrize(
    ("cell", "raw", "canonical"),
    [
        ("6.2010.A", "１２３４．５", "1234.50"),
        ("6.2090.A", "-7", "-7.00"),
        ("6.2010.A", " ", ""),
        ("6.2010.A", None, ""),
        ("6.head.embedded", " 1", "1"),
        ("7.3011.N", "28", "28"),
        ("1.103.industry.A", "6513", "6513"),
        ("1.101.A", "12345678-9", "123456789"),
        ("4.lines[200].code", "e10101", "E10101"),
        ("4.lines[3].1", "1", "1.00"),
        ("1.products[1].field", "01", "01"),
        ("5.5095.A", "02、01", "01;02"),
    ],
)
def test_one_cell_is_normalised(cell: str, raw: str | None, canonical: str) -> None:
    assert normalise_cell(REGIME, cell, raw) == canonical


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "6",
        "6.2010",
        "6.2010.Z",
        "6.2020a.A",
        "9.2010.A",
        "6.head.other",
        "9.head.embedded",
        "4.lines[0].1",
        "4.lines[201].1",
        "4.lines[1].9",
        "4.other[1].1",
        "9.lines[1].1",
        "7.3021.N",
        "x" * 5000,
    ],
)
def test_a_cell_that_does_not_exist_is_refused(cell: str) -> None:
    with pytest.raises(ValueFault) as caught:
        normalise_cell(REGIME, cell, "1")
    assert caught.value.code == "unknown_cell"
    assert len(caught.value.message) < 60


@pytest.mark.parametrize(("cell", "raw"), [("6.2010.A", "x"), ("6.2112.A", "1.5")])
def test_a_text_that_cannot_be_kept_is_refused(cell: str, raw: str) -> None:
    with pytest.raises(ValueFault):
        normalise_cell(REGIME, cell, raw)
