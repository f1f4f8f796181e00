"""Rows of a form: ``forms/CODE.csv`` to :class:`Indicator`, one line per printed row."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ruantong.core.certainty import Certainty
from ruantong.core.help_texts import parts, source_fault
from ruantong.core.limits import CELL
from ruantong.core.pack_format.codes import YES_NO
from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import Row, Table, require_columns
from ruantong.core.regime import Column, Indicator, Kind, Nature, Source
from ruantong.core.values import shown

REQUIRED = (
    "code",
    "name",
    "label",
    "level",
    "title",
    "kind",
    "unit",
    "decimals",
    "parent",
    "relation",
    "columns",
    "negative",
    "automatic",
    "overridable",
    "code_list",
    "open_codes",
    "group",
    "certainty_name",
    "certainty_code",
    "nature",
    "certainty_nature",
    "definition",
)
OPTIONAL = ("after", "longest", "profit", "definition_source", "mistakes")
RELATIONS = ("component", "of_which")
MAX_DECIMALS = 4
_CODE = re.compile(r"[A-Za-z0-9_]+(?:\.[a-z0-9_]+)?")
_CODED = (Kind.CODE, Kind.CODES)


def read_rows(
    table: Table, columns: Mapping[str, Column], faults: Faults
) -> list[tuple[Indicator, str]]:
    """The rows in printed order, each with its ``after`` (the row it follows in an edition)."""
    if not require_columns(table, REQUIRED, OPTIONAL, faults):
        return []
    rows: list[tuple[Indicator, str]] = []
    seen: set[str] = set()
    for row in table.rows:
        reader = _RowReader(table.file, row, columns, faults)
        indicator = reader.indicator()
        if indicator.code in seen:
            reader.fault(f"代码“{indicator.code}”重复，同一张表内每个代码应只出现一次")
        seen.add(indicator.code)
        rows.append((indicator, row["after"]))
    return rows


class _RowReader:
    """Reads one line; a faulty cell becomes a fault and the most harmless value."""

    def __init__(self, file: str, row: Row, columns: Mapping[str, Column], faults: Faults) -> None:
        self.file, self.row, self.columns, self.faults = file, row, columns, faults

    def fault(self, message: str) -> None:
        self.faults.add(self.file, self.row.line, message)

    def indicator(self) -> Indicator:
        row = self.row
        if not _CODE.fullmatch(row["code"]):
            self.fault(f"代码“{shown(row['code'])}”不对，应为字母、数字（部分项写作 103.industry）")
        for name in ("name", "label"):
            if not row[name]:
                self.fault(f"“{name}”为空，应写指标名称")
        title = self._flag("title")
        if title:
            self._check_title()
        kind = self._kind()
        indicator = Indicator(
            code=row["code"],
            name=row["name"],
            label=row["label"],
            level=self._number("level", 9),
            title=title,
            kind=kind,
            unit_of_measure=row["unit"],
            decimals=self._number("decimals", MAX_DECIMALS),
            parent=row["parent"] or None,
            relation=row["relation"] or None,
            columns=() if title else self._columns("columns") or tuple(self.columns),
            negative=self._flag("negative"),
            profit=self._flag("profit"),
            automatic=self._columns("automatic"),
            overridable=self._flag("overridable"),
            code_list=row["code_list"] or None,
            open_codes=self._flag("open_codes"),
            group=row["group"] or None,
            longest=self._number("longest", CELL),
            definition=self._definition(),
            definition_source=row["definition_source"],
            mistakes=parts(row["mistakes"]),
            certainty=self._certainty("certainty_name"),
            code_certainty=self._certainty("certainty_code"),
            nature=self._nature(kind is Kind.NUMBER and not title),
            source=Source(self.file, row.line),
        )
        if not title:
            self._check_kind(indicator)
        self._check_relations(indicator)
        return indicator

    def _flag(self, name: str) -> bool:
        value = self.row[name] or "否"
        if value not in YES_NO:
            self.fault(f"{name}“{shown(value)}”不对，应为 是、否 或空")
        return YES_NO.get(value, False)

    def _number(self, name: str, highest: int) -> int:
        value = self.row[name] or "0"
        if value.isascii() and value.isdigit() and int(value) <= highest:
            return int(value)
        self.fault(f"{name}“{shown(value)}”不对，应为0至{highest}的整数")
        return 0

    def _kind(self) -> Kind:
        value = self.row["kind"] or Kind.NUMBER.value
        if value in list(Kind):
            return Kind(value)
        self.fault(f"kind“{shown(value)}”不对，应为：{'、'.join(Kind)}")
        return Kind.NUMBER

    def _nature(self, number: bool) -> Nature | None:
        """What a figure means in time; nothing that is computed over periods is right without it."""
        value = self.row["nature"]
        if not number:
            if value or self.row["certainty_nature"]:
                self.fault("不是数值指标，“nature”“certainty_nature”应为空")
            return None
        self._certainty("certainty_nature")
        if value in list(Nature):
            return Nature(value)
        self.fault(
            f"nature“{shown(value)}”不对，数值指标应写明：flow（累计数）、average（平均数）、"
            "stock（时点数）或 rate（比率）"
        )
        return Nature.FLOW

    def _certainty(self, name: str) -> Certainty:
        value = self.row[name]
        if value in list(Certainty):
            return Certainty(value)
        self.fault(f"{name}“{shown(value)}”不对，应为 S（见到）、I（推出）或 G（占位）")
        return Certainty.GUESSED

    def _definition(self) -> str:
        definition = self.row["definition"]
        if fault := source_fault(definition, self.row["definition_source"]):
            self.fault(fault)
        return definition

    def _columns(self, name: str) -> tuple[str, ...]:
        keys = tuple(self.row[name].split())
        allowed = "、".join(self.columns)
        for key in keys:
            if key not in self.columns:
                self.fault(f"{name}中的栏“{shown(key)}”不存在，本表的栏为：{allowed}")
        return tuple(key for key in self.columns if key in keys)

    def _check_title(self) -> None:
        for name in ("kind", "unit", "decimals", "columns", "automatic", "code_list"):
            if self.row[name]:
                self.fault(f"标题行不填数，“{name}”应为空")

    def _check_kind(self, indicator: Indicator) -> None:
        if indicator.kind is Kind.NUMBER:
            if not indicator.unit_of_measure:
                self.fault("数值指标没有计量单位，应写明“unit”")
            if indicator.profit and not indicator.negative:
                self.fault("profit为是的指标可以为负，“negative”也应为是")
        elif indicator.decimals or indicator.negative or indicator.profit:
            self.fault(f"kind为{indicator.kind}时，“decimals”“negative”“profit”应为空")
        if indicator.longest and indicator.kind is not Kind.TEXT:
            self.fault("longest只用于kind为text的指标")
        if (indicator.kind in _CODED) != (indicator.code_list is not None):
            self.fault("kind为code、codes时应写code_list，其他类型应为空")

    def _check_relations(self, indicator: Indicator) -> None:
        relation = indicator.relation
        if relation is not None and relation not in RELATIONS:
            self.fault(f"relation“{shown(relation)}”不对，应为：{'、'.join(RELATIONS)}")
        elif (relation is None) != (indicator.parent is None):
            self.fault("parent与relation应同时填写或同时为空")
        if set(indicator.automatic) - set(indicator.columns):
            self.fault("automatic中的栏应同时列在columns中")
        if indicator.overridable and not indicator.automatic:
            self.fault("overridable为是时，应写明automatic的栏")
