"""Text of people's names: what is taken, what is named, and what a reader takes for the same."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.characters import MARK_RANGES, TEXT_RANGES, is_text
from ruantong.core.text import TextFault, checked_line, fold, one_line, storable

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "texts.json").read_text("utf-8"))

# First and last assigned ideograph of every block of GB 18030—2022 with its first amendment.
IDEOGRAPHS = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF), (0x2A700, 0x2B739), (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0), (0x2EBF0, 0x2EE5D), (0x30000, 0x3134A),
    (0x31350, 0x323AF), (0xFA0E, 0xFA0F), (0x2F00, 0x2FD5), (0x2E80, 0x2EF3),
)  # fmt: skip


@pytest.mark.parametrize(("first", "last"), IDEOGRAPHS)
def test_names_in_every_block_of_the_standard_are_taken(first: int, last: int) -> None:
    for code in (first, (first + last) // 2, last):
        assert checked_line(f"张{chr(code)}", 64) == f"张{chr(code)}"


def test_whatever_this_python_knows_as_a_letter_of_a_name_is_taken() -> None:
    """Latin, Uyghur, Tibetan, Mongolian, Yi and Korean names too, not only ideographs."""
    for name in ("José", "ئەلى", "བཀྲ་ཤིས", "ᠪᠠᠲᠤ", "ꀊꀋ", "김", "Нина", "买买提·艾力"):
        assert checked_line(name, 64) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("王小\ue863", "第3个字是自造字（U+E863）"),
        ("\ue81e", "请改用国家标准（GB 18030）编码的“\u9fb4”（U+9FB4）"),
        ("张\U000f0000", "第2个字是自造字（U+F0000）"),
        ("a\u202eb", "第2个字是改变文字方向的控制符（U+202E）"),
        ("张\x00三", "第2个字是空字符（NUL）"),
        ("张\x07三", "第2个字是控制字符（U+0007）"),
        ("\ud800", "第1个字是乱码"),
        ("张\ufffd", "第2个字是乱码"),
        ("张\U000e0041", "第2个字是不在国家标准（GB 18030—2022）字符集中的字符（U+E0041）"),
        ("字" * 65, "内容有65个字，应不超过64个字"),
    ],
)
def test_what_is_no_text_is_named_with_its_place(typed: str, told: str) -> None:
    with pytest.raises(TextFault) as refused:
        checked_line(typed, 64)
    assert told in refused.value.message


@pytest.mark.parametrize("mark", ["\u200e", "\u200b", "\ufeff", "\u2066", "\u2069", "\u00ad"])
def test_marks_around_and_inside_copied_text_go_away(mark: str) -> None:
    assert checked_line(f"{mark}13800{mark}000000{mark}", 64) == "13800000000"
    assert checked_line("\u202d023-63899999\u202c", 64) == "023-63899999"


def test_what_is_left_of_marks_alone_is_nothing() -> None:
    everything = "".join(
        chr(code) for first, last in MARK_RANGES for code in range(first, last + 1)
    )
    assert one_line(everything) == ""


@given(st.text())
def test_what_is_kept_is_kept_again_and_can_be_stored(typed: str) -> None:
    try:
        kept = checked_line(typed, 10_000)
    except TextFault:
        stored = storable(typed)
        assert "\x00" not in stored
        stored.encode("utf-8")
        with pytest.raises(TextFault):  # what could not be stored stays a fault
            checked_line(stored, 10_000)
    else:
        assert checked_line(kept, 10_000) == kept
        assert storable(kept) == kept


def test_texts_that_a_reader_takes_for_the_same() -> None:
    assert [fold(one) for one, _ in VECTORS["fold"]] == [fold(two) for _, two in VECTORS["fold"]]
    assert all(fold(one) != fold(two) for one, two in VECTORS["apart"])
    assert [one_line(typed) for typed, _ in VECTORS["kept"]] == [
        kept for _, kept in VECTORS["kept"]
    ]


def test_the_browser_has_the_same_table() -> None:
    """Read from its source, so that the two copies cannot drift apart."""
    import re

    from ruantong.core import characters

    script = Path(characters.__file__).parents[1] / "site/static/js/characters.js"
    source = script.read_text("utf-8")
    for name, ranges in (("TEXT_RANGES", TEXT_RANGES), ("MARK_RANGES", MARK_RANGES)):
        body = source.partition(f"{name} = [")[2].partition("];")[0]
        pairs = re.findall(r"\[0x([0-9a-f]+), 0x([0-9a-f]+)\]", body)
        assert [(int(first, 16), int(last, 16)) for first, last in pairs] == list(ranges)
    assert all(is_text(chr(first)) for first, _ in TEXT_RANGES)
