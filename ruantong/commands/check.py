"""``ruantong check FILE``: 数据审核 of one return in the interchange format, without a database."""

from __future__ import annotations

import argparse
import functools
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from ruantong.core.cells import spec_of
from ruantong.core.earlier import earlier_values
from ruantong.core.findings import Finding, Outcome
from ruantong.core.interchange import Document, InterchangeError, parse_document
from ruantong.core.pack import PackError, load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.regime import Severity
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.ruleset import compile_rules
from ruantong.core.validation import Report, validate
from ruantong.core.values import shown
from ruantong.returns.judging.causes import UNFILLED, causes

_MOST_BYTES = 8_000_000
_LEVELS = {Severity.ERROR: "强制性", Severity.QUERY: "核实性", Severity.COMPUTED: "计算"}
_FAULTS_SHOWN = 3
_CELLS_SHOWN = 6
_packs = functools.cache(load_packs)


class _BadFileError(Exception):
    """The file cannot be checked; the text is one Chinese line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``FILE`` and ``--json``."""
    parser.add_argument("file", metavar="FILE", help="报表文件（JSON交换格式）；“-”表示标准输入")
    parser.add_argument("--json", action="store_true", help="以JSON输出审核结果")


def run(args: argparse.Namespace) -> int:
    """0 审核通过; 1 审核不通过; 2 the file is no return that could be checked."""
    try:
        document = _read(args.file)
    except _BadFileError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    ruleset = compile_rules(document.regime, document.period.frequency)
    report = validate(ruleset, document.dossier)
    if args.json:
        print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(document, report, causes(ruleset, document.dossier, report.findings))
    return 0 if report.passed else 1


def _read(name: str) -> Document:
    try:
        data = sys.stdin.buffer.read(_MOST_BYTES) if name == "-" else _bytes(Path(name))
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _BadFileError(
            f"文件“{shown(Path(name).name)}”不是UTF-8编码，应为UTF-8编码的JSON文件"
        ) from None
    except OSError:
        raise _BadFileError(
            f"文件“{shown(Path(name).name)}”无法读取，应为一份报表的JSON文件"
        ) from None
    try:
        document = parse_document(text, _packs(packs_dir()))
    except InterchangeError as error:
        raise _BadFileError(error.message) from None
    except (PackError, RuleTextError) as error:
        raise _BadFileError(f"制度包有错：{error.faults[0]}") from None
    if document.faults:
        raise _BadFileError(_told(document))
    return document


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise _BadFileError(
            f"文件“{shown(path.name)}”过大，应不超过{_MOST_BYTES // 1_000_000}兆字节"
        )
    return path.read_bytes()


def _told(document: Document) -> str:
    """Cells whose text could not be kept: the first few in full, on one line."""
    faults = document.faults
    told = "；".join(f"{fault.cell}：{fault.message}" for fault in faults[:_FAULTS_SHOWN])
    more = f"（另有{len(faults) - _FAULTS_SHOWN}处）" if len(faults) > _FAULTS_SHOWN else ""
    return f"{told}{more}"


def _print(document: Document, report: Report, waiting: Mapping[str, str]) -> None:
    """Counts of every verdict; what waits for a blank cell or an untouched form is told once, under it."""
    unit, counts = document.unit, report.counts
    print(f"{unit.name}（{unit.uscc}） {document.period.label} {document.regime.edition}")
    for notice in document.notices:
        print(f"注意：{notice}")
    print()
    for name, count in (
        ("通过", counts.pass_),
        ("不通过", counts.fail),
        ("不适用", counts.not_applicable),
        ("未能判定", counts.not_evaluated),
        ("合计", counts.total),
    ):
        print(f"{name}{'　' * (4 - len(name))} {count:>5}")
    print()
    behind = Counter(waiting.values())
    for form in document.regime.forms:
        if behind[f"{UNFILLED}{form.code}"]:
            print(f"[{form.number}] 强制性：{form.number} {form.name}还没有填写。")
    for finding in report.findings:
        if finding.key in waiting:
            continue
        print(_line(finding))
        if behind[finding.key]:
            print(f"    填写以后再核对与它有关的{behind[finding.key]}项审核关系。")
        for line in _earlier(document, finding):
            print(line)
    errors, queries = len(report.errors), len(report.queries)
    if report.findings:
        print()
    if not report.passed:
        print(f"审核未通过：强制性审核不符{errors}项，核实性审核不符{queries}项。")
    elif queries:
        print(f"审核通过。核实性审核不符{queries}项，须写填写说明后上报。")
    else:
        print("审核通过。")


def _earlier(document: Document, finding: Finding) -> Iterator[str]:
    """The cells at fault as they stood in the returns this one is compared with."""
    for ref in finding.cells[:_CELLS_SHOWN]:
        told = earlier_values(document.regime, document.dossier, ref)
        if told:
            past = "，".join(f"{one.label} {one.text}" for one in told)
            yield f"    {spec_of(document.regime, ref).title}：{past}"


def _line(finding: Finding) -> str:
    level = _LEVELS[finding.severity]
    if finding.outcome is Outcome.NOT_EVALUATED:
        level += "·未能判定"
    label = f" {finding.instance}" if finding.instance else ""
    return f"[{finding.rule}{label}] {level}：{finding.message}"
