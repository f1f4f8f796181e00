"""Two editions side by side: which periods each serves, and what the later one changes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ruantong.core.certainty import Certainty
from ruantong.core.pack import PackError, regime_for
from ruantong.core.pack_describe import differences
from ruantong.core.periods import Period
from ruantong.core.regime import Regime


@pytest.mark.parametrize(
    ("period", "edition"),
    [
        ("2021", "miit_software_2021"),
        ("2023", "miit_software_2021"),
        ("2022-02", "miit_software_2021"),
        ("2024-05", "miit_software_2021"),
        ("2024-12", "miit_software_2021"),
        ("2024", "miit_software_2024"),
        ("2025-02", "miit_software_2024"),
        ("2026-12", "miit_software_2024"),
    ],
)
def test_each_period_has_its_edition(
    regimes: Mapping[str, Regime], period: str, edition: str
) -> None:
    assert regime_for(regimes, Period.parse(period)).key == edition


@pytest.mark.parametrize("period", ["2020", "2021-12", "2024-Q1"])
def test_a_period_without_an_edition_says_so(regimes: Mapping[str, Regime], period: str) -> None:
    with pytest.raises(PackError) as caught:
        regime_for(regimes, Period.parse(period))
    assert "没有制度版本适用于" in caught.value.faults[0].message


def test_a_frequency_that_no_notice_asks_for_says_so(regimes: Mapping[str, Regime]) -> None:
    with pytest.raises(PackError) as caught:
        regime_for(regimes, Period.parse("2025-Q1"))
    assert caught.value.faults[0].message == "没有通知布置季报，2025年1季度不需要填报"


@pytest.mark.parametrize(
    ("edition", "period", "expired"),
    [
        ("miit_software_2021", "2024-10", False),
        ("miit_software_2021", "2024-11", True),
        ("miit_software_2021", "2024-12", True),
        ("miit_software_2021", "2023", False),
        ("miit_software_2024", "2027-12", False),
        ("miit_software_2024", "2028-02", True),
    ],
)
def test_a_period_that_ends_after_the_validity_is_expired(
    regimes: Mapping[str, Regime], edition: str, period: str, expired: bool
) -> None:
    assert regimes[edition].expired_for(Period.parse(period)) is expired


def test_heads_of_the_editions(old: Regime, new: Regime) -> None:
    for regime, number, valid_to in (
        (old, "国统制〔2021〕136号", "2024-10-31"),
        (new, "国统制〔2024〕187号", "2027-12-31"),
    ):
        assert regime.validity.issued_by == "工业和信息化部"
        assert regime.validity.approved_by == "国家统计局"
        assert regime.validity.approval_number == number
        assert regime.validity.valid_to == valid_to


def test_parameters_by_edition(old: Regime, new: Regime) -> None:
    assert old.parameters["usd"] == "6.4"
    assert new.parameters["usd"] == "7"
    assert {k: v for k, v in new.parameters.items() if k != "usd"} == {
        k: v for k, v in old.parameters.items() if k != "usd"
    }
    assert old.parameters["embedded_markup"] == "0.90"
    assert old.parameters["gross_margin"] == "0.35"
    assert old.options["pop_method"] == "month"


def test_the_foot_is_the_same_in_both(old: Regime, new: Regime) -> None:
    keys = [field.key for field in old.foot]
    assert keys == ["unit_head", "statistics_head", "preparer", "mobile", "phone", "reported_on"]
    assert new.foot == old.foot


def test_the_later_edition_adds_five_rows_and_removes_none(old: Regime, new: Regime) -> None:
    changes = [item for item in differences(old, new) if item.change != "修改"]
    rows = {item.what for item in changes if "表 " in item.what and "审核" not in item.what}
    assert rows == {
        "软统企1表 R10",
        "软统企1表 R11",
        "软统企2表 A091",
        "软统企2表 A092",
        "软统企2表 A093",
    }
    assert all(item.change == "新增" for item in changes)


def test_monthly_forms_carry_over_and_are_marked(old: Regime, new: Regime) -> None:
    for code in ("6", "7"):
        assert new.form[code].indicators == old.form[code].indicators
        assert new.form[code].columns == old.form[code].columns
        assert new.form[code].note.startswith("沿用2021版表式")
        assert new.form[code].certainty is Certainty.INFERRED


def test_editions_have_different_content(old: Regime, new: Regime) -> None:
    assert old.content_hash.startswith("sha256:")
    assert len(old.content_hash) == len("sha256:") + 64
    assert old.content_hash != new.content_hash
