"""Invented identifiers pass every check and can belong to nobody."""

from __future__ import annotations

import pytest

from ruantong.core.identifiers import (
    mobile_fault,
    organisation_code,
    organisation_code_fault,
    phone_fault,
    uscc_fault,
)
from ruantong.demo import names

NUMBERS = (1, 2, 17, 600, 4999, 9999)


@pytest.mark.parametrize("number", NUMBERS)
def test_uscc_is_valid_and_of_a_category_nobody_issues(number: int) -> None:
    code = names.uscc(number)
    assert uscc_fault(code) is None
    assert organisation_code_fault(organisation_code(code)) is None
    assert code.startswith("9Y")
    assert code[8:12] == "DEM0"


def test_every_unit_has_its_own_code() -> None:
    assert len({names.uscc(number) for number in range(1, 10_000)}) == 9_999


@pytest.mark.parametrize("number", [*NUMBERS, 10_040, 20_005, 30_040])
def test_phones_have_the_form_of_numbers_in_blocks_that_are_not_opened(number: int) -> None:
    assert mobile_fault(names.mobile(number)) is None
    assert names.mobile(number).startswith("1600")
    assert phone_fault(names.landline(number)) is None


def test_names_say_that_they_are_invented() -> None:
    name = names.unit_name(1, "software")
    assert name.startswith("演示")
    assert name.endswith("0001号有限公司（虚构）")


def test_names_do_not_all_sound_the_same() -> None:
    words = {names.unit_name(number, "software")[2:4] for number in range(1, 22)}
    assert len(words) == 21
