"""A rule file (``rules/6.rules``) → the rules and computations it states, all faults at once.

The layout is described in docs/rules.md. Names are looked up later, by ``compile_rules``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruantong.core.certainty import Certainty
from ruantong.core.regime import Computation, Rule, Scope, Severity, Source
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
YES_NO = {"是": True, "否": False}

_RULE = re.compile(r"\[(R[A-Z0-9]{1,3}-[0-9]{2,3})(?:\s+之([0-9]{1,2}))?\]\s*(.*)")
_COMPUTATION = re.compile(r"计算\s+\[([A-Za-z0-9_]+)\]\s*(.*)")
_RESERVED = re.compile(r"保留\s+(R[A-Z0-9]{1,3}-[0-9]{2,3})\s+(.+)")
_ATTRIBUTE = re.compile(r"(\S+)(?:\s+(.*))?")
_TOLERANCE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")


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
    pos: Pos


@dataclass
class _Block:
    """A heading and the lines below it: a rule (with its part), or a computation."""

    line: int
    id: str
    title: str
    part: str | None
    attributes: list[_Attribute] = field(default_factory=list)

    @property
    def known(self) -> Mapping[str, _Field]:
        return _OF_COMPUTATIONS if self.part is None else _OF_RULES


#: What a line says: the name in the rule or computation, and the words, the pattern or the function
#: that give its value.
_Field = tuple[str, Mapping[str, Any] | re.Pattern[str] | Callable[[str], Any]]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_OF_RULES: Mapping[str, _Field] = {
    "级别": ("severity", SEVERITIES),
    "来源": ("certainty", CERTAINTIES),
    "范围": ("scope", SCOPES),
    "列": ("columns", _words),
    "指标": ("indicators", _words),
    "逐行": ("row_group", str.strip),
    "条件": ("condition", str),
    "公式": ("check", str),
    "容差": ("tolerance", _TOLERANCE),
    "空值": ("blank", BLANK_POLICIES),
    "提示": ("hint", str),
    "出处": ("origin", str),
}
_REQUIRED = ("级别", "来源", "范围", "公式")
_OF_COMPUTATIONS: Mapping[str, _Field] = {
    "来源": ("", str),
    "列": ("columns", _words),
    "当": ("", str),
    "取": ("", str),
    "不小于零": ("floor_zero", YES_NO),
    "可改": ("overridable", YES_NO),
    "出处": ("origin", str),
}
_EXPRESSIONS, _REPEATABLE = {"条件", "公式", "当", "取"}, {"当", "取"}


def parse_rules(text: str, *, file: str, form: str) -> ParsedRules:
    """Read the rules of one form. Raises ``RuleTextError`` with every fault of the file."""
    return _Reader(file, form).read(text)


class _Reader:
    def __init__(self, file: str, form: str) -> None:
        self._file = file
        self._form = form
        self._faults: list[RuleFault] = []
        self._blocks: list[_Block] = []
        self._reserved: dict[str, str] = {}

    def _fault(self, line: int, message: str, column: int = 1) -> None:
        self._faults.append(RuleFault(self._file, line, column, message))

    def read(self, text: str) -> ParsedRules:
        for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
            line = raw.rstrip()
            if line and not line.lstrip().startswith("#"):
                self._line(line, number)
        self._refuse_duplicates()
        rules = [self._rule(block) for block in self._blocks if block.part is not None]
        computations = [self._computation(block) for block in self._blocks if block.part is None]
        if self._faults:
            raise RuleTextError(self._faults)
        return ParsedRules(
            tuple(Rule(**values) for values in rules),
            tuple(Computation(**values) for values in computations),
            self._reserved,
        )

    # lines ---------------------------------------------------------------------------------------

    def _line(self, line: str, number: int) -> None:
        if line[0].isspace():
            self._continue(line, number)
        elif match := _RULE.fullmatch(line):
            self._blocks.append(_Block(number, match[1], match[3].strip(), match[2] or ""))
        elif match := _COMPUTATION.fullmatch(line):
            self._blocks.append(_Block(number, match[1], match[2].strip(), None))
        elif match := _RESERVED.fullmatch(line):
            self._reserved[match[1]] = match[2].strip()
        elif line.startswith(("[", "计算", "保留")):
            headings = "“[R6-01] 名称”“[R6-01 之2] 名称”“计算 [指标] 名称”或“保留 R2-01 原因”"
            self._fault(number, f"标题应写作{headings}")
        else:
            self._attribute(line, number)

    def _continue(self, line: str, number: int) -> None:
        if not self._blocks or not self._blocks[-1].attributes:
            self._fault(number, "缩进的续行前面没有可接续的内容")
            return
        attribute = self._blocks[-1].attributes[-1]
        gap = number - attribute.pos.line - attribute.text.count("\n")
        attribute.text += "\n" * gap + line

    def _attribute(self, line: str, number: int) -> None:
        match = _ATTRIBUTE.fullmatch(line)
        if match is None or not self._blocks:
            self._fault(number, "此行不属于任何规则，规则应以“[规则编号] 名称”开头")
            return
        name, text, block = match[1], match[2] or "", self._blocks[-1]
        if name not in block.known:
            self._fault(number, f"没有项目“{name[:20]}”，可用：{'、'.join(block.known)}")
        elif name not in _REPEATABLE and any(a.name == name for a in block.attributes):
            self._fault(number, f"项目“{name}”重复")
        else:
            column = match.start(2) + 1 if match[2] else len(line) + 1
            block.attributes.append(_Attribute(name, text, Pos(number, column)))

    def _refuse_duplicates(self) -> None:
        first: dict[tuple[str, str], int] = {}
        for block in self._blocks:
            if block.part is None:
                continue
            if block.id in self._reserved:
                self._fault(block.line, f"规则编号{block.id}已保留")
            earlier = first.setdefault((block.id, block.part), block.line)
            if earlier != block.line:
                how = f"同一编号的几款应写作“[{block.id} 之2]”"
                self._fault(block.line, f"规则{block.id}与第{earlier}行重复，{how}")

    # what the lines say --------------------------------------------------------------------------

    def _values(self, block: _Block) -> dict[str, Any]:
        """What stands for itself, by the name of its field."""
        values: dict[str, Any] = {"form": self._form, "source": Source(self._file, block.line)}
        for attribute in block.attributes:
            name, how = block.known[attribute.name]
            try:
                values[name] = _read(attribute, how)
            except SyntaxFault as fault:
                self._fault(fault.pos.line, fault.message, fault.pos.column)
        values.pop("", None)
        return values

    def _rule(self, block: _Block) -> dict[str, Any]:
        given = {attribute.name: attribute for attribute in block.attributes}
        for name in _REQUIRED:
            if name not in given:
                self._fault(block.line, f"规则{block.id}缺少“{name}”")
        if not block.title:
            self._fault(block.line, f"规则{block.id}缺少名称")
        places = {"check": given.get("公式"), "condition": given.get("条件")}
        values = {"id": block.id, "title": block.title, "part": block.part}
        return {**self._values(block), **values, "positions": _positions(places)}

    def _computation(self, block: _Block) -> dict[str, Any]:
        cases: list[tuple[str, str]] = []
        places: dict[str, _Attribute | None] = {}
        condition: _Attribute | None = None
        for attribute in block.attributes:
            if attribute.name == "当":
                if condition is not None:
                    self._fault(attribute.pos.line, "“当”后面应先有“取”")
                condition = attribute
            elif attribute.name == "取":
                places |= {f"condition{len(cases)}": condition, f"value{len(cases)}": attribute}
                cases.append((condition.text if condition else "", attribute.text))
                condition = None
        if condition is not None:
            self._fault(condition.pos.line, "“当”后面缺少“取”")
        if not cases:
            self._fault(block.line, f"计算[{block.id}]缺少“取”")
        values = {"indicator": block.id, "columns": (), "cases": tuple(cases)}
        return {**values, **self._values(block), "positions": _positions(places)}


def _positions(places: Mapping[str, _Attribute | None]) -> dict[str, tuple[int, int]]:
    return {name: (a.pos.line, a.pos.column) for name, a in places.items() if a is not None}


def _read(attribute: _Attribute, how: Any) -> Any:
    if attribute.name in _EXPRESSIONS:
        parse(attribute.text, attribute.pos)
    text = attribute.text.strip()
    if isinstance(how, Mapping):
        if text in how:
            return how[text]
        wanted = f"{'、'.join(how)}之一"
    elif isinstance(how, re.Pattern):
        if how.fullmatch(text):
            return text
        wanted = "不小于0的数"
    else:
        return how(attribute.text)
    raise SyntaxFault(attribute.pos, f"“{attribute.name}”应为{wanted}，却是“{text[:20]}”")
