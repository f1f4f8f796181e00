"""``ruantong rules lint|sheet|dry-run|diff|vtl``: the rule laboratory on the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ruantong.commands import rules_vtl
from ruantong.core.interchange import Document, InterchangeError, parse_document
from ruantong.core.pack import PackError, load_pack
from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.linting.lint import LintReport, lint
from ruantong.core.rules.ruleset import RuleSet, changed_rules, compile_rules
from ruantong.core.rules.words.sentences import sentence_of
from ruantong.core.values import shown
from ruantong.rulelab.drafted import check_draft
from ruantong.rulelab.trial import (
    ABSENT,
    FAILS,
    OUTCOMES,
    told_apart,
    trial_of,
)
from ruantong.rulelab.written import LEVELS, compare_rules

_MOST_BYTES = 8_000_000


class _BadCallError(Exception):
    """The call cannot be carried out; the text is one Chinese line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-command each; ``rules vtl`` has its own module, ``rules --vtl PACK`` is short for it."""
    parser.add_argument(
        "--vtl", metavar="PACK", help="把制度包的审核关系写成VTL 2.1文本，同 rules vtl PACK"
    )
    actions = parser.add_subparsers(dest="action", metavar="lint|sheet|dry-run|diff|vtl")
    checked = actions.add_parser("lint", help="检查规则：矛盾、多余、恒成立、永不适用、计量单位")
    checked.add_argument("pack", metavar="PACK", type=Path, help="制度包目录")
    _draft(checked, required=False)
    checked.add_argument("--json", action="store_true", help="输出JSON")
    sheet = actions.add_parser("sheet", help="列出一张表的勾稽关系")
    sheet.add_argument("pack", metavar="PACK", type=Path, help="制度包目录")
    sheet.add_argument("form", metavar="FORM", help="表码，如6")
    trial = actions.add_parser("dry-run", help="在报表文件上试运行规则草案，与现行规则对照")
    trial.add_argument("pack", metavar="PACK", type=Path, help="制度包目录")
    _draft(trial, required=True)
    trial.add_argument("returns", metavar="FILE", type=Path, nargs="+", help="报表（JSON交换格式）")
    trial.add_argument("--json", action="store_true", help="输出JSON")
    differ = actions.add_parser("diff", help="比较两个制度包的审核关系")
    differ.add_argument("old", metavar="OLD", type=Path, help="原版目录")
    differ.add_argument("new", metavar="NEW", type=Path, help="新版目录")
    differ.add_argument("--json", action="store_true", help="输出JSON")
    rules_vtl.add_arguments(actions.add_parser("vtl", help="导出VTL 2.1文本"))


def _draft(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--draft", metavar="FILE", type=Path, required=required, help="规则草案")
    parser.add_argument("--form", metavar="FORM", default="", help="草案所属的表码，如6")


def run(args: argparse.Namespace) -> int:
    """0 fine; 1 something was found (a fault, a proof, a newly failing return); 2 wrong call."""
    if args.action == "vtl":
        return rules_vtl.run(args)
    if args.vtl is not None and args.action is None:
        return rules_vtl.run_export(args.vtl)
    actions: dict[str | None, Callable[[argparse.Namespace], int]] = {
        "lint": _lint, "sheet": _sheet, "dry-run": _dry_run, "diff": _diff,
    }  # fmt: skip
    try:
        if args.action not in actions:
            raise _BadCallError(f"rules 应跟一种用法：{'、'.join(filter(None, actions))}、vtl")
        return actions[args.action](args)
    except _BadCallError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2


# ---- reading ------------------------------------------------------------------------------------


def _regime(folder: Path) -> Regime:
    if not folder.is_dir():
        raise _BadCallError(f"“{shown(str(folder))}”不是目录，应为制度包所在的目录")
    try:
        return load_pack(folder)
    except PackError as error:
        raise _BadCallError(f"制度包有错：{error.faults[0]}") from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _BadCallError(f"文件“{shown(path.name)}”过大")
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise _BadCallError(f"文件“{shown(path.name)}”无法读取，应为UTF-8文本") from None


def _form(regime: Regime, args: argparse.Namespace) -> str:
    code = args.form or args.draft.stem
    if code not in regime.form:
        raise _BadCallError(f"不知草案属于哪张表：请用 --form 给出表码（{'、'.join(regime.form)}）")
    return str(code)


def _frequencies(regime: Regime) -> Iterator[Frequency]:
    yield from (frequency for frequency in Frequency if regime.forms_for(frequency))


# ---- lint ---------------------------------------------------------------------------------------


def _lint(args: argparse.Namespace) -> int:
    regime = _regime(args.pack)
    only: set[str] | None = None
    frequencies = list(_frequencies(regime))
    if args.draft is not None:
        form = _form(regime, args)
        frequencies = [regime.form[form].frequency]
        try:
            after = check_draft(regime, _text(args.draft), form)
        except RuleTextError as error:
            return _faulty(error, as_json=args.json)
        only = {each.what for each in compare_rules(regime, after)}
        regime = after
    reports = {f: lint(compile_rules(regime, f), only) for f in frequencies}
    if args.json:
        _print_json({f.value: _report_json(report) for f, report in reports.items()})
    else:
        for frequency, report in reports.items():
            _print_report(frequency, report)
    return 1 if any(report.findings for report in reports.values()) else 0


def _faulty(error: RuleTextError, *, as_json: bool) -> int:
    if as_json:
        _print_json({"faults": [
            {"line": f.line, "column": f.column, "message": f.message} for f in error.faults
        ]})  # fmt: skip
    else:
        for fault in error.faults:
            print(fault)
        print(f"草案有{len(error.faults)}处错误", file=sys.stderr)
    return 1


def _report_json(report: LintReport) -> dict[str, Any]:
    return {
        "instances": report.instances,
        "pairs": report.pairs,
        "undecided": list(report.undecided),
        "findings": [
            {"kind": f.kind, "rules": list(f.rules), "instances": list(f.keys),
             "message": f.message}
            for f in report.findings
        ],
    }  # fmt: skip


def _print_report(frequency: Frequency, report: LintReport) -> None:
    print(f"{frequency.label}：检查{report.instances}个判断、{report.pairs}对强制性规则")
    for each in report.findings:
        print(f"[已证明] {each.label} {'、'.join(each.rules)}：{each.message}")
        print(f"  {' '.join(each.keys)}")
    if not report.findings:
        print("未发现矛盾、多余、恒成立、永不适用的规则，也没有计量单位不一致")
    if report.undecided:
        print(f"超出检查界限，未能判定：{'、'.join(report.undecided)}")


# ---- sheet --------------------------------------------------------------------------------------


def _sheet(args: argparse.Namespace) -> int:
    regime = _regime(args.pack)
    form = regime.form.get(args.form)
    if form is None:
        raise _BadCallError(f"没有“{shown(args.form)}表”，现有：{'、'.join(regime.form)}")
    ruleset = compile_rules(regime, form.frequency)
    print(f"{form.number} {form.name} 勾稽关系（{regime.edition}）")
    for rule in ruleset.rules:
        if rule.form != form.code:
            continue
        group = [i for i in ruleset.instances if (i.rule.id, i.rule.part) == (rule.id, rule.part)]
        name = f"{rule.id} 之{rule.part}" if rule.part else rule.id
        print(f"{name}\t{LEVELS[rule.severity]}\t{rule.certainty.value}\t{rule.title}")
        print(f"\t{sentence_of(regime, group)}")
    return 0


# ---- dry run ------------------------------------------------------------------------------------


def _dry_run(args: argparse.Namespace) -> int:
    regime = _regime(args.pack)
    form = _form(regime, args)
    try:
        after = check_draft(regime, _text(args.draft), form)
    except RuleTextError as error:
        return _faulty(error, as_json=args.json)
    frequency = regime.form[form].frequency
    sets: tuple[RuleSet, RuleSet] = (
        compile_rules(regime, frequency),
        compile_rules(after, frequency),
    )
    rules = changed_rules(*sets)
    documents = [(path.name, _document(path, regime, frequency)) for path in args.returns]
    dossiers = [document.dossier for _, document in documents]
    before, sentences = (trial_of(each, rules) for each in sets)
    old, new = (
        {rule: [trial.outcome(rule, dossier) for dossier in dossiers] for rule in rules}
        for trial in (before, sentences)
    )
    counts = {
        rule: {
            "before": dict.fromkeys(OUTCOMES, 0) | Counter(old[rule]),
            "after": dict.fromkeys(OUTCOMES, 0) | Counter(new[rule]),
        }
        for rule in rules
    }
    rows = [
        {
            "file": name, "rule": rule, "before": old[rule][at], "after": new[rule][at],
            "message": sentences.told(rule, document.dossier, new[rule][at]),
        }
        for at, (name, document) in enumerate(documents)
        for rule in rules
        if told_apart(old[rule][at], new[rule][at])
    ]  # fmt: skip
    if args.json:
        _print_json({"returns": len(args.returns), "rules": counts, "changes": rows})
    else:
        _print_trial(len(args.returns), counts, rows)
    return 1 if any(row["after"] == FAILS for row in rows) else 0


def _document(path: Path, regime: Regime, frequency: Frequency) -> Document:
    try:
        document = parse_document(_text(path), {regime.key: regime})
    except InterchangeError as error:
        raise _BadCallError(f"{path.name}：{error.message}") from None
    if document.period.frequency is not frequency:
        told = document.period.frequency.label
        raise _BadCallError(f"{path.name}是{told}，草案是{frequency.label}的规则")
    return document


def _print_trial(
    judged: int, counts: dict[str, dict[str, dict[str, int]]], rows: list[dict[str, str]]
) -> None:
    print(f"判断报表{judged}份，有变化的规则{len(counts)}条")
    for rule, sides in counts.items():
        for side, name in (("before", "现行"), ("after", "草案")):
            told = "，".join(
                f"{OUTCOMES[key]}{count}" for key, count in sides[side].items()
                if count or key != ABSENT
            )  # fmt: skip
            print(f"{rule} {name}：{told}")
    for row in rows:
        print(
            f"{row['file']} {row['rule']} {OUTCOMES[row['before']]} → {OUTCOMES[row['after']]} {row['message']}"
        )


# ---- diff ---------------------------------------------------------------------------------------


def _diff(args: argparse.Namespace) -> int:
    found = compare_rules(_regime(args.old), _regime(args.new))
    if args.json:
        _print_json([
            {"change": d.change, "name": d.what, "before": d.before, "after": d.after}
            for d in found
        ])  # fmt: skip
        return 0
    for each in found:
        print(f"{each.change} {each.what} {each.title}")
        for mark, line in each.lines:
            print(f"  {mark} {line}")
    print(f"共{len(found)}处不同")
    return 0


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))
