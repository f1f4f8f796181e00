"""``python -m tests.differential --returns 100000``: the long comparison of all executors."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from multiprocessing import get_context
from typing import TextIO

from tests.differential.compare import EXECUTORS, Tally, compare_numbers

_CHUNK = 2000
_SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.differential")
    parser.add_argument("--returns", type=int, default=100_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--executor", action="append", choices=sorted(EXECUTORS))
    given = parser.parse_args(arguments)
    chosen = tuple(given.executor or EXECUTORS)
    starts = range(0, given.returns, _CHUNK)
    jobs = [(given.seed, at, min(_CHUNK, given.returns - at), chosen) for at in starts]
    began, whole = time.monotonic(), Tally()
    with get_context("spawn").Pool(given.workers) as pool:
        for tally in pool.imap_unordered(compare_numbers, jobs):
            whole.add(tally)
            _say(f"{whole.returns}/{given.returns}  不一致 {len(whole.differences)}", sys.stderr)
    report(whole, chosen, time.monotonic() - began)
    return 1 if whole.differences else 0


def report(tally: Tally, chosen: Sequence[str], seconds: float) -> None:
    """The counts, for people."""
    _say(f"执行器：platform、{'、'.join(chosen)}；{tally.returns} 份报表，用时 {seconds:.0f} 秒")
    _say("类型：" + "，".join(f"{kind} {count}" for kind, count in tally.kinds.items()))
    _say("判定：" + "，".join(f"{name} {count}" for name, count in tally.outcomes.items()))
    _say(f"共 {sum(tally.outcomes.values())} 条规则实例，{tally.messages} 条说明")
    lame = sorted(rule for rule, seen in tally.rules.items() if not {"pass", "fail"} <= seen)
    _say(f"规则 {len(tally.rules)} 条，未同时出现通过与未通过的：{'、'.join(lame) or '无'}")
    for line in tally.differences[:_SHOWN]:
        _say(line)
    _say(f"不一致 {len(tally.differences)} 处")


def _say(text: str, file: TextIO = sys.stdout) -> None:
    print(text, file=file, flush=True)


if __name__ == "__main__":
    sys.exit(main())
