"""A typed number is read exactly, or refused with a message that says value and expectation."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.text import without_marks
from ruantong.core.values import MAX_SCALED, ValueFault, format_number, parse_number

READ = [
    ("1234.5", 2, 123450),
    ("0", 2, 0),
    ("-0", 2, 0),
    ("007", 0, 7),
    (".5", 2, 50),
    ("5.", 2, 500),
    ("+12", 0, 12),
    ("1,234,567.00", 2, 123456700),
    ("１，２３４．５０", 2, 123450),
    ("　12 ", 0, 12),
    ("\u00a012\u200b", 0, 12),
    ("\ufeff12\r\n", 0, 12),
    ("1.500", 2, 150),
    ("3.000", 0, 3),
    ("9999999999999.99", 2, MAX_SCALED),
]


@pytest.mark.parametrize(("text", "decimals", "value"), READ)
def test_what_people_type_and_paste_is_understood(text, decimals, value):
    assert parse_number(text, decimals=decimals) == value


@pytest.mark.parametrize("text", [None, "", " ", "　", "\u00a0\t\n"])
def test_blank_is_not_zero(text):
    assert parse_number(text, decimals=2) is None


@pytest.mark.parametrize("text", ["-3.5", "−3.5", "－３．５", "﹣3.5"])
def test_every_minus_sign_counts_where_negative_is_allowed(text):
    assert parse_number(text, decimals=2, negative=True) == -350
    with pytest.raises(ValueFault) as caught:
        parse_number(text, decimals=2)
    assert caught.value.code == "negative"
    assert "不小于0" in caught.value.message


REFUSED = [
    ("abc", "not_a_number"),
    ("1.2.3", "not_a_number"),
    ("1e5", "scientific"),
    ("NaN", "not_a_number"),
    ("Infinity", "not_a_number"),
    ("12%", "percent"),
    ("(5)", "negative"),
    ("（5）", "negative"),
    ("1 23", "not_a_number"),
    (".", "not_a_number"),
    ("——", "not_a_number"),
    ("1_000", "not_a_number"),
    ("٣", "not_a_number"),
    ("²", "not_a_number"),
    ("一百", "not_a_number"),
    ("12\t34", "not_a_number"),
    ("1,23", "bad_grouping"),
    ("1234,567", "bad_grouping"),
    ("1,,234", "bad_grouping"),
    (",123", "bad_grouping"),
    ("1,234.567,8", "bad_grouping"),
    ("1.234", "too_many_decimals"),
    ("0.001", "too_many_decimals"),
    ("-1", "negative"),
    ("10000000000000", "too_large"),
    ("9" * 60, "too_large"),
    ("9" * 65, "too_long"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_anything_else_is_refused_under_its_code(text, code):
    with pytest.raises(ValueFault) as caught:
        parse_number(text, decimals=2)
    assert caught.value.code == code
    assert caught.value.message == str(caught.value)


@pytest.mark.parametrize(
    ("text", "decimals", "part"),
    [
        ("12.345", 2, "“12.345”有3位小数，应填写不小于0的数字，至多2位小数"),
        ("3.5", 0, "“3.5”有1位小数，应填写不小于0的整数"),
        ("10000000000000", 2, "绝对值应不大于9,999,999,999,999.99"),
    ],
)
def test_the_message_says_the_value_and_what_is_expected(text, decimals, part):
    with pytest.raises(ValueFault) as caught:
        parse_number(text, decimals=decimals)
    assert part in caught.value.message


def test_a_long_or_unprintable_paste_is_not_echoed():
    with pytest.raises(ValueFault) as long:
        parse_number("secret" * 1000, decimals=2)
    assert "secret" not in long.value.message
    assert "6000个字符" in long.value.message
    with pytest.raises(ValueFault) as odd:
        parse_number("1\x00\n2" + "x" * 40, decimals=2)
    assert odd.value.message.isprintable()
    assert "…" in odd.value.message


@given(st.integers(-MAX_SCALED, MAX_SCALED), st.integers(0, 6), st.booleans())
def test_printing_and_reading_are_inverse(value, decimals, grouping):
    text = format_number(value, decimals, grouping=grouping)
    assert parse_number(text, decimals=decimals, negative=True) == value


@given(st.text(max_size=80), st.integers(0, 4), st.booleans())
def test_reading_either_refuses_or_means_what_was_typed(text, decimals, negative):
    try:
        value = parse_number(text, decimals=decimals, negative=negative)
    except ValueFault:
        return
    if value is None:
        assert not without_marks(text).strip(
            " \t\r\n\v\f\u00a0\u3000\u2007\u2009\u202f\u200b\ufeff"
        )
        return
    assert abs(value) <= MAX_SCALED
    assert negative or value >= 0
    assert value == 0 or any(c.isdigit() for c in text)


@given(st.from_regex(r"[0-9]{1,9}(\.[0-9]{1,4})?", fullmatch=True))
def test_an_accepted_number_equals_the_exact_decimal(text):
    try:
        value = parse_number(text, decimals=2)
    except ValueFault:
        assert Decimal(text) * 100 != math.floor(Decimal(text) * 100)
    else:
        assert value is not None
        assert Decimal(value) == Decimal(text) * 100


_AS_STORED = st.from_regex(r"-?[0-9]{1,16}(\.[0-9]{1,6})?", fullmatch=True)


@given(_AS_STORED, st.integers(0, 6), st.booleans())
def test_plain_text_means_the_same_with_a_blank_before_it(
    text: str, decimals: int, negative: bool
) -> None:
    """Text as it is stored is read on a shorter way than text that needs cleaning."""

    def told(typed: str) -> object:
        try:
            return parse_number(typed, decimals=decimals, negative=negative)
        except ValueFault as fault:
            return fault.code, fault.message

    assert told(text) == told(f" {text}")
