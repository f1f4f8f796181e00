"""What differs between two submissions: cells by name, lines paired by their code."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.registry.survey.packs import regimes
from ruantong.returns.reading.changes import changes_between

REGIME = regimes()["miit_software_2021"]
texts = st.sampled_from(["", "0.00", "1.00", "2.00"])
codes = st.sampled_from(["E10101", "E10102", "E20503", "E30101"])


def monthly(**cells: str) -> dict[str, Any]:
    return {"6": {"cells": {code[1:]: {"A": text} for code, text in cells.items()}}}


def classified(*lines: tuple[str, str]) -> dict[str, Any]:
    return {"4": {"rows": {"lines": [{"code": code, "1": text} for code, text in lines]}}}


def found(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(c.ref, c.was, c.now) for c in changes_between(REGIME, old, new)]


def test_a_changed_a_new_and_a_blanked_cell() -> None:
    old = monthly(c2010="1.00", c2050="2.00", c2080="3.00")
    new = monthly(c2010="1.50", c2080="3.00", c2090="4.00")
    assert found(old, new) == [
        ("6.2010.A", "1.00", "1.50"),
        ("6.2050.A", "2.00", ""),
        ("6.2090.A", "", "4.00"),
    ]


def test_an_answer_in_the_head_of_a_form() -> None:
    change = changes_between(
        REGIME, {"6": {"head": {"embedded": "2"}}}, {"6": {"head": {"embedded": "1"}}}
    )[0]
    assert (change.ref, change.was, change.now) == ("6.head.embedded", "2", "1")
    assert "嵌入式" in change.name


def test_a_line_put_in_front_changes_no_other_line() -> None:
    old = classified(("E10101", "1.00"), ("E20503", "2.00"))
    new = classified(("E30101", "9.00"), ("E10101", "1.00"), ("E20503", "2.00"))
    assert found(old, new) == [
        ("4.lines[1].code", "", "E30101"),
        ("4.lines[1].1", "", "9.00"),
    ]


def test_a_line_that_is_gone_has_no_cell_to_jump_to() -> None:
    changes = changes_between(
        REGIME, classified(("E10101", "1.00"), ("E20503", "2.00")), classified(("E10101", "1.00"))
    )
    assert {(c.ref, c.was, c.now) for c in changes} == {("", "E20503", ""), ("", "2.00", "")}
    assert "原第2行（已删除）" in changes[0].name


def test_a_code_that_stands_twice_is_paired_in_order() -> None:
    old = classified(("E10101", "1.00"), ("E10101", "2.00"))
    new = classified(("E10101", "1.00"), ("E10101", "3.00"))
    assert found(old, new) == [("4.lines[2].1", "2.00", "3.00")]


@pytest.mark.parametrize("content", [{}, monthly(c2010="1.00"), classified(("E10101", "1.00"))])
def test_equal_contents_differ_nowhere(content: dict[str, Any]) -> None:
    assert found(content, content) == []


@given(
    old=st.dictionaries(st.sampled_from(["c2010", "c2050", "c2080"]), texts),
    new=st.dictionaries(st.sampled_from(["c2010", "c2050", "c2080"]), texts),
)
def test_swapped_contents_give_swapped_changes(old: dict[str, str], new: dict[str, str]) -> None:
    there = sorted(found(monthly(**old), monthly(**new)))
    back = sorted((ref, now, was) for ref, was, now in found(monthly(**new), monthly(**old)))
    assert there == back
    assert {ref for ref, _, _ in there} == {
        f"6.{code[1:]}.A" for code in {*old, *new} if old.get(code, "") != new.get(code, "")
    }


@given(lines=st.lists(st.tuples(codes, texts), unique_by=lambda line: line[0]), data=st.data())
def test_lines_in_another_order_are_the_same_lines(
    lines: list[tuple[str, str]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(lines))
    assert found(classified(*lines), classified(*shuffled)) == []


def test_cells_come_in_printed_order_whatever_order_they_were_stored_in() -> None:
    before = {
        "6": {"head": {"embedded": "2"}, "cells": {"2113": {"A": "1"}, "2010": {"A": "5.00"}}}
    }
    after = {"6": {"head": {"embedded": "1"}, "cells": {"2113": {"A": "2"}, "2010": {"A": "6.00"}}}}
    assert [change.ref for change in changes_between(REGIME, before, after)] == [
        "6.head.embedded",
        "6.2010.A",
        "6.2113.A",
    ]


@pytest.mark.parametrize(
    ("was", "now", "difference"),
    [("1.00", "1.01", "+0.01"), ("5.00", "2.50", "-2.50"), ("", "3.00", ""), ("3.00", "", "")],
)
def test_the_difference_is_exact_to_the_last_place(was: str, now: str, difference: str) -> None:
    [change] = changes_between(REGIME, monthly(c2010=was), monthly(c2010=now))
    assert change.difference == difference


def test_codes_and_answers_have_no_difference() -> None:
    old, new = {"6": {"head": {"embedded": "2"}}}, {"6": {"head": {"embedded": "1"}}}
    assert [change.difference for change in changes_between(REGIME, old, new)] == [""]
    chosen = changes_between(REGIME, {}, classified(("E10101", "1.00")))
    assert {change.difference for change in chosen} == {""}
