"""An edition states only what differs from the one it extends."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruantong.core.pack import PackError, load_pack, load_packs, regime_for
from ruantong.core.periods import Period
from tests.core.pack_sample import EXTENSION, FILES, later_edition, sound_pack, write_pack


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    sound_pack(tmp_path)
    later_edition(tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_everything_not_stated_is_inherited(packs: Path) -> None:
    base, later = load_pack(packs / "base"), load_pack(packs / "later")
    assert later.extends == "base"
    assert later.form["1"] == base.form["1"]
    assert later.code_lists == base.code_lists
    assert later.rules == base.rules
    assert later.foot == base.foot
    assert later.texts == base.texts
    assert later.form["2"].columns == base.form["2"].columns
    assert later.form["2"].applies == base.form["2"].applies


def test_what_is_stated_replaces_or_is_added(packs: Path) -> None:
    later = load_pack(packs / "later")
    assert later.parameters == {"usd": "7", "share": "0.90"}
    assert later.validity.valid_to == "2034-12-31"
    assert later.form["2"].note == "乙版"
    assert [row.code for row in later.form["2"].indicators] == ["T", "Ta", "T1", "T3", "T2"]


def test_a_row_without_after_replaces_the_row_of_the_same_code(packs: Path) -> None:
    change(packs / "later/forms/2.csv", "T3,新行,新行", "T1,新名,新名")
    change(packs / "later/forms/2.csv", ",T1\n", ",\n")
    rows = load_pack(packs / "later").form["2"].indicators
    assert [row.code for row in rows] == ["T", "Ta", "T1", "T2"]
    assert rows[2].name == "新名"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",T1\n", ",\n", "没有写明位置"),
        (",T1\n", ",T8\n", "没有写明位置"),
        ("T3,", "T2,", "“after”应为空"),
    ],
)
def test_a_new_row_must_say_where_it_goes(packs: Path, old: str, new: str, message: str) -> None:
    change(packs / "later/forms/2.csv", old, new)
    with pytest.raises(PackError) as caught:
        load_pack(packs / "later")
    [fault] = caught.value.faults
    assert (fault.file, fault.line) == ("later/forms/2.csv", 2)
    assert message in fault.message


def test_rows_forms_and_rules_can_be_removed(packs: Path) -> None:
    change(packs / "later/forms/2.toml", 'note = "乙版"', 'removes = ["T2"]')
    removal = '[removes]\nforms = ["1"]\nrules = ["R2-01"]\n\n[parameters]'
    change(packs / "later/regime.toml", "[parameters]", removal)
    later = load_pack(packs / "later")
    assert list(later.form) == ["2"]
    assert "T2" not in later.form["2"].by_code
    assert later.rules == ()


@pytest.mark.parametrize("what", ['forms = ["9"]', 'rules = ["R9-01"]'])
def test_removing_what_is_not_there_is_a_fault(packs: Path, what: str) -> None:
    change(packs / "later/regime.toml", "[parameters]", f"[removes]\n{what}\n\n[parameters]")
    with pytest.raises(PackError) as caught:
        load_pack(packs / "later")
    assert [fault.file for fault in caught.value.faults] == ["later/regime.toml"]
    assert "原版没有" in caught.value.faults[0].message


def test_a_rule_of_the_same_id_replaces_and_a_new_one_follows(packs: Path) -> None:
    rule = FILES["rules/2.rules"].split("\n\n")[1]
    (packs / "later/rules").mkdir()
    (packs / "later/rules/2.rules").write_text(
        rule.replace("强制性", "核实性") + "\n" + rule.replace("R2-01", "R2-02"), "utf-8"
    )
    later = load_pack(packs / "later")
    assert [(r.id, r.severity.value) for r in later.rules] == [
        ("R2-01", "query"),
        ("R2-02", "error"),
    ]
    assert [step.indicator for step in later.computations] == ["T"]


def test_a_replaced_rule_leaves_none_of_its_parts_behind(packs: Path) -> None:
    computation, rule = FILES["rules/2.rules"].split("\n\n")
    parts = [rule.replace("[R2-01]", f"[R2-01 之{number}]") for number in (1, 2)]
    (packs / "base/rules/2.rules").write_text("\n\n".join([computation, *parts]), "utf-8")
    (packs / "later/rules").mkdir()
    (packs / "later/rules/2.rules").write_text(rule, "utf-8")
    assert [rule.part for rule in load_pack(packs / "base").rules] == ["1", "2"]
    assert [rule.part for rule in load_pack(packs / "later").rules] == [""]


def test_taking_away_what_a_rule_names_is_found(packs: Path) -> None:
    change(packs / "later/forms/2.toml", 'note = "乙版"', 'removes = ["T1"]')
    change(packs / "later/forms/2.csv", ",T1\n", ",T\n")
    with pytest.raises(PackError) as caught:
        load_pack(packs / "later")
    assert any("T1" in fault.message for fault in caught.value.faults)


def test_editions_that_extend_each_other_are_refused(packs: Path) -> None:
    change(packs / "base/regime.toml", 'key = "base"', 'key = "base"\nextends = "later"')
    with pytest.raises(PackError) as caught:
        load_pack(packs / "later")
    assert "later → base → later" in str(caught.value)


def test_faults_of_the_extended_edition_are_named_too(packs: Path) -> None:
    change(packs / "base/forms/2.csv", "利润,,,,万元", "利润,,,,")
    with pytest.raises(PackError) as caught:
        load_pack(packs / "later")
    assert {fault.file for fault in caught.value.faults} == {
        "base/forms/2.csv",
        "later/regime.toml",
    }


def test_a_period_may_belong_to_one_edition_only(packs: Path) -> None:
    change(packs / "later/regime.toml", 'first = "2032-02"', 'first = "2031-12"')
    with pytest.raises(PackError) as caught:
        load_packs(packs)
    [fault] = caught.value.faults
    assert (fault.file, fault.line) == ("later/regime.toml", 16)
    assert "与base重叠" in fault.message


def test_faults_of_all_packs_come_together(packs: Path) -> None:
    change(packs / "base/codes/tree.csv", "X2,", "X1,")
    write_pack(packs, "third", {**FILES, "regime.toml": EXTENSION["regime.toml"]})
    with pytest.raises(PackError) as caught:
        load_packs(packs)
    assert {fault.file.split("/")[0] for fault in caught.value.faults} >= {"base", "third"}


def test_folders_without_a_regime_are_passed_over(packs: Path) -> None:
    (packs / "notes").mkdir()
    regimes = load_packs(packs)
    assert sorted(regimes) == ["base", "later"]
    assert regime_for(regimes, Period.parse("2033-05")).key == "later"
    with pytest.raises(PackError):
        regime_for(regimes, Period.parse("2029"))
