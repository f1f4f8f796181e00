"""``ruantong aggregate PERIOD``: an output table of a period from the database."""

from __future__ import annotations

import argparse
import json
import os
import sys

from ruantong.core.periods import Period, PeriodFault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Period and view."""
    parser.add_argument("period", help="报告期：2023（年报）或 2024-05（月报）")
    parser.add_argument("--table", default="", metavar="KEY", help="汇总表，默认第一张")
    parser.add_argument("--view", choices=["city", "national"], default="city", help="口径")
    parser.add_argument("--json", action="store_true", help="输出JSON")


def run(args: argparse.Namespace) -> int:
    """Print the table; 1 when the period has no accepted return, 2 for a wrong period."""
    try:
        period = Period.parse(args.period)
    except PeriodFault as fault:
        print(fault.message, file=sys.stderr)
        return 2
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruantong.site.settings")
    django.setup()
    from ruantong.outputs.actions import lines_by_district
    from ruantong.outputs.collect import collect, views_of
    from ruantong.returns.errors import Refused

    try:
        collected = collect(period, args.view, table=args.table)
    except Refused as refusal:
        print(refusal.message, file=sys.stderr)
        return 2
    if not collected.contributions:
        print(f"{period.label}没有市级已通过的报表。", file=sys.stderr)
        return 1
    districts = lines_by_district(collected)
    if args.json:
        content = {
            "period": str(period),
            "view": args.view,
            "regime": collected.regime.key,
            "returns": len(collected.contributions),
            "left_out": collected.left_out,
            "city": districts.pop(""),
            "districts": districts,
        }
        print(json.dumps(content, ensure_ascii=False, indent=2))
        return 0
    print(f"{period.label}{collected.table.title}（{views_of(period)[args.view]}）")
    print(f"汇总单位{len(collected.contributions)}家，口径外{collected.left_out}家")
    for line in districts[""]:
        print(
            f"{line['name']}\t{line['published_unit']}\t{line['published_current']}"
            f"\t{line['published_base']}\t{line['growth']}"
        )
    return 0
