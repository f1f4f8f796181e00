"""The hash of a rule set is that of its meaning written out; reports and exports keep quoting it."""

from __future__ import annotations

import hashlib

import pytest

from ruantong.core.regime import Regime
from tests.core.rules.trial import HEAD, rule_text, ruleset

TOTAL = '["Cell","current","6","2010","A",2,false,"万元"]'
SOFTWARE = '["Cell","current","6","2020","A",2,false,"万元"]'
RULE = (
    f'["R9-01","error","partial_zero",["Compare",">=",{TOTAL},["Const",0,0],[0,0],"万元"],'
    f'["Compare",">",{SOFTWARE},["Const",0,0],[0,0],"万元"]]'
)
FORMULA = (
    f'["6.2024.A",[[["Compare","=",{TOTAL},["Const",1,0],[0,0],"万元"],{TOTAL}]],2,false,true]'
)
WHOLE = f'{{"regime":"miit_software_2021","rules":[{RULE}],"computations":[{FORMULA}]}}'

FORMULA_TEXT = "\n计算 [2024] 甲\n列 A\n当 [2010] = 1\n取 [2010]\n可改 是\n"
TEXT = rule_text("[2010.A] >= 0", 条件="[2020.A] > 0") + FORMULA_TEXT


def digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_hash_is_of_the_meaning_written_out(regime: Regime) -> None:
    assert ruleset(regime, TEXT).hash == digest(WHOLE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[2010.A] >= 0", "[2010.A] > 0"),
        ("[2010.A] >= 0", "[2010.A] >= 1"),
        ("[2010.A] >= 0", "上期[2010.A] >= 0"),
        ("[2020.A] > 0", "[2021.A] > 0"),
        ("级别 强制性", "级别 核实性"),
        ("公式", "空值 不判\n公式"),
        ("公式", "容差 0.01\n公式"),
        ("R9-01", "R9-02"),
        ("[2010] = 1", "[2010] = 2"),
        ("取 [2010]", "取 [2020]"),
        ("可改 是", "可改 是\n不小于零 是"),
    ],
)
def test_another_meaning_has_another_hash(regime: Regime, old: str, new: str) -> None:
    assert old in TEXT
    assert ruleset(regime, TEXT.replace(old, new)).hash != digest(WHOLE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("试验", "别的名称"),
        ("[2010.A] >= 0", "[ 2010 . A ]≥0"),
        ("公式", "# 说明\n\n公式"),
        ("公式", "提示 请核对。\n公式"),
    ],
)
def test_other_words_for_the_same_have_the_same_hash(regime: Regime, old: str, new: str) -> None:
    assert old in TEXT
    assert ruleset(regime, TEXT.replace(old, new)).hash == digest(WHOLE)


def test_rules_of_a_set_stand_in_the_order_of_the_file(regime: Regime) -> None:
    later = HEAD.format(id="R9-00") + "列 A B\n公式 [2010] >= 0\n"
    compiled = ruleset(regime, rule_text("[2020.A] >= 0") + later)
    assert [(rule.id, rule.part) for rule in compiled.rules] == [("R9-01", ""), ("R9-00", "")]
    assert len(compiled.instances) == 3
