"""统一社会信用代码 and 组织机构代码: what the check digits promise to catch is caught."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ruantong.core.identifiers import (
    make_uscc,
    normalise_identifier,
    organisation_code,
    organisation_code_fault,
    uscc_check_digit,
    uscc_fault,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODES = st.text(ALPHABET, min_size=16, max_size=16).map(make_uscc)


@given(CODES)
def test_a_made_code_is_valid_in_any_typing(code):
    assert uscc_fault(code) is None
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    assert uscc_fault(f" {wide[:8]}　{wide[8:]} ") is None
    assert normalise_identifier(wide) == code


@given(CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(code, place, character):
    assume(code[place] != character)
    assert uscc_fault(code[:place] + character + code[place + 1 :])


@given(CODES, st.integers(0, 15))
def test_two_neighbours_exchanged_are_always_caught(code, place):
    a, b = code[place], code[place + 1]
    assume(a != b)
    assert uscc_fault(code[:place] + b + a + code[place + 2 :])


def test_the_worked_example_of_the_standard():
    assert uscc_check_digit("91350100M000100Y4") == "3"
    assert uscc_fault("91350100M000100Y43") is None


def test_the_expected_check_digit_is_named():
    assert "末位应为“3”，现为“4”" in (uscc_fault("91350100M000100Y44") or "")


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_the_standard_leaves_out_are_named(letter):
    assert f"第9位“{letter}”不允许使用" in (uscc_fault(f"91350100{letter}000100Y43") or "")


@pytest.mark.parametrize("letter", ["中", "-", "*"])
def test_other_characters_are_refused(letter):
    assert "不允许使用" in (uscc_fault(f"91350100{letter}000100Y43") or "")


@pytest.mark.parametrize(
    ("text", "part"),
    [(None, "未填写"), ("  ", "未填写"), ("9135", "4位，应为18位"), ("9" * 300, "300位，应为18位")],
)
def test_length_comes_first(text, part):
    fault = uscc_fault(text) or ""
    assert part in fault
    assert len(fault) < 80


@pytest.mark.parametrize("text", ["", "9" * 16, "I" * 17])
def test_a_check_digit_needs_seventeen_allowed_characters(text):
    with pytest.raises(ValueError, match="17位"):
        uscc_check_digit(text)


def test_a_personal_number_is_no_code_even_when_its_last_digit_fits_by_chance():
    made_up = "50010519800101000"
    fault = uscc_fault(made_up + uscc_check_digit(made_up)) or ""
    assert "第9至17位是组织机构代码，第17位应为" in fault


def test_an_organisation_code_inside_is_asked_of_all_but_sole_traders():
    def coded(kind):
        return f"{kind}500112MA5U00004" + uscc_check_digit(f"{kind}500112MA5U00004")

    assert "第17位应为“3”，现为“4”" in (uscc_fault(coded("91")) or "")
    assert uscc_fault(coded("92")) is None


def test_the_organisation_code_is_inside():
    assert organisation_code("91350100m000100y43") == "M000100Y-4"
    assert organisation_code_fault("M000100Y-4") is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "未填写"),
        ("M000100Y-5", "末位应为“4”"),
        ("M000100Y", "8位，应为9位"),
        ("M000100中4", "数字和大写字母"),
    ],
)
def test_a_wrong_organisation_code_says_why(text, part):
    assert part in (organisation_code_fault(text) or "")


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
def test_exactly_one_check_character_fits(body):
    fitting = [c for c in "0123456789X" if organisation_code_fault(body + c) is None]
    assert len(fitting) == 1
