"""``ruantong pack lint|show|diff|test``: check, look at, compare and try regime packs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ruantong.core.pack import PackError, load_pack
from ruantong.core.pack_describe import counts, describe, differences
from ruantong.core.regime import Form, Regime
from ruantong.core.values import shown
from ruantong.rulelab.pack_cases import run_pack_cases

_ACTIONS = {"lint": 1, "show": 1, "diff": 2, "test": 1}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments; words that argparse would refuse in English are checked in ``run``."""
    parser.add_argument(
        "action",
        metavar="lint|show|diff|test",
        help="lint 检查，show 查看，diff 比较两个版本，test 试运行审核关系的用例",
    )
    parser.add_argument("folders", metavar="DIR", type=Path, nargs="*", help="制度包目录")
    parser.add_argument("--json", action="store_true", help="输出JSON")


def run(args: argparse.Namespace) -> int:
    """0 fine; 1 the pack is faulty or a case turns out otherwise; 2 a wrong call."""
    if args.action not in _ACTIONS:
        return _wrong(f"没有“{shown(args.action)}”这一用法，应为：{'、'.join(_ACTIONS)}")
    wanted = _ACTIONS[args.action]
    if len(args.folders) != wanted:
        return _wrong(f"pack {args.action} 应给出{wanted}个制度包目录，现为{len(args.folders)}个")
    for folder in args.folders:
        if not folder.is_dir():
            return _wrong(f"“{shown(str(folder))}”不是目录，应为制度包所在的目录")
    try:
        regimes = [load_pack(folder) for folder in args.folders]
    except PackError as error:
        return _faulty(error, as_json=args.json)
    if args.action == "test":
        return _test(args.folders[0], regimes[0], as_json=args.json)
    actions = {"lint": _lint, "show": _show, "diff": _diff}
    return actions[args.action](regimes, args.json)


def _wrong(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


def _faulty(error: PackError, *, as_json: bool) -> int:
    if as_json:
        faults = [
            {"file": fault.file, "line": fault.line, "message": fault.message}
            for fault in error.faults
        ]
        _print_json({"passed": False, "faults": faults})
    else:
        for fault in error.faults:
            print(fault)
        print(f"制度包有{len(error.faults)}处错误", file=sys.stderr)
    return 1


def _lint(regimes: list[Regime], as_json: bool) -> int:
    regime = regimes[0]
    found = counts(regime)
    if as_json:
        content = {"passed": True, "faults": [], "regime": regime.key, "counts": found}
        _print_json({**content, "content_hash": regime.content_hash})
        return 0
    print(f"{regime.key}（{regime.name}，{regime.edition}）没有错误")
    print(
        f"{found['forms']}张表，{found['indicators']}个指标，{found['rules']}条审核关系，"
        f"{found['computations']}个自动计算，{found['code_lists']}份代码表"
        f"（其中占位{found['placeholder_code_lists']}份）"
    )
    for form in regime.unasked:
        print(_unasked(form))
    print(regime.content_hash)
    return 0


def _show(regimes: list[Regime], as_json: bool) -> int:
    regime = regimes[0]
    if as_json:
        _print_json(describe(regime))
        return 0
    validity = regime.validity
    print(f"{regime.name}（{regime.edition}） {regime.key}")
    print(
        f"制定机关 {validity.issued_by}　批准机关 {validity.approved_by}　"
        f"批准文号 {validity.approval_number}　有效期至 {validity.valid_to}"
    )
    for served in regime.serves:
        print(f"适用{served.frequency.label}：{served.first}起至{served.last or '不限'}")
    certainty = counts(regime)["certainty"]
    for form in regime.forms:
        marks = "、".join(f"{mark} {count}" for mark, count in certainty[form.code].items())
        rules = len({rule.id for rule in regime.rules if rule.form == form.code})
        print(f"\n{form.number} {form.name}（{form.frequency.label}；{marks}；审核关系{rules}条）")
        if form.note:
            print(f"  {form.note}")
        for column in form.columns:
            print(f"  栏 {column.key} {column.name}")
        for row in form.indicators:
            code = "——" if row.title else row.code
            indent = "  " * row.level
            print(f"  {code}\t{indent}{row.label}\t{row.unit_of_measure}".rstrip())
        for group in form.row_groups:
            names = "、".join(f"{column.key} {column.name}" for column in group.columns)
            print(f"  明细 {group.name}：{names}")
    for form in regime.unasked:
        print(f"\n{_unasked(form)}")
    return 0


def _unasked(form: Form) -> str:
    return f"{form.number} {form.name}：没有通知布置{form.frequency.label}，不启用（{form.note}）"


def _diff(regimes: list[Regime], as_json: bool) -> int:
    found = differences(*regimes)
    if as_json:
        _print_json(
            [
                {
                    "change": item.change,
                    "what": item.what,
                    "before": item.before,
                    "after": item.after,
                }
                for item in found
            ]
        )
    else:
        for item in found:
            print(f"{item.change} {item.what}")
            if item.before is not None:
                print(f"  - {item.before}")
            if item.after is not None:
                print(f"  + {item.after}")
        print(f"共{len(found)}处不同")
    return 0


def _test(folder: Path, regime: Regime, *, as_json: bool) -> int:
    report = run_pack_cases(folder, regime)
    if as_json:
        content = {"passed": report.passed, "rules": report.rules, "cases": report.cases}
        _print_json({**content, "problems": report.problems})
    else:
        for problem in report.problems:
            print(problem)
        print(
            f"{regime.key}：{report.rules}条审核关系，{report.cases}个例子，"
            + ("全部符合" if report.passed else f"{len(report.problems)}处不符")
        )
    return 0 if report.passed else 1


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))
