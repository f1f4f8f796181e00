"""``./run bench rules``: what judging costs, beside the limit and beside others, in one run.

Prints a table, writes docs/benchmarks-rules.md with its chart, and ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.rules import engines, many, page, repair, single

DOCS = Path(__file__).parents[2] / "docs"
_SUMMARY = ("columnar_vs_polars", "vs_pandera", "vs_vtlengine", "vs_duckdb")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench rules", description="审核性能对比")
    parser.add_argument("--returns", type=int, default=many.PERIOD, help="一个报告期的报表数")
    parser.add_argument("--repairs", type=int, default=120, help="求最小修改的不符报表数")
    parser.add_argument("--dry", action="store_true", help="不写入docs")
    given = parser.parse_args()
    found: dict[str, object] = {}
    for title, measure in (
        ("一份报表", single.measure),
        ("按列审核", lambda: many.measure(given.returns)),
        ("最小修改", lambda: repair.measure(given.repairs)),
        ("其他引擎", lambda: engines.measure(given.returns)),
    ):
        print(f"测量 {title}…", file=sys.stderr, flush=True)
        found |= measure()
    rows = page.rows(found)
    print(page.table(rows))
    if not given.dry:
        (DOCS / "benchmarks-rules.md").write_text(page.markdown(found, rows), encoding="utf-8")
        images = DOCS / "images"
        (images / "benchmarks-rules.svg").write_text(page.chart(found), encoding="utf-8")
    summary = {
        "one_return_us": found["monthly_rules_us"],
        "report_us": found["monthly_report_us"],
        "repair_ms_median": found["repair_ms_median"],
        **{name: found[name] for name in _SUMMARY},
    }
    print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main())
