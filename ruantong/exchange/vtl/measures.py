"""Names, types and titles of the measures a rule set needs in VTL, handed out as they are met."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ruantong.core.regime import Regime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import ops
from ruantong.exchange.vtl.data import BOOLEAN, INTEGER, STRING, DataSet, Meaning, Measure

#: First letter of a measure by the return it is read from.
LETTERS = {t.CURRENT: "C", t.PREVIOUS: "P", t.YEAR_AGO: "Y", t.DECEMBER: "D"}
_WHEN = {t.CURRENT: "", t.PREVIOUS: "上期", t.YEAR_AGO: "上年", t.DECEMBER: "十二月"}
#: Types by the kind of a node.
TYPES = {"number": INTEGER, "text": STRING, "logic": BOOLEAN}
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")

#: The parts of a name, our own spelling, and the title.
_Described = tuple[tuple[str, ...], str, str]

#: What VTL has no words for, and why; each becomes a truth-value measure.
_TESTS = {
    ops.FORMAT: "格式和校验码VTL没有对应函数",
    ops.CODES: "代码表由制度包另行发布",
    ops.LEAVES: "代码表由制度包另行发布",
}
_FACTS: Mapping[type, str] = {
    t.OnList: "名录是平台的事实",
    t.UniqueInRegister: "全库唯一要查平台名录",
    t.SameColumns: "整栏逐行比较",
    t.FormFilled: "要看整张表",
    t.UniqueInRows: "要看其余各行",
}
#: Values VTL could be made to say but that are no part of an audit.
_COMPUTED: Mapping[type, str] = {
    t.AutoValue: "自动计算在审核之前完成",
    t.RowSum: "按代码前缀合计明细行",
    t.RowCount: "按代码前缀数明细行",
}


def beforehand(meaning: object) -> str:
    """Why a measure is worked out beforehand; nothing for what VTL itself reads or judges."""
    if isinstance(meaning, ops.SameText):
        return "宽度、括号、空白和大小写不区分文本"
    if isinstance(meaning, ops.TextTest):
        return _TESTS.get(meaning.kind, "")
    return _FACTS.get(type(meaning)) or _COMPUTED.get(type(meaning), "")


class Measures:
    """Hands out the measures of one data set; the same meaning always has the same name."""

    def __init__(self, regime: Regime, form: str, group: str) -> None:
        self._regime = regime
        self._form = form
        self._group = group
        self._known: dict[Meaning, Measure] = {}
        self._names: set[str] = set()

    def name(self, meaning: Meaning) -> str:
        """The measure's name, made on first use."""
        if meaning not in self._known:
            measure = self._known[meaning] = self._measure(meaning)
            self._names.add(measure.name)
        return self._known[meaning].name

    def data_set(self, name: str) -> DataSet:
        """The data set with all measures handed out so far."""
        return DataSet(name, self._form, self._group, tuple(self._known.values()))

    def _free(self, *parts: str) -> str:
        wanted = "_".join(_UNSAFE.sub("_", part).strip("_") for part in parts if part)
        name, number = wanted, 2
        while name in self._names:
            name, number = f"{wanted}_{number}", number + 1
        return name

    def _measure(self, meaning: Meaning) -> Measure:
        # A test of a text that VTL has no words for is a truth value, like a fact.
        kind = "logic" if isinstance(meaning, ops.TextTest | ops.SameText) else t.kind_of(meaning)
        parts, reference, title = self._cell(meaning) or self._other(meaning)
        scale, unit = getattr(meaning, "scale", 0), getattr(meaning, "measure", "")
        return Measure(self._free(*parts), TYPES[kind], reference, title, scale, unit, meaning)

    def _cell(self, meaning: Meaning) -> _Described | None:
        """The parts of a name, our own spelling and the title of what a form holds."""
        match meaning:
            case t.Cell(when, code, row, key):
                word, form = _WHEN[when], self._regime.form[code]
                title = (
                    f"{word}{form.number} {row} {form.by_code[row].name} {form.column[key].name}"
                )
                return (LETTERS[when], code, row, key), f"{word}[{code}表.{row}.{key}]", title
            case t.HeadCell(code, key):
                fields = {field.key: field.name for field in self._regime.form[code].head_fields}
                return ("H", code, key), f"[{code}表.表头.{key}]", fields[key]
            case t.RowCell(when, code, group, key):
                title = self._regime.form[code].row_group[group].column[key].name
                if when != t.CURRENT:
                    return ("M", code, group, key), f"上年行[{key}]", f"上年同类行{title}"
                return ("L", code, group, key), f"[行.{key}]", f"本行{title}"
        return None

    def _other(self, meaning: Meaning) -> _Described:
        """The same of what is computed or a fact."""
        match meaning:
            case t.RowSum() | t.RowCount():
                column = getattr(meaning, "column", "")
                letter, word = ("S", "合计") if column else ("N", "行数")
                key = column or ("code" if meaning.group == "lines" else f"{meaning.group}.name")
                codes = "".join(f', "{prefix}"' for prefix in meaning.prefixes)
                number = self._regime.form[meaning.form].number
                return (
                    (letter, meaning.form, meaning.group, column, *meaning.prefixes),
                    f"{word}([{meaning.form}表.{key}]{codes})",
                    f"{number}各行{word}（{'、'.join(meaning.prefixes) or '全部'}）",
                )
            case t.AutoValue(code, row, key):
                return ("X", code, row, key), f"自动值([{code}表.{row}.{key}])", "自动计算值"
            case t.PeriodNumber(which):
                reference = "m" if which == "months" else "年度"
                return ("period", which), reference, "报告期月数或年份"
            case t.UnitFact(which):
                return ("U", which), "报送区县", "报送区县"
            case ops.Present(when, code):
                number = self._regime.form[code].number
                title = f"本期应报{number}" if when == t.CURRENT else f"{_WHEN[when]}有{number}"
                return ("F", LETTERS[when], code), f"有表 {when} {code}", title
            case ops.OldLine():
                return ("F", "M", self._form, self._group), "有上年行", "上年报表有同一代码的行"
        number = str(1 + sum(name.startswith("Q_") for name in self._names))
        return ("Q", number), f"{type(meaning).__name__} {number}", beforehand(meaning)
