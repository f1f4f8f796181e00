"""``ruantong rules vtl PACK``: the rules of an edition as VTL 2.1."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ruantong.core.dossier import Dossier
from ruantong.core.interchange import InterchangeError, parse_document
from ruantong.core.pack import PackError, load_pack
from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.core.values import shown
from ruantong.exchange.vtl.data import catalogue_csv, structures_json, wide_csv
from ruantong.exchange.vtl.rules import VtlExport, export_vtl

_MOST_BYTES = 8_000_000
_FREQUENCIES = [Frequency.MONTHLY.value, Frequency.ANNUAL.value]


class _BadCallError(Exception):
    """The call cannot be carried out; the text is one Chinese line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``PACK [--frequency …] [--out FILE [--returns FILE…]]``."""
    parser.add_argument("pack", metavar="PACK", help="制度包文件夹")
    parser.add_argument(
        "--frequency", choices=_FREQUENCIES,
        help="monthly 月报，annual 年报；不写则两种都要",
    )  # fmt: skip
    parser.add_argument(
        "--out", metavar="FILE", type=Path,
        help="写入此文件，旁边另写数据结构（.structure.json）和数据项目录（.measures.csv）；不写则输出到屏幕",
    )  # fmt: skip
    parser.add_argument(
        "--returns", metavar="FILE", type=Path, nargs="+", default=[],
        help="同时把这些报表（JSON交换格式）写成VTL所读的宽表（.数据集名.csv），须与--out同用",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """0 done; 2 wrong input or call."""
    try:
        rulesets = _rulesets(Path(args.pack), args.frequency)
        if args.returns and args.out is None:
            raise _BadCallError("--returns 须与 --out 同用")
        _export(args, [export_vtl(ruleset) for ruleset in rulesets])
    except _BadCallError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    return 0


def run_export(pack: str) -> int:
    """``ruantong rules --vtl PACK``: both frequencies to the screen."""
    return run(argparse.Namespace(pack=pack, frequency=None, out=None, returns=[]))


def _rulesets(folder: Path, frequency: str | None) -> list[RuleSet]:
    wanted = [frequency] if frequency else _FREQUENCIES
    try:
        regime = load_pack(folder)
        return [compile_rules(regime, Frequency(each)) for each in wanted]
    except (PackError, RuleTextError) as error:
        raise _BadCallError(f"制度包有错：{error.faults[0]}") from None


def _export(args: argparse.Namespace, exports: Sequence[VtlExport]) -> None:
    text = "\n".join(export.text() for export in exports)
    if args.out is None:
        print(text, end="")
        return
    out: Path = args.out
    sets = [one for export in exports for one in export.sets]
    texts = {
        out: text,
        out.with_suffix(".structure.json"): structures_json(sets),
        out.with_suffix(".measures.csv"): catalogue_csv(sets),
    }
    for name, table in _tables(args.returns, exports).items():
        texts[out.with_suffix(f".{name}.csv")] = table
    for path, content in texts.items():
        try:
            path.write_text(content, encoding="utf-8")
        except OSError:
            raise _BadCallError(f"文件“{shown(path.name)}”无法写入") from None
        print(f"已写入 {path}", file=sys.stderr)


def _tables(paths: Sequence[Path], exports: Sequence[VtlExport]) -> dict[str, str]:
    """The returns as the wide tables of their frequency."""
    by_frequency: dict[Frequency, list[tuple[str, Dossier]]] = {
        export.ruleset.frequency: [] for export in exports
    }
    for path in paths:
        dossier = _dossier(path, exports[0].ruleset.regime)
        if dossier.period.frequency not in by_frequency:
            raise _BadCallError(f"{shown(path.name)}：报表与--frequency不符")
        by_frequency[dossier.period.frequency].append((path.stem, dossier))
    tables: dict[str, str] = {}
    for export in exports:
        returns = by_frequency[export.ruleset.frequency]
        tables |= wide_csv(export.ruleset, export.sets, returns) if returns else {}
    return tables


def _dossier(path: Path, regime: Regime) -> Dossier:
    try:
        document = parse_document(_read(path), {regime.key: regime})
    except InterchangeError as error:
        raise _BadCallError(f"{shown(path.name)}：{error.message}") from None
    if document.faults:
        fault = document.faults[0]
        raise _BadCallError(f"{shown(path.name)}：{fault.cell}：{fault.message}")
    return document.dossier


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _BadCallError(f"文件“{shown(path.name)}”过大，应不超过8兆字节")
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise _BadCallError(f"文件“{shown(path.name)}”无法读取") from None
    except UnicodeDecodeError:
        raise _BadCallError(f"文件“{shown(path.name)}”不是UTF-8编码") from None
