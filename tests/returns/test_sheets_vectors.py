"""Typed numbers and growth rates: the same vectors hold here and in the browser (tests/js)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.values import ValueFault, format_number, parse_number
from ruantong.returns.sheets.build import Sheet, SheetCell, sheet_of
from tests.returns.story import MAY, growth_of

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "numbers.json").read_text(encoding="utf-8")
)
REGIME = load_packs(packs_dir())["miit_software_2021"]


def cell_of(laid_out: Sheet, ref: str) -> SheetCell:
    return next(cell for row in laid_out.rows for cell in row.cells if cell.ref == ref)


@pytest.mark.parametrize("vector", VECTORS["read"], ids=lambda v: repr(v["text"]))
def test_a_typed_number_is_printed_in_its_canonical_form(vector: dict[str, Any]) -> None:
    value = parse_number(
        vector["text"], decimals=vector["decimals"], negative=vector.get("negative", False)
    )
    assert format_number(value, vector["decimals"]) == vector["printed"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda v: repr(v["text"]))
def test_a_text_that_is_no_number_gets_its_sentence(vector: dict[str, Any]) -> None:
    with pytest.raises(ValueFault) as caught:
        parse_number(
            vector["text"], decimals=vector["decimals"], negative=vector.get("negative", False)
        )
    assert (caught.value.code, caught.value.message) == (vector["code"], vector["message"])


@pytest.mark.parametrize("vector", VECTORS["growth"])
def test_growth_stands_beside_the_values_it_follows_from(vector: dict[str, Any]) -> None:
    regime = REGIME
    row, yoy = vector["row"], vector["method"] == "yoy"
    if vector["method"] in {"month", "cumulative"}:
        regime = replace(regime, options={"pop_method": vector["method"]})
    cells = {row: {"A": vector["now"], "B" if yoy else "C": vector["base"]}}
    before = {"6": {"cells": {row: {"A": vector["last"]}}}}
    laid_out = sheet_of(
        regime,
        regime.form["6"],
        {"6": {"cells": cells}},
        previous_json=before,
        period=MAY,
        growth=growth_of(regime, MAY, {"6": {"cells": cells}}, before),
    )
    found = cell_of(laid_out, f"6.{row}.{'D' if yoy else 'E'}")
    assert found.growth == vector["method"]
    assert found.text == vector["text"]
    assert yoy or found.last_month == vector["last"]
