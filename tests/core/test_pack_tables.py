"""Output tables of a pack: what is wrong with ``tables.toml`` is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruantong.core.pack import PackError, load_pack
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency
from tests.core.broken_packs import PACK, copied, refusal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (('cells = ["6.2020"]', 'cells = ["6.9999"]'), "引用了不存在的指标“6.9999”"),
        (('cells = ["6.2020"]', 'cells = ["2.B01"]'), "“2.B01”是年报的指标，应为月报的"),
        (('cells = ["6.2041", "6.2042", "6.2043"]', 'cells = ["6.2041", "6.2112"]'), "小数位数"),
        (('cells = ["6.2020"]', "cells = []"), "没有取数指标"),
        (('headline = "software_revenue"', 'headline = "units"'), "应为本表取数的一行"),
        (('key = "profit"', 'key = "products"'), "两行的key相同"),
        (('key = "main"', 'key = "report"'), "key“report”不对"),
        (("divisor = 10000", "divisor = 0"), "不小于1的整数"),
        (('share = "50%"', 'share = "0.5"'), "百分数"),
        (('share = "50%"', 'share = "50%"\nminimum_revenue = "5百"'), "带引号的整数"),
        (('scope = "software"', 'scope = "firmware"'), "scope“firmware”不对，应为.*software"),
        (('scope = "software"', "# none"), "缺少“share”"),
        (("[national]", "[nation]"), "不认识的键“nation”"),
        (("signed = true", "signd = true"), "不认识的键“signd”"),
        (('name = "单位个数"', 'name = "单位个数'), "TOML"),
    ],
)
def test_a_broken_table_file_is_refused(
    folder: Path, change: tuple[str, str], complaint: str
) -> None:
    refused = refusal(folder, "tables.toml", change, complaint)
    assert all("tables.toml" in fault.file and fault.line >= 1 for fault in refused.faults)


def test_two_tables_of_one_frequency_need_different_keys(folder: Path) -> None:
    path = folder / "tables.toml"
    text = path.read_text("utf-8").replace('frequency = "annual"', 'frequency = "monthly"', 1)
    path.write_text(text, "utf-8")
    with pytest.raises(PackError, match="月报的汇总表“main”重复"):
        load_pack(folder)


@pytest.mark.parametrize("key", ["7", "9", "code"])
def test_lines_are_added_up_by_a_column_of_numbers(folder: Path, key: str) -> None:
    path = folder / "forms/4.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('amount = "1"', f'amount = "{key}"'), "utf-8")
    with pytest.raises(PackError, match=f"amount“{key}”不对，应为本明细的一个数值栏"):
        load_pack(folder)


def test_an_edition_has_the_tables_of_the_one_it_extends_read_by_its_own_forms() -> None:
    early, late = (load_pack(packs_dir() / key) for key in (PACK, "miit_software_2024"))
    for frequency in (Frequency.MONTHLY, Frequency.ANNUAL):
        assert [t.title for t in early.tables.of(frequency)] == [
            t.title for t in late.tables.of(frequency)
        ]
