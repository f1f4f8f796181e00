"""A rule file (``rules/6.rules``) → the rules and computations it states, all faults at once.

The layout is described in docs/rules.md. Names are looked up later, by ``compile_rules``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ruantong.core.regime import Certainty, Computation, Rule, Scope, Severity, Source
from ruantong.core.rules.language.faults import RuleFault, RuleTextError, SyntaxFault
from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.syntax import Pos

SEVERITIES = {"强制性": Severity.ERROR, "核实性": Severity.QUERY, "计算": Severity.COMPUTED}
SCOPES = {
    "表内": Scope.INTRA_FORM,
    "表间": Scope.INTER_FORM,
    "跨期": Scope.CROSS_PERIOD,
    "名录": Scope.REGISTER,
}
CERTAINTIES = {"S": Certainty.SEEN, "I": Certainty.INFERRED, "G": Certainty.GUESSED}
BLANK_POLICIES = {"部分按零": "partial_zero", "不判": "non_null", "按零": "zero"}
_Choice = TypeVar("_Choice")
YES_NO = {"是": True, "否": False}

_RULE = re.compile(r"\[(R[A-Z0-9]{1,3}-[0-9]{2,3})(?:\s+之([0-9]{1,2}))?\]\s*(.*)")
_COMPUTATION = re.compile(r"计算\s+\[([A-Za-z0-9_]+)\]\s*(.*)")
_RESERVED = re.compile(r"保留\s+(R[A-Z0-9]{1,3}-[0-9]{2,3})\s+(.+)")
_ATTRIBUTE = re.compile(r"(\S+)(?:\s+(.*))?")
_TOLERANCE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")

_RULE_ATTRIBUTES = (
    "级别", "来源", "范围", "列", "指标", "逐行", "条件", "公式", "容差", "空值", "提示", "出处",
)  # fmt: skip
_COMPUTATION_ATTRIBUTES = ("来源", "列", "当", "取", "不小于零", "可改", "出处")


@dataclass(frozen=True)
class ParsedRules:
    """What one rule file states; ``reserved`` maps an id kept free to the reason."""

    rules: tuple[Rule, ...]
    computations: tuple[Computation, ...]
    reserved: Mapping[str, str]


@dataclass
class _Attribute:
    name: str
    text: str
    line: int
    column: int


@dataclass
class _Block:
    kind: str
    line: int
    head: tuple[str, ...]
    attributes: list[_Attribute] = field(default_factory=list)


def parse_rules(text: str, *, file: str, form: str) -> ParsedRules:
    """Read the rules of one form. Raises ``RuleTextError`` with every fault of the file."""
    return _Reader(file, form).read(text)


class _Reader:
    def __init__(self, file: str, form: str) -> None:
        self._file = file
        self._form = form
        self._faults: list[RuleFault] = []

    def _fault(self, line: int, column: int, message: str) -> None:
        self._faults.append(RuleFault(self._file, line, column, message))

    def read(self, text: str) -> ParsedRules:
        rules: list[Rule] = []
        computations: list[Computation] = []
        reserved: dict[str, str] = {}
        for block in self._blocks(text, reserved):
            if block.kind == "rule":
                rules.append(self._rule(block))
            else:
                computations.append(self._computation(block))
        self._refuse_duplicates(rules, reserved)
        if self._faults:
            raise RuleTextError(self._faults)
        return ParsedRules(tuple(rules), tuple(computations), reserved)

    def _blocks(self, text: str, reserved: dict[str, str]) -> list[_Block]:
        blocks: list[_Block] = []
        for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
            line = raw.rstrip()
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if line[0].isspace():
                self._continue(blocks, line, number)
            elif match := _RULE.fullmatch(line):
                blocks.append(_Block("rule", number, (match[1], match[2] or "", match[3].strip())))
            elif match := _COMPUTATION.fullmatch(line):
                blocks.append(_Block("computation", number, (match[1], match[2].strip())))
            elif match := _RESERVED.fullmatch(line):
                reserved[match[1]] = match[2].strip()
            elif line.startswith(("[", "计算", "保留")):
                self._fault(
                    number,
                    1,
                    "标题应写作“[R6-01] 名称”“[R6-01 之2] 名称”“计算 [指标] 名称”或“保留 R2-01 原因”",
                )
            else:
                self._attribute(blocks, line, number)
        return blocks

    def _continue(self, blocks: list[_Block], line: str, number: int) -> None:
        if not blocks or not blocks[-1].attributes:
            self._fault(number, 1, "缩进的续行前面没有可接续的内容")
            return
        attribute = blocks[-1].attributes[-1]
        gap = number - attribute.line - attribute.text.count("\n")
        attribute.text += "\n" * gap + line

    def _attribute(self, blocks: list[_Block], line: str, number: int) -> None:
        match = _ATTRIBUTE.fullmatch(line)
        if match is None or not blocks:
            self._fault(number, 1, "此行不属于任何规则，规则应以“[规则编号] 名称”开头")
            return
        name, text = match[1], match[2] or ""
        block = blocks[-1]
        known = _RULE_ATTRIBUTES if block.kind == "rule" else _COMPUTATION_ATTRIBUTES
        if name not in known:
            self._fault(number, 1, f"没有项目“{name[:20]}”，可用：{'、'.join(known)}")
            return
        repeatable = name in {"当", "取"}
        if not repeatable and any(a.name == name for a in block.attributes):
            self._fault(number, 1, f"项目“{name}”重复")
            return
        column = match.start(2) + 1 if match[2] else len(line) + 1
        block.attributes.append(_Attribute(name, text, number, column))

    def _rule(self, block: _Block) -> Rule:
        rule_id, part, title = block.head
        given = {attribute.name: attribute for attribute in block.attributes}
        if not title:
            self._fault(block.line, 1, f"规则{rule_id}缺少名称")
        for name in ("级别", "来源", "范围", "公式"):
            if name not in given:
                self._fault(block.line, 1, f"规则{rule_id}缺少“{name}”")
        for name in ("条件", "公式"):
            self._check_syntax(given.get(name))
        return Rule(
            id=rule_id,
            title=title,
            form=self._form,
            severity=self._choice(given.get("级别"), SEVERITIES, Severity.ERROR),
            scope=self._choice(given.get("范围"), SCOPES, Scope.INTRA_FORM),
            certainty=self._choice(given.get("来源"), CERTAINTIES, Certainty.INFERRED),
            check=_text(given.get("公式")),
            condition=_text(given.get("条件")),
            columns=_words(given.get("列")),
            indicators=_words(given.get("指标")),
            row_group=_text(given.get("逐行")).strip(),
            blank=self._choice(given.get("空值"), BLANK_POLICIES, "partial_zero"),
            tolerance=self._tolerance(given.get("容差")),
            hint=_text(given.get("提示")),
            origin=_text(given.get("出处")),
            source=Source(self._file, block.line),
            part=part,
            positions=_positions({"check": given.get("公式"), "condition": given.get("条件")}),
        )

    def _computation(self, block: _Block) -> Computation:
        indicator, _title = block.head
        given = {attribute.name: attribute for attribute in block.attributes}
        cases: list[tuple[str, str]] = []
        places: dict[str, _Attribute | None] = {}
        condition: _Attribute | None = None
        for attribute in block.attributes:
            if attribute.name == "当":
                if condition is not None:
                    self._fault(attribute.line, 1, "“当”后面应先有“取”")
                condition = attribute
            elif attribute.name == "取":
                places |= {f"condition{len(cases)}": condition, f"value{len(cases)}": attribute}
                cases.append((_text(condition), attribute.text))
                condition = None
        if condition is not None:
            self._fault(condition.line, 1, "“当”后面缺少“取”")
        if not cases:
            self._fault(block.line, 1, f"计算[{indicator}]缺少“取”")
        for attribute in block.attributes:
            if attribute.name in {"当", "取"}:
                self._check_syntax(attribute)
        return Computation(
            form=self._form,
            indicator=indicator,
            columns=_words(given.get("列")),
            cases=tuple(cases),
            floor_zero=self._choice(given.get("不小于零"), YES_NO, False),
            overridable=self._choice(given.get("可改"), YES_NO, False),
            origin=_text(given.get("出处")),
            source=Source(self._file, block.line),
            positions=_positions(places),
        )

    def _check_syntax(self, attribute: _Attribute | None) -> None:
        if attribute is None:
            return
        try:
            parse(attribute.text, Pos(attribute.line, attribute.column))
        except SyntaxFault as fault:
            self._fault(fault.pos.line, fault.pos.column, fault.message)

    def _choice(
        self, attribute: _Attribute | None, choices: Mapping[str, _Choice], default: _Choice
    ) -> _Choice:
        if attribute is None:
            return default
        text = attribute.text.strip()
        if text not in choices:
            self._fault(
                attribute.line,
                attribute.column,
                f"“{attribute.name}”应为{'、'.join(choices)}之一，却是“{text[:20]}”",
            )
        return choices.get(text, default)

    def _tolerance(self, attribute: _Attribute | None) -> str:
        if attribute is None:
            return "0"
        text = attribute.text.strip()
        if not _TOLERANCE.fullmatch(text):
            self._fault(
                attribute.line, attribute.column, f"“容差”应为不小于0的数，却是“{text[:20]}”"
            )
            return "0"
        return text

    def _refuse_duplicates(self, rules: list[Rule], reserved: Mapping[str, str]) -> None:
        seen: dict[tuple[str, str], int] = {}
        for rule in rules:
            line = rule.source.line if rule.source else 1
            if rule.id in reserved:
                self._fault(line, 1, f"规则编号{rule.id}已保留")
            if (rule.id, rule.part) in seen:
                first = seen[rule.id, rule.part]
                self._fault(
                    line,
                    1,
                    f"规则{rule.id}与第{first}行重复，同一编号的几款应写作“[{rule.id} 之2]”",
                )
            seen.setdefault((rule.id, rule.part), line)


def _text(attribute: _Attribute | None) -> str:
    return "" if attribute is None else attribute.text


def _words(attribute: _Attribute | None) -> tuple[str, ...]:
    return () if attribute is None else tuple(attribute.text.split())


def _positions(places: Mapping[str, _Attribute | None]) -> dict[str, tuple[int, int]]:
    return {name: (a.line, a.column) for name, a in places.items() if a is not None}
