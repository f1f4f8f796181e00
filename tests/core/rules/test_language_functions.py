"""Each function of the rule language: the node it becomes, and what it says of arguments it cannot use."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.names import Place
from ruantong.core.rules.language.resolve import Findings, resolve
from ruantong.core.rules.language.syntax import Pos
from ruantong.core.rules.language.tree import (
    Applied,
    AutoValue,
    Cell,
    Choice,
    Compare,
    Const,
    Extreme,
    FormFilled,
    HeadCell,
    InCodeList,
    IsBlank,
    IsWhole,
    MagnitudeSlip,
    Matches,
    Node,
    Not,
    OneOf,
    OnList,
    Round,
    RowCell,
    RowColumn,
    RowCount,
    RowSum,
    SameColumns,
    Slice,
    StartsWith,
    TextConst,
    UniqueInRows,
    kind_of,
    to_json,
)

FORM, LINES = Place("6"), Place("4", group="lines")
TOTAL = Cell("current", "6", "2010", "A", 2, False, "万元")
SOFTWARE = Cell("current", "6", "2020", "A", 2, False, "万元")
EMBEDDED = HeadCell("6", "embedded")
USCC = Cell("current", "1", "109", "A", text=True)
CODE = RowCell("current", "4", "lines", "code", text=True)
AUTOMATIC = frozenset({"6.2024.A"})


def read(regime: Regime, place: Place, text: str, want: str) -> tuple[Node | None, Findings]:
    findings = Findings()
    tree = parse(text, Pos(5, 4))
    return resolve(regime, place, tree, findings, want=want, automatic=AUTOMATIC), findings


MEANINGS: list[tuple[Place, str, str, Node]] = [
    (FORM, "绝对值([2010.A])", "number", Applied("Absolute", (TOTAL,))),
    (FORM, "最大([2010.A], 1)", "number", Extreme("max", (TOTAL, Const(1, 0)))),
    (FORM, "最小([2010.A], 1)", "number", Extreme("min", (TOTAL, Const(1, 0)))),
    (FORM, "四舍五入([2010.A], 0)", "number", Round(TOTAL, 0)),
    (FORM, "四舍五入([2010.A], 6)", "number", Round(TOTAL, 6)),
    (
        FORM,
        '合计([4表.1], "E1", "E2")',
        "number",
        RowSum("4", "lines", "1", ("E1", "E2"), 2, "万元"),
    ),
    (FORM, '合计([4表.2], "E")', "number", RowSum("4", "lines", "2", ("E",), 2, "万美元")),
    (FORM, "行数([4表.code])", "number", RowCount("4", "lines", ())),
    (FORM, '行数([4表.1], "E4")', "number", RowCount("4", "lines", ("E4",))),
    (FORM, '行数([1表.field], "没有")', "number", RowCount("1", "products", ("没有",))),
    (FORM, "自动值([2024.A])", "number", AutoValue("6", "2024", "A", 2, "万元")),
    (FORM, "子串([1表.109], 1, 1)", "text", Slice(USCC, 1, 1)),
    (FORM, "子串([1表.109], 9, 200)", "text", Slice(USCC, 9, 200)),
    (
        FORM,
        "选择([2010.A] > 0, 1, [2010.A] < 0, 2, 3)",
        "number",
        Choice(
            (
                (Compare(">", TOTAL, Const(0, 0), (0, 0), "万元"), Const(1, 0)),
                (Compare("<", TOTAL, Const(0, 0), (0, 0), "万元"), Const(2, 0)),
            ),
            Const(3, 0),
        ),
    ),
    (
        FORM,
        '选择([2010.A] > 0, "甲", [表头.embedded])',
        "text",
        Choice(((Compare(">", TOTAL, Const(0, 0), (0, 0), "万元"), TextConst("甲")),), EMBEDDED),
    ),
    (FORM, "为空([2010.A])", "logic", IsBlank(TOTAL)),
    (FORM, "已填([表头.embedded])", "logic", Not(IsBlank(EMBEDDED))),
    (LINES, "为空([行.code])", "logic", IsBlank(CODE)),
    (FORM, '表已填("6")', "logic", FormFilled("6", ("A",))),
    (FORM, '表已填("7")', "logic", FormFilled("7", ("A",))),
    (FORM, '表已填("4")', "logic", FormFilled("4", ())),
    (FORM, "整数([2010.A])", "logic", IsWhole(TOTAL)),
    (FORM, '属于([表头.embedded], "1", "2")', "logic", OneOf(EMBEDDED, ("1", "2"))),
    (FORM, '开头是([1表.109], "91", "92")', "logic", StartsWith(USCC, ("91", "92"))),
    (LINES, '在代码表([行.code], "directory")', "logic", InCodeList(CODE, "directory", False)),
    (LINES, '末级代码([行.code], "directory")', "logic", InCodeList(CODE, "directory", True)),
    (FORM, '匹配([1表.109], "统一社会信用代码")', "logic", Matches(USCC, "统一社会信用代码")),
    (LINES, "不重复([4表.code])", "logic", UniqueInRows(RowColumn("4", "lines", "code"))),
    (FORM, '在名录("重点企业")', "logic", OnList("重点企业")),
    (FORM, "量级错位([2010.A], [2020.A])", "logic", MagnitudeSlip(TOTAL, SOFTWARE)),
]


@pytest.mark.parametrize(("place", "text", "kind", "node"), MEANINGS)
def test_what_a_function_becomes(
    regime: Regime, place: Place, text: str, kind: str, node: Node
) -> None:
    read_as, findings = read(regime, place, text, kind)
    assert findings == Findings()
    assert read_as == node
    assert kind_of(node) == kind


def test_equal_columns_are_of_the_indicators_that_have_both(regime: Regime) -> None:
    node, _ = read(regime, Place("7"), '全同("A", "N")', "logic")
    assert isinstance(node, SameColumns)
    assert (node.form, node.left, node.right) == ("7", "A", "N")
    form = regime.form["7"]
    both = {i.code for i in form.indicators if {"A", "N"} <= set(i.columns)}
    assert set(node.indicators) == both
    assert "3011" in both
    assert "3021" not in both


def test_whole_columns_are_a_kind_of_their_own() -> None:
    assert kind_of(RowColumn("4", "lines", "1")) == "column"


TEXT_WANTED = "此处应为引号中的文本"
LINES_WANTED = "此处应为明细行的一栏，写作[表.栏]"
CHOICE_PAIRS = "“选择”应写作选择(条件1, 值1, 条件2, 值2, …, 其余的值)"
REFUSED: list[tuple[Place, str, int, str]] = [
    (FORM, "绝对值([表头.embedded]) = 1", 8, "此处应为数，却是文本或代码"),
    (FORM, "表已填(6)", 8, TEXT_WANTED),
    (FORM, '开头是([1表.109], "9", 1)', 23, TEXT_WANTED),
    (FORM, "属于([1表.109], 9)", 17, TEXT_WANTED),
    (FORM, "合计([4表.1], 3) = 1", 15, TEXT_WANTED),
    (FORM, "四舍五入([2010.A], 7) = 1", 19, "此处应为0至6的整数"),
    (FORM, "四舍五入([2010.A], 1.0) = 1", 19, "此处应为0至6的整数"),
    (FORM, '四舍五入([2010.A], "2") = 1', 19, "此处应为0至6的整数"),
    (FORM, '子串([1表.109], 0, 1) = "9"', 17, "此处应为1至200的整数"),
    (FORM, '子串([1表.109], 3, 2) = "9"', 20, "此处应为3至200的整数"),
    (FORM, '子串([1表.109], 3, 201) = "9"', 20, "此处应为3至200的整数"),
    (FORM, '子串([2010.A], 1, 2) = "9"', 7, "此处应为文本或代码，却是数"),
    (FORM, "最大(1, [2010.A] / [2020.A]) = 1", 4, "“最大”的参数里不能有除法"),
    (FORM, "最小(1, 2 + [2010.A] / 3) = 1", 4, "“最小”的参数里不能有除法"),
    (FORM, '合计([2010.A], "E1") = 1', 7, LINES_WANTED),
    (FORM, "行数([2010.A]) = 1", 7, LINES_WANTED),
    (FORM, '合计([4表.7], "E1") = 1', 4, "“备注”不是数，不能合计"),
    (FORM, '合计([4表.1], "E1", "X9") = 1', 4, "目录里没有以“X9”开头的代码"),
    (FORM, "自动值([2010.A]) = 1", 4, "“自动值”只能用于写了“计算”的数据项"),
    (FORM, "自动值([2024.A] + 0) = 1", 4, "“自动值”只能用于写了“计算”的数据项"),
    (FORM, "自动值([2024.B]) = 1", 4, "“自动值”只能用于写了“计算”的数据项"),
    (FORM, "选择([2010.A] > 1, 2, [2010.A] > 2, 4) = 1", 4, CHOICE_PAIRS),
    (FORM, '选择([2010.A] > 1, 2, "甲") = 1', 21, "此处应为文本或代码，却是数"),
    (FORM, "选择(1, 2, 3) = 1", 7, "此处应为判断，却是数"),
    (FORM, "选择(1 > 0, 1 / [2010.A], 3) = 1", 4, "“选择”的值里不能有除法"),
    (FORM, "选择(1 > 0, 3, 1 / [2010.A]) = 1", 4, "“选择”的值里不能有除法"),
    (FORM, "为空(1)", 4, "“为空”只能用于一个数据项"),
    (FORM, "已填([4表.1])", 4, "“已填”只能用于一个数据项"),
    (FORM, '表已填("9")', 4, "没有“9表”"),
    (FORM, "整数([表头.embedded])", 7, "此处应为数，却是文本或代码"),
    (FORM, '属于([2010.A], "1")', 7, "此处应为文本或代码，却是数"),
    (FORM, '属于([表头.embedded], "1", "7")', 4, "代码表“是否”里没有代码“7”"),
    (FORM, '开头是([2010.A], "1")', 8, "此处应为文本或代码，却是数"),
    (FORM, '在代码表([2010.A], "yes_no")', 9, "此处应为文本或代码，却是数"),
    (FORM, '匹配([2010.A], "邮政编码")', 7, "此处应为文本或代码，却是数"),
    (
        FORM,
        '匹配([1表.109], "邮箱")',
        4,
        "没有格式“邮箱”，现有：统一社会信用代码、组织机构代码、移动电话、固定电话、邮政编码、电子邮箱",
    ),
    (FORM, '全同("A", "Q")', 4, "软统企6表没有“Q”栏"),
    (FORM, '全同("Q", "A")', 4, "软统企6表没有“Q”栏"),
    (FORM, '全同("A", 1)', 12, TEXT_WANTED),
    (FORM, "不重复([4表.code])", 4, "“不重复”只能用在“逐行”的规则里"),
    (LINES, "不重复([行.code])", 8, LINES_WANTED),
    (LINES, "不重复([4表.1])", 4, "“不重复”只能用于代码或文本的一栏，不能用于数值"),
    (FORM, "在名录(1)", 8, TEXT_WANTED),
    (FORM, "量级错位([2010.A], 1 / [2020.A])", 4, "“量级错位”的参数里不能有除法"),
    (FORM, "量级错位([2010.A], [表头.embedded])", 19, "此处应为数，却是文本或代码"),
]


@pytest.mark.parametrize(("place", "text", "column", "message"), REFUSED)
def test_what_a_function_refuses(
    regime: Regime, place: Place, text: str, column: int, message: str
) -> None:
    node, findings = read(regime, place, text, "logic")
    assert node is None
    assert findings == Findings(faults={(5, column, message)})


def test_unknown_code_list_is_told_with_those_that_exist(regime: Regime) -> None:
    _, findings = read(regime, FORM, '在代码表([1表.109], "nations")', "logic")
    ((line, column, message),) = findings.faults
    assert (line, column) == (5, 4)
    assert message == "没有代码表“nations”，现有：" + "、".join(sorted(regime.code_lists))


def test_plain_form_of_a_tree_names_each_node() -> None:
    tree = Choice(((Not(IsBlank(TOTAL)), Const(-5, 1)),), TextConst("甲"))
    blank = ["IsBlank", ["Cell", "current", "6", "2010", "A", 2, False, "万元"]]
    assert to_json(tree) == [
        "Choice",
        [[["Not", blank], ["Const", -5, 1]]],
        ["TextConst", "甲"],
    ]
