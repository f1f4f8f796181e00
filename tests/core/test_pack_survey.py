"""The survey's own words in ``regime.toml``: what does not fit is said with file and line."""

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
        (('cell = "6.2020.A"', 'cell = "6.2099.A"'), "headlines中的单元格“6.2099.A”不存在"),
        (('cell = "6.2020.A"', 'cell = "1.102.A"'), "不是数值指标"),
        (('cell = "3.A0.A"', 'cell = "3.A0.Z"'), "headlines中的单元格“3.A0.Z”不存在"),
        (('uscc = "1.109.A"', 'uscc = "1.999.A"'), "register中的单元格“1.999.A”不存在"),
        (('uscc = "1.109.A"', 'tax = "1.109.A"'), "register中的“tax”不对"),
        (('usd = "万元/万美元"', 'eur = "万元/万美元"'), "参数“eur”不存在"),
        (('usd = "万美元折合万元"\n', ""), "参数“usd”在parameter_names中没有名称"),
        (('usd = "万美元折合万元"', 'usd = ""'), "参数“usd”在parameter_names中没有名称"),
        (('usd = "万美元折合万元"\n', 'usd = "折合"\neur = "折合"\n'), "parameter_names中的参数“eur”不存在"),
        (("{scope_ic_share}", "{scope_share}"), "参数“scope_share”不存在"),
        (('key = "form7"', 'key = "seven"'), "名录“form7”没有写明"),
        (('key = "form7"', 'key = "monthly"'), r"\[\[rosters\]\]的key“monthly”重复"),
        (('key = "form7"', 'key = "7表"'), "名录的key“7表”不对"),
        (('name = "年报名录"\nfrequency = "annual"', 'name = "年报名录"\nfrequency = "monthly"'), "frequency应为annual"),
        (("-4 = ", "-9 = "), "slips中的“-9”不对"),
        (('unit = "万美元"', 'unit = "万元"'), r"\[\[money\]\]的unit“万元”重复"),
        (('month = "6.2010.A"', 'month = "6.2041.A"'), "计量单位或小数位不同"),
        (('cell = "2.B01.A"', 'cell = "2.B99.A"'), "december中的单元格“2.B99.A”不存在"),
        (('cell = "2.B06.A"', 'cell = "2.B01.A"'), r"\[\[december\]\]的cell“2.B01.A”重复"),
        (('note = "月报为', 'other = "月报为'), "应在note中写明口径有何不同"),
        (('"7.N"', '"7.M"'), "starts中的“7.M”不是任何表的栏"),
        (('"4.lines.code"', '"4.lines.name"'), "starts中的“4.lines.name”不是任何表的栏"),
        (('mark = "软统"', 'marke = "软统"'), "不认识的键“marke”"),
    ],
)  # fmt: skip
def test_words_that_do_not_fit_are_refused(
    folder: Path, change: tuple[str, str], complaint: str
) -> None:
    refusal(folder, "regime.toml", change, complaint)


def test_an_edition_inherits_the_words_it_does_not_state() -> None:
    early, late = (load_pack(packs_dir() / key) for key in (PACK, "miit_software_2024"))
    assert late.survey == early.survey
    monthly = late.survey.headline(Frequency.MONTHLY)
    assert monthly is not None
    assert monthly.name == "软件业务收入"
    assert late.survey.headline(Frequency.QUARTERLY) is None


@pytest.mark.parametrize("wrong", ["B00", "B01"])
def test_a_profit_is_an_indicator_that_may_be_negative(folder: Path, wrong: str) -> None:
    path = folder / "forms/2.csv"
    lines = path.read_text("utf-8").splitlines()
    lines = [line[:-1] + ",是" if line.startswith(f"{wrong},") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(PackError, match="profit为是的指标可以为负"):
        load_pack(folder)
