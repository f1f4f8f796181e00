"""Trying the rules of a pack on the pack's own cases (``ruantong pack test``).

``cases/*.json`` holds sound returns in the interchange format, each with a few cases written by
hand: a change (JSON merge patch) and the outcome one rule must then have. For all other rules a
passing and a failing case is searched from the return. An edition without cases of its own uses
those of the edition it extends, moved to a period it serves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruantong.core.interchange import Document, InterchangeError, parse_document
from ruantong.core.pack import load_pack
from ruantong.core.periods import Period, PeriodFault
from ruantong.core.recoding import recoded
from ruantong.core.regime import Regime
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.core.validation import validate
from ruantong.core.values import shown
from ruantong.rulelab.cases import FAILS, PASS, RuleJudge, find_cases

_NAMES = {PASS: "通过", FAILS: "不符", "not_applicable": "不适用", "not_evaluated": "未能判定"}
_YEARS_AHEAD = 2


@dataclass
class CasesReport:
    """How many rules and cases were tried; ``problems`` are Chinese lines naming file or rule."""

    rules: int = 0
    cases: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.problems


def run_pack_cases(folder: Path, regime: Regime) -> CasesReport:
    """Every rule must pass once and fail once, each case must turn out as it says."""
    report = CasesReport()
    tried: set[tuple[str, str]] = set()
    wanted: dict[str, None] = {}
    files = _files(folder.resolve(), regime)
    if not files:
        report.problems.append(f"{folder.name}/cases: 没有用例，应至少有一份 .json")
    for path in files:
        label = f"{path.parent.parent.name}/cases/{path.name}"
        try:
            content, document = _read(path, regime)
        except (InterchangeError, _BadCaseError) as error:
            report.problems.append(f"{label}: {error}")
            continue
        ruleset = compile_rules(regime, document.period.frequency)
        wanted.update(dict.fromkeys(rule.id for rule in ruleset.rules))
        report.problems += [f"{label}: {line}" for line in _unsound(document, ruleset)]
        found = find_cases(ruleset, document.dossier)
        tried.update((case.rule, case.outcome) for case in found)
        report.cases += len(found)
        for case in content.get("cases", []):
            report.cases += 1
            wrong = _written(case, content["return"], regime, ruleset, path.parent.parent)
            if wrong is None:
                tried.add((case["rule"], case["outcome"]))
            else:
                report.problems.append(f"{label}: {wrong}")
    report.rules = len(wanted)
    report.problems += [
        f"{rule_id}: 没有“{_NAMES[outcome]}”的例子，应补写在cases中"
        for rule_id in wanted
        for outcome in (PASS, FAILS)
        if (rule_id, outcome) not in tried
    ]
    return report


def sound_returns(folder: Path, regime: Regime) -> list[Document]:
    """The pack's own consistent returns; those that cannot be read are left out."""
    found: list[Document] = []
    for path in _files(folder.resolve(), regime):
        try:
            found.append(_read(path, regime)[1])
        except (InterchangeError, _BadCaseError):
            continue
    return found


class _BadCaseError(Exception):
    """A case file that cannot be used; one Chinese line."""


def _files(folder: Path, regime: Regime) -> list[Path]:
    files = sorted((folder / "cases").glob("*.json"))
    if not files and regime.extends:
        files = sorted((folder.parent / regime.extends / "cases").glob("*.json"))
    return files


def _read(path: Path, regime: Regime) -> tuple[Mapping[str, Any], Document]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _BadCaseError("不是UTF-8编码的JSON文件") from error
    if not isinstance(content, dict) or not isinstance(content.get("return"), dict):
        raise _BadCaseError("应为对象 {…}，含 return（一份报表）和 cases（例子）")
    if not isinstance(content.get("cases", []), list):
        raise _BadCaseError("cases应为列表")
    return content, _document(content["return"], regime, path.parent.parent)


def _document(data: Mapping[str, Any], regime: Regime, pack: Path) -> Document:
    """A return of ``pack`` as one of the edition."""
    earlier = _packed(pack)
    told = {
        name: recoded(earlier, regime, data[name])
        for name in ("forms", "previous", "year_ago", "december")
        if earlier.key != regime.key and isinstance(data.get(name), dict)
    }
    moved = {**data, **told, "regime": regime.key, "period": _served(data.get("period"), regime)}
    return parse_document(json.dumps(moved), {regime.key: regime})


@cache
def _packed(folder: Path) -> Regime:
    return load_pack(folder)


def _served(text: object, regime: Regime) -> object:
    """The same month, quarter or year in the first years the edition serves."""
    try:
        period = Period.parse(str(text))
    except PeriodFault:
        return text
    if regime.serves_period(period):
        return text
    for served in regime.serves:
        if served.frequency is period.frequency:
            for year in range(served.first.year, served.first.year + _YEARS_AHEAD):
                moved = Period(period.frequency, year, period.number)
                if served.contains(moved):
                    return str(moved)
    return text


def _unsound(document: Document, ruleset: RuleSet) -> Iterator[str]:
    """What is wrong with a return that should be sound."""
    for fault in document.faults:
        yield f"{fault.cell}：{fault.message}"
    for finding in validate(ruleset, document.dossier).findings:
        yield f"{finding.key}：{finding.message}"


def _written(
    case: Any, base: Mapping[str, Any], regime: Regime, ruleset: RuleSet, pack: Path
) -> str | None:
    """What is wrong with a case written by hand; None when it turns out as it says."""
    if not isinstance(case, dict) or case.get("outcome") not in _NAMES:
        return f"例子应为对象，含 rule、part、outcome（{'、'.join(_NAMES)}）、patch"
    name = f"{shown(str(case.get('rule')))} {shown(str(case.get('part', '')))}".strip()
    rules = [
        rule
        for rule in ruleset.rules
        if (rule.id, rule.part) == (case.get("rule"), case.get("part", ""))
    ]
    if not rules:
        return f"没有审核关系“{name}”"
    try:
        document = _document(_patched(base, case.get("patch", {})), regime, pack)
    except InterchangeError as error:
        return f"{name} 的例子：{error.message}"
    if document.faults:
        return f"{name} 的例子：{document.faults[0].cell}：{document.faults[0].message}"
    found = RuleJudge(ruleset, rules[0]).outcome(document.dossier)
    if found == case["outcome"]:
        return None
    return f"{name} 的例子应为“{_NAMES[case['outcome']]}”，实为“{_NAMES[found]}”"


def _patched(target: Any, patch: Any) -> Any:
    """JSON merge patch: objects are merged, null takes away, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _patched(merged.get(key), value)
    return merged
