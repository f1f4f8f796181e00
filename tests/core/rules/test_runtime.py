"""What generated functions call: calendar texts, sums over lines, filled forms, equal columns."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ruantong.core.dossier import FormData, Value
from ruantong.core.rules.language import runtime


@pytest.mark.parametrize(
    ("kept", "number"),
    [
        ("2023", 2023),
        ("07", 7),
        (2023, 2023),
        (None, None),
        ("", None),
        ("202a", None),
        ("20233", None),  # five digits are no year
        ("１２", None),  # full-width digits stand in no canonical text
        ("-1", None),
    ],
)
def test_a_year_or_month_is_read_from_text_or_number(kept: Value, number: int | None) -> None:
    assert runtime.whole(kept) == number


LINES: tuple[Mapping[str, Value], ...] = (
    {"code": "E101", "1": 5, "2": None},
    {"code": "E101", "1": 7, "2": 30},
    {"code": "E20", "1": 100, "2": None},
    {"code": None, "1": 1000, "2": None},
)
SLOTS = (("1", ("E1",)), ("2", ("E2",)), ("", ("E1",)), ("1", ()), ("", ("XX",)))
TOTALS = [12, None, 2, 1112, 0]


def test_sums_and_counts_by_prefix_in_one_pass() -> None:
    assert runtime.row_totals(LINES, SLOTS, {}) == TOTALS


def test_a_line_without_a_code_belongs_to_no_prefix() -> None:
    assert runtime.row_totals([{"code": None, "1": 3}], [("1", ("X",)), ("", ("X",))], {}) == [
        None,
        0,
    ]


def test_codes_are_remembered_between_returns_and_forgotten_never_wrongly() -> None:
    memory: dict[str, tuple[tuple[int, str], ...]] = {}
    assert runtime.row_totals(LINES, SLOTS, memory) == TOTALS
    assert memory["E101"] == ((0, "1"), (2, ""), (3, "1"))
    memory["E101"] = ((0, "1"),)  # what is remembered is used
    assert runtime.row_totals(LINES, SLOTS, memory) == [12, None, 0, 1100, 0]


def test_no_more_codes_are_remembered_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "_MOST_REMEMBERED", 2)
    memory: dict[str, tuple[tuple[int, str], ...]] = {}
    assert runtime.row_totals(LINES, SLOTS, memory) == TOTALS
    assert list(memory) == ["E101", "E20"]


@pytest.mark.parametrize(
    ("form", "filled"),
    [
        (None, False),
        (FormData(), False),
        (FormData(cells={"10": {"A": None, "B": 5}}), False),
        (FormData(cells={"10": {"A": ""}}), False),
        (FormData(cells={"10": {"A": 0}}), True),
        (FormData(cells={"10": {"A": "1"}}), True),
        (FormData(rows={"lines": ({"code": "", "1": None},)}), False),
        (FormData(rows={"lines": ({"code": "", "1": 0},)}), True),
        (FormData(cells={"10": {"A": None}}, rows={"lines": ({"code": "E1"},)}), True),
    ],
)
def test_a_form_is_filled_by_its_columns_or_a_line(form: FormData | None, filled: bool) -> None:
    assert runtime.form_filled(form, ("A",)) is filled


@pytest.mark.parametrize(
    ("cells", "same"),
    [
        ({}, False),
        ({"10": {"A": 5, "B": 5}, "11": {"A": 0, "B": 0}}, True),
        ({"11": {"A": 5, "B": 5}}, True),  # row 10 is not there
        ({"10": {"A": 5, "B": 5}, "11": {"A": 1, "B": 2}}, False),
        ({"10": {"A": 0, "B": 0}, "11": {"A": None, "B": None}}, False),
        ({"10": {"A": 5, "B": None}}, False),
        ({"10": {"A": 5, "B": 5}, "12": {"A": 1, "B": 2}}, True),  # 12 is not asked about
    ],
)
def test_equal_columns(cells: dict[str, dict[str, Value]], same: bool) -> None:
    assert runtime.same_columns(FormData(cells=cells), ("10", "11"), "A", "B") is same


def test_a_form_that_is_not_there_has_no_equal_columns() -> None:
    assert runtime.same_columns(None, ("10",), "A", "B") is False


def test_a_part_of_a_code_counts_without_hyphens() -> None:
    assert runtime.part("91-5001-12", 2, 6) == "5001"
