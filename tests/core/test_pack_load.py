"""A sound pack loads into the regime its files state, however the files are encoded."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruantong.core.certainty import Certainty
from ruantong.core.pack import load_pack
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Kind
from tests.core.pack_sample import sound_pack


def test_head_and_parameters(tmp_path: Path) -> None:
    regime = load_pack(sound_pack(tmp_path))
    assert (regime.key, regime.name, regime.edition) == ("base", "示例调查制度", "甲版")
    assert regime.validity.approval_number == "文号〔2030〕1号"
    assert regime.parameters == {"usd": "6.4", "share": "0.90"}
    assert regime.texts == {"placeholder": "占位"}
    assert [field.name for field in regime.foot] == ["填表人"]
    assert regime.serves_period(Period.parse("2031-12"))
    assert not regime.serves_period(Period.parse("2032-02"))


def test_rows_keep_their_attributes_and_their_line(tmp_path: Path) -> None:
    form = load_pack(sound_pack(tmp_path)).form["2"]
    total, title, part, profit = form.indicators
    assert (total.automatic, total.columns, total.decimals) == (("A",), ("A", "B"), 2)
    assert (title.title, title.columns) == (True, ())
    assert (part.parent, part.relation, part.level) == ("T", "component", 1)
    assert (profit.negative, profit.columns) == (True, ("A",))
    assert (profit.certainty, profit.code_certainty) == (Certainty.INFERRED, Certainty.GUESSED)
    assert profit.source is not None
    assert (profit.source.file, profit.source.line) == ("base/forms/2.csv", 5)


def test_forms_code_lists_and_row_groups(tmp_path: Path) -> None:
    regime = load_pack(sound_pack(tmp_path))
    assert [form.code for form in regime.forms_for(Frequency.ANNUAL)] == ["1"]
    group = regime.form["1"].row_group["lines"]
    assert [(c.key, c.kind, c.code_list) for c in group.columns] == [
        ("code", Kind.CODE, "tree"),
        ("1", Kind.NUMBER, None),
    ]
    assert (group.minimum, group.maximum) == (0, 3)
    assert not regime.code_lists["tree"].official
    assert regime.code_lists["tree"].by_code["X"].leaf is False
    assert regime.code_lists["tree"].by_code["X2"].certainty is Certainty.GUESSED


def test_rules_and_computations_are_read(tmp_path: Path) -> None:
    regime = load_pack(sound_pack(tmp_path))
    assert [rule.id for rule in regime.rules] == ["R2-01"]
    assert [(step.indicator, step.columns) for step in regime.computations] == [("T", ("A",))]


@pytest.mark.parametrize("change", ["bom", "crlf", "both"])
def test_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path, change: str) -> None:
    plain = load_pack(sound_pack(tmp_path / "plain"))
    folder = sound_pack(tmp_path / "windows")
    for path in folder.rglob("*.*"):
        data = path.read_bytes()
        if change != "bom":
            data = data.replace(b"\n", b"\r\n")
        if change != "crlf":
            data = b"\xef\xbb\xbf" + data
        path.write_bytes(data)
    assert load_pack(folder).content_hash == plain.content_hash


def test_the_hash_is_of_the_content_and_not_of_the_files(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    first = load_pack(folder).content_hash
    rows = folder / "forms/2.csv"
    rows.write_text(
        "# 说明\n\n" + rows.read_text("utf-8").replace("T2,利润", '"T2","利润"'), "utf-8"
    )
    assert load_pack(folder).content_hash == first
    rows.write_text(rows.read_text("utf-8").replace("利润", "净利润"), "utf-8")
    assert load_pack(folder).content_hash != first


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("regime.toml", '"6.4"', '"6.5"'),
        ("regime.toml", "2032-12-31", "2033-12-31"),
        ("codes/yes_no.csv", "2,否", "2,没有"),
        ("rules/2.rules", "[T1] <= [T]", "[T1] < [T]"),
        ("forms/2.toml", "listed key", "always"),
    ],
)
def test_every_change_of_content_changes_the_hash(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    folder = sound_pack(tmp_path)
    first = load_pack(folder).content_hash
    path = folder / file
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert load_pack(folder).content_hash != first
