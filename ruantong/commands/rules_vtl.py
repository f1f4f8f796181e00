"""``ruantong rules vtl PACK``: the rules of an edition as VTL 2.1, and drafts from VTL text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ruantong.core.dossier import Dossier
from ruantong.core.interchange import InterchangeError, parse_document
from ruantong.core.pack import PackError, load_pack
from ruantong.core.periods import Frequency
from ruantong.core.rules.faults import RuleTextError
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.core.rules.vtl import VtlExport, export_vtl
from ruantong.core.rules.vtl_data import catalogue_csv, structures_json, wide_csv
from ruantong.core.rules.vtl_draft import draft_rules, known_measures
from ruantong.core.values import shown

_MOST_BYTES = 8_000_000
_FREQUENCIES = [Frequency.MONTHLY.value, Frequency.ANNUAL.value]


class _BadCallError(Exception):
    """The call cannot be carried out; the text is one Chinese line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``PACK --frequency … [--out FILE [--returns FILE…]]``, or ``PACK --frequency … --import FILE``."""
    parser.add_argument("pack", metavar="PACK", help="制度包文件夹")
    parser.add_argument(
        "--frequency", choices=_FREQUENCIES, required=True,
        help="monthly 月报，annual 年报",
    )  # fmt: skip
    parser.add_argument(
        "--out", metavar="FILE", type=Path,
        help="写入此文件，旁边另写数据结构（.structure.json）和数据项目录（.measures.csv）；不写则输出到屏幕",
    )  # fmt: skip
    parser.add_argument(
        "--returns", metavar="FILE", type=Path, nargs="+", default=[],
        help="同时把这些报表（JSON交换格式）写成VTL所读的宽表（.数据集名.csv），须与--out同用",
    )  # fmt: skip
    parser.add_argument(
        "--import", metavar="FILE", type=Path, dest="source",
        help="反过来：把VTL规则（子集，见docs/vtl.md）译成审核关系草稿",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """0 done; 1 parts of the imported text lie outside the subset; 2 wrong input or call."""
    try:
        ruleset = _ruleset(Path(args.pack), Frequency(args.frequency))
        if args.source is not None:
            return _import(args.source, ruleset)
        if args.returns and args.out is None:
            raise _BadCallError("--returns 须与 --out 同用")
        _export(args, export_vtl(ruleset))
    except _BadCallError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    return 0


def _ruleset(folder: Path, frequency: Frequency) -> RuleSet:
    try:
        return compile_rules(load_pack(folder), frequency)
    except (PackError, RuleTextError) as error:
        raise _BadCallError(f"制度包有错：{error.faults[0]}") from None


def _export(args: argparse.Namespace, export: VtlExport) -> None:
    if args.out is None:
        print(export.text(), end="")
        return
    out: Path = args.out
    texts = {
        out: export.text(),
        out.with_suffix(".structure.json"): structures_json(export.sets),
        out.with_suffix(".measures.csv"): catalogue_csv(export.sets),
    }
    if args.returns:
        ruleset = export.ruleset
        returns = [(path.stem, _document(path, ruleset)) for path in args.returns]
        for name, text in wide_csv(ruleset, export.sets, returns).items():
            texts[out.with_suffix(f".{name}.csv")] = text
    for path, text in texts.items():
        try:
            path.write_text(text, encoding="utf-8")
        except OSError:
            raise _BadCallError(f"文件“{shown(path.name)}”无法写入") from None
        print(f"已写入 {path}", file=sys.stderr)


def _document(path: Path, ruleset: RuleSet) -> Dossier:
    regime = ruleset.regime
    try:
        document = parse_document(_read(path), {regime.key: regime})
    except InterchangeError as error:
        raise _BadCallError(f"{shown(path.name)}：{error.message}") from None
    if document.period.frequency is not ruleset.frequency:
        raise _BadCallError(f"{shown(path.name)}：报表与--frequency不符")
    if document.faults:
        fault = document.faults[0]
        raise _BadCallError(f"{shown(path.name)}：{fault.cell}：{fault.message}")
    return document.dossier


def _import(path: Path, ruleset: RuleSet) -> int:
    draft = draft_rules(_read(path), known_measures(ruleset))
    for form, text in draft.texts.items():
        print(f"# {ruleset.regime.form[form].number}：由VTL译出的草稿，须逐条核对后使用\n\n{text}")
    for fault in draft.faults:
        print(fault, file=sys.stderr)
    print(f"译出{len(draft.ids)}条，未译出{len(draft.faults)}处", file=sys.stderr)
    return 1 if draft.faults else 0


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _BadCallError(f"文件“{shown(path.name)}”过大，应不超过8兆字节")
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise _BadCallError(f"文件“{shown(path.name)}”无法读取") from None
    except UnicodeDecodeError:
        raise _BadCallError(f"文件“{shown(path.name)}”不是UTF-8编码") from None
