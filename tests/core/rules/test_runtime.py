"""What rules look up in a return, by ``tests/vectors/runtime.json``; what is remembered of codes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ruantong.core.dossier import FormData
from ruantong.core.rules.language import runtime
from tests.core.conftest import VECTORS

KNOWN: dict[str, Any] = json.loads((VECTORS / "runtime.json").read_text(encoding="utf-8"))
LINES = KNOWN["row_totals"]["lines"]
SLOTS = [(column, tuple(prefixes)) for column, prefixes, _ in KNOWN["row_totals"]["totals"]]
TOTALS = [total for *_, total in KNOWN["row_totals"]["totals"]]


@pytest.mark.parametrize(("kept", "number"), KNOWN["whole"])
def test_a_year_or_month_is_read_from_text_or_number(kept: Any, number: int | None) -> None:
    assert runtime.whole(kept) == number


@pytest.mark.parametrize(("form", "filled"), KNOWN["form_filled"])
def test_a_form_is_filled_by_its_columns_or_a_line(form: Any, filled: bool) -> None:
    assert runtime.form_filled(None if form is None else FormData(**form), ("A",)) is filled


@pytest.mark.parametrize(("form", "same"), KNOWN["same_columns"])
def test_equal_columns(form: Any, same: bool) -> None:
    assert (
        runtime.same_columns(None if form is None else FormData(**form), ("10", "11"), "A", "B")
        is same
    )


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


def test_a_part_of_a_code_counts_without_hyphens() -> None:
    assert runtime.part("91-5001-12", 2, 6) == "5001"
