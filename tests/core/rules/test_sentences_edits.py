"""A case changes exactly the value its reference names, and nothing else of the return."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from ruantong.core.dossier import Dossier, FormData, Value
from ruantong.core.rules.edits import edited, held
from tests.core.rules.trial import MAY, UNIT

SIX = FormData(
    cells={"2010": {"A": 1, "B": 2}, "2020": {"A": 3}}, head={"embedded": "1", "other": "2"}
)
LINES = FormData(
    rows={"lines": ({"code": "E1", "1": 5}, {"code": "E2", "1": 6}), "more": ({"a": 1},)}
)
WHOLE = Dossier(MAY, UNIT, {"6": SIX, "4": LINES})


def six(cells: Mapping[str, Mapping[str, Value]]) -> dict[str, FormData]:
    return {"6": replace(SIX, cells={**SIX.cells, **cells}), "4": LINES}


def four(*lines: Mapping[str, Value]) -> dict[str, FormData]:
    return {"6": SIX, "4": FormData(rows={**LINES.rows, "lines": lines})}


ONE, TWO = LINES.rows["lines"]


@pytest.mark.parametrize(
    ("edits", "forms"),
    [
        ({}, {"6": SIX, "4": LINES}),
        ({"6.2010.A": 9}, six({"2010": {"A": 9, "B": 2}})),
        # one after the other
        (
            {"6.2010.A": 9, "6.2020.A": None, "6.2021.C": 4},
            six({"2010": {"A": 9, "B": 2}, "2020": {"A": None}, "2021": {"C": 4}}),
        ),
        # an indicator with a point in its code
        ({"6.103.industry.A": "65"}, six({"103.industry": {"A": "65"}})),
        (
            {"6.head.embedded": "2"},
            {"6": replace(SIX, head={"embedded": "2", "other": "2"}), "4": LINES},
        ),
        # lines that are there, that are not there yet, all at once
        ({"4.lines[2].1": 7}, four(ONE, {"code": "E2", "1": 7})),
        ({"4.lines[4].code": "E3"}, four(ONE, TWO, {}, {"code": "E3"})),
        (
            {"6.lines[1].code": "E3"},
            {"6": replace(SIX, rows={"lines": ({"code": "E3"},)}), "4": LINES},
        ),
        ({"4.lines": ({"code": "E9"},)}, four({"code": "E9"})),
        # a form goes, a form begins
        ({"6": None}, {"4": LINES}),
        ({"7.3011.A": 5}, {"6": SIX, "4": LINES, "7": FormData(cells={"3011": {"A": 5}})}),
    ],
)
def test_what_an_edit_makes_of_the_forms(edits: dict[str, Any], forms: dict[str, FormData]) -> None:
    before = deepcopy(WHOLE)
    assert edited(WHOLE, edits) == replace(WHOLE, forms=forms)
    assert before == WHOLE


@pytest.mark.parametrize("which", ["previous", "year_ago", "december"])
def test_an_earlier_return(which: str) -> None:
    further = edited(edited(WHOLE, {f"{which}.6.2010.A": 5}), {f"{which}.6.2010.B": 6})
    earlier: Any = {which: {"6": FormData(cells={"2010": {"A": 5, "B": 6}})}}
    assert further == replace(WHOLE, **earlier)
    assert held(further, f"{which}.6.2010.B") == 6
    assert held(WHOLE, f"{which}.6.2010.B") is None
    assert edited(further, {which: None}) == WHOLE


def test_a_fact_of_the_unit() -> None:
    changed = edited(WHOLE, {"unit.district": "500101", "unit.lists": frozenset({"form7"})})
    assert changed == replace(
        WHOLE, unit=replace(UNIT, district="500101", lists=frozenset({"form7"}))
    )


@pytest.mark.parametrize(
    ("ref", "value"),
    [
        ("6.2010.A", 1),
        ("6.2010.B", 2),
        ("6.2010.C", None),
        ("6.2090.A", None),
        ("7.3011.A", None),
        ("6.head.embedded", "1"),
        ("6.head.none", None),
        ("4.lines[1].1", 5),
        ("4.lines[2].code", "E2"),
        ("4.lines[2].7", None),
        ("4.lines[3].code", None),
        ("4.none[1].code", None),
        ("4.more[1].a", 1),
    ],
)
def test_what_a_reference_stands_for(ref: str, value: object) -> None:
    assert held(WHOLE, ref) == value
