"""Names, types and titles of the measures a rule set needs in VTL, handed out as they are met."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ruantong.core.regime import Regime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import ops
from ruantong.exchange.vtl.data import BOOLEAN, INTEGER, STRING, DataSet, Meaning, Measure

#: First letter of a measure by the return it is read from.
LETTERS = {t.CURRENT: "C", t.PREVIOUS: "P", t.YEAR_AGO: "Y", t.DECEMBER: "D"}
_WHEN = {t.CURRENT: "", t.PREVIOUS: "上期", t.YEAR_AGO: "上年", t.DECEMBER: "十二月"}
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")

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

    def _measure(self, meaning: Any) -> Measure:
        match meaning:
            case t.Cell():
                said, form = _WHEN[meaning.when], self._regime.form[meaning.form]
                reference = f"{said}[{meaning.form}表.{meaning.indicator}.{meaning.column}]"
                row = form.by_code[meaning.indicator].name
                title = f"{said}{form.number} {meaning.indicator} {row} {form.column[meaning.column].name}"
                parts = (LETTERS[meaning.when], meaning.form, meaning.indicator, meaning.column)
                return self._cell(meaning, parts, reference, title)
            case t.RowCell():
                old = meaning.when != t.CURRENT
                columns = self._regime.form[meaning.form].row_group[meaning.group].columns
                title = next(c.name for c in columns if c.key == meaning.column)
                parts = ("M" if old else "L", meaning.form, meaning.group, meaning.column)
                reference = f"上年行[{meaning.column}]" if old else f"[行.{meaning.column}]"
                return self._cell(
                    meaning, parts, reference, f"{'上年同类行' if old else '本行'}{title}"
                )
            case t.HeadCell():
                fields = {f.key: f.name for f in self._regime.form[meaning.form].head_fields}
                name = self._free("H", meaning.form, meaning.key)
                reference = f"[{meaning.form}表.表头.{meaning.key}]"
                return Measure(name, STRING, reference, fields[meaning.key], 0, "", meaning)
            case t.UnitFact():
                return Measure("U_" + meaning.which, STRING, "报送区县", "报送区县", 0, "", meaning)
            case t.RowSum() | t.RowCount() | t.AutoValue() | t.PeriodNumber():
                return self._computed(meaning)
        return self._fact(meaning)

    def _cell(
        self, leaf: t.Cell | t.RowCell, parts: tuple[str, ...], reference: str, title: str
    ) -> Measure:
        kind = STRING if leaf.text else INTEGER
        return Measure(self._free(*parts), kind, reference, title, leaf.scale, leaf.measure, leaf)

    def _computed(self, meaning: t.RowSum | t.RowCount | t.AutoValue | t.PeriodNumber) -> Measure:
        match meaning:
            case t.AutoValue():
                name = self._free("X", meaning.form, meaning.indicator, meaning.column)
                reference = f"自动值([{meaning.form}表.{meaning.indicator}.{meaning.column}])"
                title, scale, unit = "自动计算值", meaning.scale, meaning.measure
            case t.PeriodNumber():
                months = meaning.which == "months"
                name, reference = ("period_months", "m") if months else ("period_year", "年度")
                title, scale, unit = "报告期月数或年份", 0, ""
            case t.RowSum() | t.RowCount():
                column = getattr(meaning, "column", "")
                letter, word = ("S", "合计") if column else ("N", "行数")
                name = self._free(letter, meaning.form, meaning.group, column, *meaning.prefixes)
                key = column or ("code" if meaning.group == "lines" else f"{meaning.group}.name")
                codes = "".join(f', "{prefix}"' for prefix in meaning.prefixes)
                reference = f"{word}([{meaning.form}表.{key}]{codes})"
                number = self._regime.form[meaning.form].number
                title = f"{number}各行{word}（{'、'.join(meaning.prefixes) or '全部'}）"
                whole = meaning if isinstance(meaning, t.RowSum) else None
                scale, unit = (whole.scale, whole.measure) if whole else (0, "")
        return Measure(name, INTEGER, reference, title, scale, unit, meaning)

    def _fact(self, meaning: Any) -> Measure:
        match meaning:
            case ops.Present(when, form):
                number = self._regime.form[form].number
                title = f"{_WHEN[when]}有{number}" if when != t.CURRENT else f"本期应报{number}"
                name, reference = self._free("F", LETTERS[when], form), f"有表 {when} {form}"
            case ops.OldLine():
                name = self._free("F", "M", self._form, self._group)
                reference, title = "有上年行", "上年报表有同一代码的行"
            case _:
                before = sum(name.startswith("Q_") for name in self._names)
                name, title = f"Q_{before + 1}", beforehand(meaning)
                reference = f"{type(meaning).__name__} {before + 1}"
        return Measure(name, BOOLEAN, reference, title, 0, "", meaning)
