"""Forms of the interchange format become typed values; every cell that cannot be kept is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ruantong.core.cells import CellSpec, read_value
from ruantong.core.code_lists import CodeItem, CodeList
from ruantong.core.interchange import CellFault, parse_forms
from ruantong.core.pack import load_pack, load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Period
from ruantong.core.regime import Kind, Regime
from tests.core.pack_sample import sound_pack

MONTH, YEAR = Period.parse("2024-05"), Period.parse("2023")


@pytest.fixture(scope="module")
def regime() -> Regime:
    return load_packs(packs_dir())["miit_software_2021"]


def only_fault(regime: Regime, period: Period, forms: Any) -> CellFault:
    parsed, faults = parse_forms(regime, period, forms)
    assert len(faults) == 1, faults
    assert "\n" not in faults[0].message
    assert isinstance(parsed, Mapping)
    return faults[0]


def test_numbers_become_integers_in_the_last_decimal_place(regime: Regime) -> None:
    forms, faults = parse_forms(
        regime,
        MONTH,
        {
            "6": {
                "head": {"embedded": "2"},
                "cells": {
                    "2010": {"A": "1234.50", "B": "１,100.00", "C": None},
                    "2112": {"A": "35"},
                    "2090": {"A": "-3"},
                    "2113": {"A": ""},
                },
            },
            "7": {"cells": {"3011": {"A": "12.00", "N": "28"}}},
        },
    )
    assert faults == []
    assert forms["6"].head == {"embedded": "2"}
    assert forms["6"].cells == {
        "2010": {"A": 123450, "B": 110000},
        "2112": {"A": 35},
        "2090": {"A": -300},
    }
    assert forms["7"].value("3011", "N") == 28
    assert forms["6"].value("2010", "C") is None


def test_codes_texts_and_lines(regime: Regime) -> None:
    forms, faults = parse_forms(
        regime,
        YEAR,
        {
            "1": {
                "cells": {
                    "101": {"A": "12345678-9"},
                    "102": {"A": "  示例\u3000公司 "},
                    "103.industry": {"A": "6513"},
                    "202.year": {"A": "２００８"},
                    "202.month": {"A": "05"},
                    "221.place": {"A": "3，1, 3"},
                    "R07": {"A": "1"},
                },
                "rows": {"products": [{"name": "甲软件", "field": "01"}]},
            },
            "4": {
                "rows": {
                    "lines": [
                        {"code": "e10101", "1": "120.00", "2": "3.5", "3": "USA", "4": "3.50"},
                        {},
                        {"code": None, "1": " "},
                    ]
                }
            },
        },
    )
    assert faults == []
    assert forms["1"].cells["101"] == {"A": "123456789"}
    assert forms["1"].cells["102"] == {"A": "示例 公司"}
    assert (forms["1"].value("202.year", "A"), forms["1"].value("202.month", "A")) == (2008, 5)
    assert forms["1"].value("221.place", "A") == "1;3"
    assert forms["1"].rows["products"] == ({"name": "甲软件", "field": "01"},)
    assert forms["4"].rows["lines"] == (
        {"code": "E10101", "1": 12000, "2": 350, "3": "USA", "4": 350},
    )


def test_columns_computed_for_display_are_read_and_dropped(regime: Regime) -> None:
    cells = {"2010": {"A": "1", "D": "12.3", "E": "-5"}}
    forms, faults = parse_forms(regime, MONTH, {"6": {"cells": cells}})
    assert faults == []
    assert forms["6"].cells == {"2010": {"A": 100}}


def test_automatic_cells_may_be_given(regime: Regime) -> None:
    forms, faults = parse_forms(regime, MONTH, {"6": {"cells": {"2024": {"A": "2700"}}}})
    assert faults == []
    assert forms["6"].value("2024", "A") == 270000


@pytest.mark.parametrize("code", ["E99999", "E1", "garbage"])
def test_a_code_of_an_open_list_is_left_to_the_rules(regime: Regime, code: str) -> None:
    forms, faults = parse_forms(regime, YEAR, {"4": {"rows": {"lines": [{"code": code}]}}})
    assert faults == []
    assert forms["4"].rows["lines"][0]["code"] == code.upper()


@pytest.mark.parametrize(
    ("cell", "raw", "part"),
    [
        ("2010", "abc", "“abc”不是数字"),
        ("2010", "1.234", "有3位小数"),
        ("2112", "3.5", "整数"),
        ("2010", "1e3", "科学记数"),
        ("2010", "12,34", "千分位"),
        ("2010", "1" * 30, "超出可填范围"),
        ("2010", "=1+1", "不是数字"),
        ("2010", "1" * 5000, "过长"),
        ("2010", 12.5, "应为带引号的文字"),
        ("2010", 12, "应为带引号的文字"),
        ("2010", True, "应为带引号的文字"),
        ("2010", ["1"], "应为带引号的文字"),
        ("2010", {"A": "1"}, "应为带引号的文字"),
    ],
)
def test_a_number_that_cannot_be_kept(regime: Regime, cell: str, raw: Any, part: str) -> None:
    fault = only_fault(regime, MONTH, {"6": {"cells": {cell: {"A": raw}}}})
    assert fault.cell == f"6.{cell}.A"
    assert part in fault.message
    name = regime.form["6"].by_code[cell].name
    assert fault.message.startswith(f"软统企6表 {cell} {name} 本年本期累计：")


@pytest.mark.parametrize(
    ("cell", "raw", "part"),
    [
        ("R01", "3", "应为1 是、2 否"),
        ("206", "7", "国有控股"),
        ("205", "999", "25个代码之一"),
        ("221.place", "1;77", "“77”"),
        ("202.year", "08", "年份"),
        ("202.year", "二〇〇八", "年份"),
        ("202.month", "13", "1至12"),
        ("102", "x" * 121, "内容有121个字，应不超过120个字"),
        ("102", "公司\u202e", "第3个字是改变文字方向的控制符"),
        ("102", "公司\x00", "第3个字是空字符（NUL）"),
        ("102", "\ud800", "第1个字是乱码"),
    ],
)
def test_a_text_or_code_that_cannot_be_kept(regime: Regime, cell: str, raw: str, part: str) -> None:
    fault = only_fault(regime, YEAR, {"1": {"cells": {cell: {"A": raw}}}})
    assert fault.cell == f"1.{cell}.A"
    assert part in fault.message


@pytest.mark.parametrize(
    ("forms", "cell", "part"),
    [
        ({"9": {}}, "9", "没有表“9”"),
        ({"1": {}}, "1", "软统企1表是年报的表"),
        ({"6": []}, "6", "应为对象"),
        ({"6": {"cels": {}}}, "6.cels", "应为：head、cells、rows"),
        ({"6": {"cells": "x"}}, "6.cells", "应为对象"),
        ({"6": {"cells": {"2099": {"A": "1"}}}}, "6.2099", "没有指标“2099”"),
        ({"6": {"cells": {"2020a": {"A": "1"}}}}, "6.2020a", "标题行，不填数"),
        ({"6": {"cells": {"2010": "1"}}}, "6.2010", "应为对象"),
        ({"6": {"cells": {"2010": {"Z": "1"}}}}, "6.2010.Z", "没有栏“Z”"),
        ({"6": {"cells": {"2113": {"B": "1"}}}}, "6.2113.B", "不填“去年同期累计（B）”"),
        ({"7": {"cells": {"3023": {"N": "1"}}}}, "7.3023.N", "不填“最先进纳米量级（N）”"),
        ({"6": {"head": {"x": "1"}}}, "6.head.x", "表头没有“x”"),
        ({"6": {"head": {"embedded": "也许"}}}, "6.head.embedded", "应为1 是、2 否"),
        ({"6": {"rows": {"lines": []}}}, "6.lines", "没有明细“lines”"),
    ],
)
def test_what_the_regime_does_not_have(regime: Regime, forms: Any, cell: str, part: str) -> None:
    fault = only_fault(regime, MONTH, forms)
    assert fault.cell == cell
    assert part in fault.message


@pytest.mark.parametrize(
    ("rows", "cell", "part"),
    [
        ({"lines": {}}, "4.lines", "若干行的列表"),
        ({"lines": ["x"]}, "4.lines[1]", "应为对象"),
        ({"lines": [{"code": "E10101"}, {"8": "1"}]}, "4.lines[2].8", "没有栏“8”"),
        ({"lines": [{"1": "x"}]}, "4.lines[1].1", "软统企4表 软件业务收入明细第1行 本年收入"),
        ({"lines": [{"3": "QQQ"}]}, "4.lines[1].3", "“QQQ”不是"),
        ({"lines": [{"code": "E10101"}] * 201}, "4.lines", "应不超过200行"),
    ],
)
def test_lines_that_cannot_be_kept(regime: Regime, rows: Any, cell: str, part: str) -> None:
    fault = only_fault(regime, YEAR, {"4": {"rows": rows}})
    assert fault.cell == cell
    assert part in fault.message


def test_a_faulty_cell_leaves_the_others_alone(regime: Regime) -> None:
    cells = {"2010": {"A": "x", "B": "2"}, "2050": {"A": "3"}}
    forms, faults = parse_forms(regime, MONTH, {"6": {"cells": cells}})
    assert [fault.cell for fault in faults] == ["6.2010.A"]
    assert forms["6"].cells == {"2010": {"B": 200}, "2050": {"A": 300}}


@pytest.mark.parametrize("garbage", [[], "x", 3, 1.5, True])
def test_garbage_instead_of_forms_is_one_fault(regime: Regime, garbage: Any) -> None:
    assert "应为对象" in only_fault(regime, MONTH, garbage).message


def test_hostile_names_are_quoted_short_and_on_one_line(regime: Regime) -> None:
    fault = only_fault(regime, MONTH, {"6": {"cells": {"x\n" * 5000: {"A": "1"}}}})
    assert len(fault.cell) < 40
    assert "\n" not in fault.cell + fault.message


def test_a_code_that_only_gathers_others_cannot_be_chosen(tmp_path: Path) -> None:
    sample = load_pack(sound_pack(tmp_path))
    rows = {"lines": [{"code": "X1"}, {"code": "X"}]}
    forms, faults = parse_forms(sample, Period.parse("2030"), {"1": {"rows": rows}})
    assert forms["1"].rows["lines"] == ({"code": "X1"},)
    assert [fault.cell for fault in faults] == ["1.lines[2].code"]
    assert "X1 小类甲、X2 小类乙" in faults[0].message


def test_several_codes_stand_in_the_order_of_their_list() -> None:
    codes = CodeList("x", "示例", tuple(CodeItem(c, c) for c in "CAB"), official=True)
    spec = CellSpec("示例", Kind.CODES, code_list=codes)
    assert read_value(spec, "A;B;C;A") == "C;A;B"
