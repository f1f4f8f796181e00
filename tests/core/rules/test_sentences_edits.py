"""A case changes exactly the value its reference names, and nothing else of the return."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ruantong.core.dossier import Dossier, FormData
from ruantong.core.rules.edits import edited, held
from tests.core.rules.trial import MAY, UNIT

SIX = FormData(
    cells={"2010": {"A": 1, "B": 2}, "2020": {"A": 3}}, head={"embedded": "1", "other": "2"}
)
LINES = FormData(
    rows={"lines": ({"code": "E1", "1": 5}, {"code": "E2", "1": 6}), "more": ({"a": 1},)}
)
WHOLE = Dossier(MAY, UNIT, {"6": SIX, "4": LINES})


def test_nothing_to_change() -> None:
    assert edited(WHOLE, {}) == WHOLE


def test_one_cell() -> None:
    changed = edited(WHOLE, {"6.2010.A": 9})
    cells = {"2010": {"A": 9, "B": 2}, "2020": {"A": 3}}
    assert changed == replace(WHOLE, forms={"6": replace(SIX, cells=cells), "4": LINES})
    assert held(WHOLE, "6.2010.A") == 1


def test_several_cells_one_after_the_other() -> None:
    changed = edited(WHOLE, {"6.2010.A": 9, "6.2020.A": None, "6.2021.C": 4})
    assert changed.forms["6"].cells == {
        "2010": {"A": 9, "B": 2},
        "2020": {"A": None},
        "2021": {"C": 4},
    }


def test_an_indicator_with_a_point_in_its_code() -> None:
    changed = edited(WHOLE, {"6.103.industry.A": "65"})
    assert changed.forms["6"].cells["103.industry"] == {"A": "65"}
    assert held(changed, "6.103.industry.A") == "65"


def test_a_head_field() -> None:
    changed = edited(WHOLE, {"6.head.embedded": "2"})
    assert changed.forms["6"] == replace(SIX, head={"embedded": "2", "other": "2"})
    assert held(changed, "6.head.embedded") == "2"
    assert held(changed, "6.head.none") is None


def test_a_line_that_is_there() -> None:
    changed = edited(WHOLE, {"4.lines[2].1": 7})
    assert changed.forms["4"].rows == {
        "lines": ({"code": "E1", "1": 5}, {"code": "E2", "1": 7}),
        "more": ({"a": 1},),
    }
    assert LINES.rows["lines"][1] == {"code": "E2", "1": 6}


def test_a_line_that_is_not_there_yet() -> None:
    changed = edited(WHOLE, {"4.lines[4].code": "E3"})
    assert changed.forms["4"].rows["lines"][1:] == ({"code": "E2", "1": 6}, {}, {"code": "E3"})
    begun = edited(WHOLE, {"6.lines[1].code": "E3"})
    assert begun.forms["6"] == replace(SIX, rows={"lines": ({"code": "E3"},)})


def test_all_lines_at_once() -> None:
    changed = edited(WHOLE, {"4.lines": ({"code": "E9"},)})
    assert changed.forms["4"].rows == {"lines": ({"code": "E9"},), "more": ({"a": 1},)}


def test_a_whole_form_goes() -> None:
    assert edited(WHOLE, {"6": None}).forms == {"4": LINES}


def test_a_form_that_was_not_there_begins() -> None:
    changed = edited(WHOLE, {"7.3011.A": 5})
    assert changed.forms == {"6": SIX, "4": LINES, "7": FormData(cells={"3011": {"A": 5}})}


@pytest.mark.parametrize("which", ["previous", "year_ago", "december"])
def test_an_earlier_return(which: str) -> None:
    begun = edited(WHOLE, {f"{which}.6.2010.A": 5})
    assert begun == replace(WHOLE, **changes(which, {"6": FormData(cells={"2010": {"A": 5}})}))
    further = edited(begun, {f"{which}.6.2010.B": 6})
    assert getattr(further, which) == {"6": FormData(cells={"2010": {"A": 5, "B": 6}})}
    assert held(further, f"{which}.6.2010.B") == 6
    assert held(WHOLE, f"{which}.6.2010.B") is None
    assert edited(further, {which: None}) == WHOLE


def changes(name: str, value: object) -> dict[str, Any]:
    """One argument by name."""
    return {name: value}


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
