"""Each kind of finding is told in one Chinese sentence with its numbers; both sides are exact."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.regime import Regime
from ruantong.core.rules.edits import edited
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.rules.words.templates import WORDS
from ruantong.core.validation import Finding, validate
from ruantong.rulelab.cases import find_cases
from tests.core.rules.trial import judged

MONTHLY: list[tuple[str, dict[str, Any], str, tuple[str | None, str | None, str | None]]] = [
    (
        "R6-01:A",
        {"6.2020.A": 570100},
        ("软件业务收入合计(2020)本年本期累计为 5701.00，应等于 软件产品收入(2021) 1500.00 + "
        "信息技术服务收入(2022) 1200.00 + 信息安全收入(2023) 300.00 + "
        "嵌入式系统软件收入(2024) 2700.00 = 5700.00，相差 1.00 万元。"),
        ("5701.00", "5700.00", "1.00"),
    ),
    (
        "R6-02:B",
        {"6.2010.B": 1},
        ("主营业务收入(2010)去年同期累计为 0.01，应不小于软件业务收入合计(2020) 5016.00，"
        "相差 5015.99 万元。"),
        ("0.01", "5016.00", "5015.99"),
    ),
    (
        "R6-05:A",
        {"6.2023.A": None},
        "信息安全收入(2023)本年本期累计为空，应不小于工控安全收入(20231) 80.00，相差 80.00 万元。",
        ("0.00", "80.00", "80.00"),
    ),
    (
        "R6-06:A",
        {"6.2042.A": 42211},
        ("嵌入式系统软件收入(2024)本年本期累计为 2700.00，应不小于嵌入式系统软件出口(2042) 422.11"
        " 按 6.4 折合 2701.504，相差 1.504 万元（允许误差 0.01）。"),
        ("2700.00", "2701.504", "1.504"),
    ),
    (
        "R6-07",
        {"6.2024.A": 280000},
        ("“是否有嵌入式系统软件业务”为“1 是”时，嵌入式系统软件收入(2024)本年本期累计为 2800.00，"
        "应等于自动计算值 2700.00，相差 100.00 万元（允许误差 0.01）。修改自动值须写明理由。"),
        ("2800.00", "2700.00", "100.00"),
    ),
    (
        "R6-18",
        {"6.2112.A": 0},
        "主营业务收入(2010)本年本期累计为 10000.00 时，平均用工人数(2112)为 0，应大于 0。",
        ("0", "0", "0"),
    ),
    (
        "R6-19",
        {"6.2111.A": 180_000_000},
        ("人均月从业人员工资总额为 1800.00 万元，超过 10 万元（从业人员工资总额 1800000.00，"
        "平均用工人数 200，5个月）。请核对工资总额的计量单位（万元）。"),
        ("1800.00", "10.00", "1790.00"),
    ),
    (
        "R6-24:2010",
        {"6.2010.C": 800001},
        ("主营业务收入(2010)本年上期累计为 8000.01，应等于上期报表主营业务收入(2010) 8000.00，"
        "相差 0.01 万元。"),
        ("8000.01", "8000.00", "0.01"),
    ),
    (
        "R6-29:1.2111",
        {"6.2111.B": 1_800_000},
        ("从业人员工资总额(2111)去年同期累计 18000.00 约为 从业人员工资总额(2111)本年本期累计 "
        "1800.00 的 10 倍，疑似计量单位填错（元、千元、万元）。"),
        ("1800.00", "18000.00", "16200.00"),
    ),
    (
        "R6-34",
        {"6.2110.A": 1000},
        "研发经费占软件业务收入合计的0.18%，低于1%，请核实（研发经费 10.00，软件业务收入合计 5700.00）。",
        ("0.0018", "0.01", "0.0082"),
    ),
    (
        "R6-35:2090",
        {"6.2090.A": None},
        "利润总额(2090)本年本期累计为空；没有发生额请填 0。",
        (None, None, None),
    ),
    (
        "R7-10:3011",
        {"7.3011.N": None},
        "微控器件销售量(3011)本年本期累计为 12.00 时，微控器件销售量(3011)最先进纳米量级未填写。",
        (None, None, None),
    ),
]  # fmt: skip

ANNUAL: list[tuple[str, dict[str, Any], str, tuple[str | None, str | None, str | None]]] = [
    (
        "R1-01:2",
        {"1.101.A": "MA5U00011"},
        "组织机构代码(101)为“MA5U00011”，应为“MA5U00003”。",
        ("MA5U00011", "MA5U00003", None),
    ),
    (
        "R1-07",
        {"1.205.A": "310"},
        ("登记注册类型(205)为“310 外商投资有限责任公司”时，企业控股情况(206)为“3 私人控股”，"
        "应为“5 外商控股”。"),
        ("3", "5", None),
    ),
    (
        "R1-13:102",
        {"1.102.A": "新名称"},
        "单位详细名称(102)为“新名称”，与上年的“示例软件（重庆）有限公司”不一致。确有变更的请说明。",
        ("新名称", "示例软件（重庆）有限公司", None),
    ),
    (
        "R1-14",
        {"1.R07.A": "2"},
        "是否有人工智能业务(R07)为“2 否”，但软统企5表已填，两者应当一致。",
        (None, None, None),
    ),
    (
        "R3-12:1",
        {"3.A1.A": 400001},
        "软件产品收入(A1)为 4000.01，应等于4表E1类各行本年收入合计 4000.00，相差 0.01 万元。" + WORDS["rounding"],
        ("4000.01", "4000.00", "0.01"),
    ),
    (
        "R4-01:2",
        {"4.lines[2].1": 100},
        ("第2行（E10301 产品研发设计类）：本年收入为 1.00，应不小于本年出口 40.00 按 6.4 折合 256.00，"
        "相差 255.00 万元（允许误差 0.01）。"),
        ("1.00", "256.00", "255.00"),
    ),
    (
        "R4-03:3",
        {"4.lines[3].code": "E10101"},
        "第3行（E10101 操作系统）：软件代码“E10101”与其他行重复，应一类一行。",
        (None, None, None),
    ),
    (
        "R4-04:1",
        {"4.lines[1].3": None},
        "第1行（E10101 操作系统）：出口1为 20.00 时，出口主要国别和地区：国别1未填写。",
        (None, None, None),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("key", "edits", "message", "sides"), MONTHLY, ids=[m[0] for m in MONTHLY])
def test_monthly(
    monthly: RuleSet,
    monthly_ok: Dossier,
    key: str,
    edits: dict[str, Any],
    message: str,
    sides: tuple[str | None, str | None, str | None],
) -> None:
    found = finding(monthly, edited(monthly_ok, edits), key)
    assert found.message == message
    assert (found.left, found.right, found.difference) == sides


@pytest.mark.parametrize(("key", "edits", "message", "sides"), ANNUAL, ids=[a[0] for a in ANNUAL])
def test_annual(
    annual: RuleSet,
    annual_ok: Dossier,
    key: str,
    edits: dict[str, Any],
    message: str,
    sides: tuple[str | None, str | None, str | None],
) -> None:
    found = finding(annual, edited(annual_ok, edits), key)
    assert found.message == message
    assert (found.left, found.right, found.difference) == sides


def finding(ruleset: RuleSet, dossier: Dossier, key: str) -> Finding:
    return next(f for f in validate(ruleset, dossier).findings if f.key == key)


def test_a_change_is_told_as_growth(monthly: RuleSet, monthly_ok: Dossier) -> None:
    found = finding(monthly, edited(monthly_ok, {"6.2112.A": 400}), "R6-33")
    assert found.message == (
        "平均用工人数比上期增长104.08%，超过30%，请核实（本年本期累计 400，上期报表 196）。"
    )


def test_copied_columns(monthly: RuleSet, monthly_ok: Dossier) -> None:
    rows = monthly_ok.forms["6"].cells
    copied = {f"6.{code}.C": row["A"] for code, row in rows.items() if "C" in row}
    found = finding(monthly, edited(monthly_ok, copied), "R6-30")
    assert found.message == "各指标的本年本期累计与本年上期累计完全相同，疑似照抄，请核实。"
    assert "6.2010.A" in found.cells


@pytest.mark.parametrize(
    ("check", "cells", "attributes", "message"),
    [
        (
            "[2020.A] / [2010.A] > 30%",
            {"2020": "5", "2010": "0"},
            {},
            "无法判定：除数主营业务收入(2010)本年本期累计为 0.00。",
        ),
        (
            "[2020.A] / ([2010.A] - [2050.A]) > 30%",
            {"2020": "5", "2010": "3", "2050": "3"},
            {},
            "无法判定：除数主营业务收入(2010)本年本期累计 3.00 − 主营业务成本(2050) 3.00 = 0.00。",
        ),
        (
            "[2020.A] > [2010.A] + [2050.A]",
            {"2020": "5"},
            {"空值": "不判"},
            "无法判定：主营业务收入(2010)本年本期累计、主营业务成本(2050)为空。",
        ),
    ],
)
def test_what_stands_in_the_way(
    regime: Regime,
    check: str,
    cells: dict[str, str | None],
    attributes: dict[str, str],
    message: str,
) -> None:
    (found,) = judged(regime, check, cells, **attributes).findings
    assert (found.outcome, found.message) == ("not_evaluated", message)


def test_cells_are_those_of_the_current_return(monthly: RuleSet, monthly_ok: Dossier) -> None:
    found = finding(monthly, edited(monthly_ok, {"6.2010.C": 1}), "R6-24:2010")
    assert found.cells == ("6.2010.C",)


def test_cells_of_a_line_and_of_the_head(annual: RuleSet, annual_ok: Dossier) -> None:
    line = finding(annual, edited(annual_ok, {"4.lines[2].1": 100}), "R4-01:2")
    assert line.cells == ("4.lines[2].1", "4.lines[2].2")
    estimate = finding(annual, edited(annual_ok, {"3.A4.A": 1}), "R3-15:2.A4")
    assert estimate.cells == ("3.A4.A",)


def test_every_failing_case_has_a_sentence(
    monthly: RuleSet, annual: RuleSet, monthly_ok: Dossier, annual_ok: Dossier
) -> None:
    for ruleset, base in ((monthly, monthly_ok), (annual, annual_ok)):
        cases = [case for case in find_cases(ruleset, base) if case.outcome == "fail"]
        assert cases
        for case in cases:
            for found in validate(ruleset, edited(base, case.edits)).findings:
                assert re.fullmatch(r"[^\n]{8,600}。", found.message), found.message
                assert not re.search(r"None|无法判定：除数为|Fraction", found.message), (
                    found.message
                )
