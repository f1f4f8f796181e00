"""Codes of an earlier edition are told in the lists of the present one: carried, compared, or asked anew."""

from __future__ import annotations

import pytest

from ruantong.core.recoding import recoded
from ruantong.registry.survey.packs import regimes

OLD, NEW = regimes()["miit_software_2021"], regimes()["miit_software_2024"]


def told(code: str) -> str:
    content = {"1": {"cells": {"205": {"A": code}, "206": {"A": "3"}}}}
    found = recoded(OLD, NEW, content)
    assert found["1"]["cells"]["206"] == {"A": "3"}
    return str(found["1"]["cells"].get("205", {}).get("A", ""))


@pytest.mark.parametrize(("old", "new"), [("173", "112"), ("110", "131"), ("159", "119")])
def test_a_code_becomes_the_one_that_means_the_same(old: str, new: str) -> None:
    assert told(old) == new


def test_every_old_code_has_an_equal_of_the_new_list() -> None:
    known = NEW.code_lists["registration"].by_code
    chosen = [item.code for item in OLD.code_lists["registration_old"].items if item.leaf]
    assert all(told(code) in known for code in chosen)


def test_a_code_that_means_nothing_is_asked_anew() -> None:
    assert told("999") == ""


def test_content_is_not_changed_where_it_stands() -> None:
    content = {"1": {"cells": {"205": {"A": "173"}}}}
    recoded(OLD, NEW, content)
    assert content == {"1": {"cells": {"205": {"A": "173"}}}}


def test_editions_with_the_same_lists_change_nothing() -> None:
    content = {"6": {"head": {"embedded": "2"}, "cells": {"2010": {"A": "1.00"}}}}
    assert recoded(OLD, NEW, content) is content
