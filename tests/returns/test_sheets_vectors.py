"""Typed numbers and growth rates: the same vectors hold here and in the browser (tests/js)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ruantong.core.values import ValueFault, format_number, parse_number
from ruantong.returns.growth import period_on_period, year_on_year

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "numbers.json").read_text(encoding="utf-8")
)


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
def test_growth_follows_from_the_printed_texts(vector: dict[str, Any]) -> None:
    now, base, decimals = vector["now"], vector["base"], vector["decimals"]
    if vector["method"] == "yoy":
        found = year_on_year(now, base, decimals)
    else:
        found = period_on_period(
            now, base, vector["earlier"], decimals=decimals, method=vector["method"]
        )
    assert found == vector["percent"]
