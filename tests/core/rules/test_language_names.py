"""What a name in brackets stands for, cell by cell, and what is said when it stands for nothing."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.names import Named, NameFault, Place, resolve_name
from ruantong.core.rules.language.syntax import Pos, Ref
from ruantong.core.rules.language.tree import Cell, HeadCell, RowCell, RowColumn

HERE = {
    "6": Place("6"),
    "6, column B": Place("6", column="B"),
    "6, column C, indicator 2020": Place("6", column="C", indicator="2020"),
    "5": Place("5"),
    "7": Place("7"),
    "1": Place("1"),
    "1, indicator 103.industry": Place("1", indicator="103.industry"),
    "1, products": Place("1", group="products"),
    "4": Place("4"),
    "4, lines": Place("4", group="lines"),
    "4, another kind": Place("4", group="others"),
}


def named(regime: Regime, here: str, text: str) -> Named:
    ref = parse(text, Pos(5, 4))
    assert isinstance(ref, Ref)
    return resolve_name(regime, HERE[here], ref)


def amount(when: str, form: str, indicator: str, column: str, measure: str = "万元") -> Cell:
    return Cell(when, form, indicator, column, scale=2, text=False, measure=measure)


CELLS: list[tuple[str, str, Named]] = [
    ("6", "[2020.A]", amount("current", "6", "2020", "A")),
    ("6, column B", "[2020]", amount("current", "6", "2020", "B")),
    ("6, column B", "[2020.A]", amount("current", "6", "2020", "A")),
    ("6, column B", "[2113]", amount("current", "6", "2113", "A", "%")),
    ("6, column C, indicator 2020", "[*]", amount("current", "6", "2020", "C")),
    ("6, column C, indicator 2020", "[*.A]", amount("current", "6", "2020", "A")),
    ("6", "上期[2020.A]", amount("previous", "6", "2020", "A")),
    ("6", "上年[2020.A]", amount("year_ago", "6", "2020", "A")),
    ("5", "十二月[6表.2020.A]", amount("december", "6", "2020", "A")),
    ("6", "[2020.D]", amount("current", "6", "2020", "D", "%")),
    ("6", "[2112.A]", Cell("current", "6", "2112", "A", scale=0, text=False, measure="人")),
    ("6", "[2表.B01]", amount("current", "2", "B01", "A")),
    ("7", "[3011.N]", Cell("current", "7", "3011", "N", scale=0, text=False, measure="纳米")),
    ("1", "[103.industry]", Cell("current", "1", "103.industry", "A", text=True)),
    ("1, indicator 103.industry", "[*]", Cell("current", "1", "103.industry", "A", text=True)),
    ("1", "[109]", Cell("current", "1", "109", "A", text=True)),
    ("1", "[202.year]", Cell("current", "1", "202.year", "A", text=False)),
    ("6, column B", "[1表.109]", Cell("current", "1", "109", "A", text=True)),
    ("6", "[表头.embedded]", HeadCell("6", "embedded")),
    ("5", "[6表.表头.embedded]", HeadCell("6", "embedded")),
    ("4, lines", "[行.1]", RowCell("current", "4", "lines", "1", 2, measure="万元")),
    ("4, lines", "[行.2]", RowCell("current", "4", "lines", "2", 2, measure="万美元")),
    ("4, lines", "[行.7]", RowCell("current", "4", "lines", "7", 0, text=True)),
    ("4, lines", "[行.code]", RowCell("current", "4", "lines", "code", 0, text=True)),
    ("4, lines", "上年行[1]", RowCell("year_ago", "4", "lines", "1", 2, measure="万元")),
    ("4, lines", "上年行[行.1]", RowCell("year_ago", "4", "lines", "1", 2, measure="万元")),
    ("1, products", "[行.field]", RowCell("current", "1", "products", "field", text=True)),
    ("6", "[4表.1]", RowColumn("4", "lines", "1")),
    ("4", "[1]", RowColumn("4", "lines", "1")),
    ("6", "[4表.lines.1]", RowColumn("4", "lines", "1")),
    ("1", "[products.field]", RowColumn("1", "products", "field")),
    ("6", "[1表.field]", RowColumn("1", "products", "field")),
]


@pytest.mark.parametrize(("here", "text", "cell"), CELLS)
def test_what_a_name_stands_for(regime: Regime, here: str, text: str, cell: Named) -> None:
    assert named(regime, here, text) == cell


COLUMNS = "code、1、2、3、4、5、6、7"
FAULTS = [
    ("6", "[9表.1]", "没有“9表”，现有：1表、2表、3表、4表、5表、6表、7表"),
    ("6", "[6表]", "只写了表号，缺少指标代码：[6表]"),
    ("6", "[表头.x]", "软统企6表表头没有“x”，现有：embedded"),
    ("6", "[表头.embedded.A]", "软统企6表表头没有“embedded.A”，现有：embedded"),
    ("5", "[表头.x]", "软统企5表表头没有“x”，现有：无"),
    ("4", "[行.1]", "[行.…]只能用在“逐行”的规则里"),
    ("4, another kind", "[行.1]", "[行.…]只能用在“逐行”的规则里"),
    ("4", "上年行[1]", "[行.…]只能用在“逐行”的规则里"),
    ("4, lines", "[行.Q]", f"软统企4表的行没有栏“Q”，现有：{COLUMNS}"),
    ("4, lines", "[行.1.2]", f"软统企4表的行没有栏“1.2”，现有：{COLUMNS}"),
    ("4", "[lines.Q]", f"软统企4表的行没有栏“Q”，现有：{COLUMNS}"),
    ("4", "[Q]", "软统企4表没有指标“Q”"),
    ("4", "[lines.1.2]", "软统企4表没有指标“lines.1.2”"),
    ("6", "[*.A]", "[*]只能用在写了“指标”的规则里"),
    ("6", "[2029]", "软统企6表没有指标“2029”"),
    ("6", "[2020.A.B]", "软统企6表没有指标“2020.A.B”"),
    ("6", "[2020a]", "软统企6表的2020a是标题行，没有数据"),
    ("6", "[2020.Z]", "软统企6表的指标2020没有“Z”栏，现有：A、B、C、D、E"),
    ("7", "[3021.N]", "软统企7表的指标3021没有“N”栏，现有：A、B"),
    ("6", "[2020]", "[2020]未写明栏，软统企6表的指标2020有A、B、C、D、E各栏"),
    ("7", "[6表.2020]", "[6表.2020]未写明栏，软统企6表的指标2020有A、B、C、D、E各栏"),
    ("6", "上期[表头.embedded]", "表头只有本期的，不能写“上期”"),
    ("5", "十二月[6表.表头.embedded]", "表头只有本期的，不能写“十二月”"),
    ("5", "上年[4表.1]", "明细行的整栏只有本期的，不能写“上年”"),
    ("4", "上期[lines.1]", "明细行的整栏只有本期的，不能写“上期”"),
]


@pytest.mark.parametrize(("here", "text", "message"), FAULTS)
def test_what_stands_for_nothing(regime: Regime, here: str, text: str, message: str) -> None:
    with pytest.raises(NameFault) as caught:
        named(regime, here, text)
    assert (caught.value.pos, caught.value.message) == (Pos(5, 4), message)
    assert str(caught.value) == message
