"""Names, types and titles of the measures a rule set needs in VTL, handed out as they are met."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ruantong.core.regime import Regime
from ruantong.core.rules.language.tree import (
    CURRENT,
    AutoValue,
    Cell,
    FormFilled,
    HeadCell,
    InCodeList,
    LogicNode,
    Matches,
    OnList,
    PeriodNumber,
    RowCell,
    RowCount,
    RowSum,
    SameColumns,
    UniqueInRegister,
    UniqueInRows,
    UnitFact,
    kind_of,
)
from ruantong.exchange.vtl.data import (
    BOOLEAN,
    INTEGER,
    STRING,
    DataSet,
    Meaning,
    Measure,
    OldLine,
    Present,
)

#: First letter of a measure by the return it is read from.
LETTERS = {"current": "C", "previous": "P", "year_ago": "Y", "december": "D"}
_WHEN = {"current": "", "previous": "上期", "year_ago": "上年", "december": "十二月"}
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")

#: Judgements VTL has no words for, and why; each becomes a truth-value measure.
REASONS: Mapping[type, str] = {
    Matches: "格式和校验码VTL没有对应函数",
    InCodeList: "代码表由制度包另行发布",
    OnList: "名录是平台的事实",
    UniqueInRegister: "全库唯一要查平台名录",
    SameColumns: "整栏逐行比较",
    FormFilled: "要看整张表",
    UniqueInRows: "要看其余各行",
}
#: Values VTL could be made to say but that are no part of an audit.
COMPUTED: Mapping[type, str] = {
    AutoValue: "自动计算在审核之前完成",
    RowSum: "按代码前缀合计明细行",
    RowCount: "按代码前缀数明细行",
}


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
            measure = self._measure(meaning)
            self._names.add(measure.name)
            self._known[meaning] = measure
        return self._known[meaning].name

    def measure(self, meaning: Meaning) -> Measure:
        """The measure itself."""
        self.name(meaning)
        return self._known[meaning]

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
        match meaning:
            case Cell():
                letter, said = LETTERS[meaning.when], _WHEN[meaning.when]
                name = self._free(letter, meaning.form, meaning.indicator, meaning.column)
                reference = f"{said}[{meaning.form}表.{meaning.indicator}.{meaning.column}]"
                return self._cell(meaning, name, reference, said + self._title(meaning))
            case RowCell():
                old = meaning.when != CURRENT
                name = self._free("M" if old else "L", meaning.form, meaning.group, meaning.column)
                reference = f"上年行[{meaning.column}]" if old else f"[行.{meaning.column}]"
                column = self._column(meaning.form, meaning.group, meaning.column)
                return self._cell(
                    meaning, name, reference, f"{'上年同类行' if old else '本行'}{column}"
                )
            case HeadCell():
                fields = {f.key: f.name for f in self._regime.form[meaning.form].head_fields}
                reference = f"[{meaning.form}表.表头.{meaning.key}]"
                name = self._free("H", meaning.form, meaning.key)
                return Measure(name, STRING, reference, fields[meaning.key], 0, "", meaning)
            case Present():
                said = {**_WHEN, CURRENT: "本期应报"}[meaning.when]
                name = self._free("F", LETTERS[meaning.when], meaning.form)
                number = self._regime.form[meaning.form].number
                title = f"{said}有{number}" if meaning.when != CURRENT else f"{said}{number}"
                return Measure(
                    name, BOOLEAN, f"有表 {meaning.when} {meaning.form}", title, 0, "", meaning
                )
            case OldLine():
                name = self._free("F", "M", meaning.form, meaning.group)
                return Measure(name, BOOLEAN, "有上年行", "上年报表有同一代码的行", 0, "", meaning)
        return self._other(meaning)

    def _other(self, meaning: Meaning) -> Measure:
        match meaning:
            case RowSum() | RowCount():
                total = isinstance(meaning, RowSum)
                column = meaning.column if isinstance(meaning, RowSum) else "code"
                name = self._free(
                    "S" if total else "N", meaning.form, meaning.group,
                    column if total else "", *meaning.prefixes,
                )  # fmt: skip
                codes = "".join(f', "{prefix}"' for prefix in meaning.prefixes)
                word = "合计" if total else "行数"
                key = column if total or meaning.group == "lines" else f"{meaning.group}.name"
                reference = f"{word}([{meaning.form}表.{key}]{codes})"
                title = f"{self._regime.form[meaning.form].number}各行{word}（{'、'.join(meaning.prefixes) or '全部'}）"
                decimals = meaning.scale if isinstance(meaning, RowSum) else 0
                unit = meaning.measure if isinstance(meaning, RowSum) else ""
                return Measure(name, INTEGER, reference, title, decimals, unit, meaning)
            case AutoValue():
                name = self._free("X", meaning.form, meaning.indicator, meaning.column)
                reference = f"自动值([{meaning.form}表.{meaning.indicator}.{meaning.column}])"
                return Measure(
                    name, INTEGER, reference, "自动计算值", meaning.scale, meaning.measure, meaning
                )
            case PeriodNumber():
                name, said = (
                    ("period_months", "m") if meaning.which == "months" else ("period_year", "年度")
                )
                return Measure(name, INTEGER, said, "报告期月数或年份", 0, "", meaning)
            case UnitFact():
                return Measure("U_" + meaning.which, STRING, "报送区县", "报送区县", 0, "", meaning)
        if not isinstance(meaning, LogicNode):
            raise TypeError(type(meaning).__name__)
        number = sum(name.startswith("Q_") for name in self._names) + 1
        reason = REASONS[type(meaning)]
        reference = f"{type(meaning).__name__} {number}"
        return Measure(f"Q_{number}", BOOLEAN, reference, reason, 0, "", meaning)

    def _cell(self, node: Cell | RowCell, name: str, reference: str, title: str) -> Measure:
        kind = STRING if kind_of(node) == "text" else INTEGER
        return Measure(name, kind, reference, title, node.scale, node.measure, node)

    def _title(self, node: Cell) -> str:
        form = self._regime.form[node.form]
        column = form.column[node.column].name
        return f"{form.number} {node.indicator} {form.by_code[node.indicator].name} {column}"

    def _column(self, form: str, group: str, key: str) -> str:
        columns = self._regime.form[form].row_group[group].columns
        return next((column.name for column in columns if column.key == key), key)
