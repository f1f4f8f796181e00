"""``python -m tests.differential --returns 100000``: the long comparison of all executors.

``--made 300`` adds that many sets of random rules on each kind of ground (``made_rules.py``).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import get_context
from typing import TextIO

from tests.differential.compare import EXECUTORS, Tally, compare_numbers
from tests.differential.made_rules import GROUNDS, RULES_IN_SET, compare_set

_CHUNK = 2000
_MADE_RETURNS = 60
_SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.differential")
    parser.add_argument("--returns", type=int, default=100_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--made", type=int, default=0)
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
        unlike = made(given.made, pool.imap_unordered)
    return 1 if whole.differences or unlike else 0


def made(sets: int, spread: Callable[..., Iterable[list[str]]]) -> int:
    """Compares all executors on sets of random rules; says what differs, and gives how much."""
    jobs = [(name, seed, _MADE_RETURNS) for seed in range(sets) for name in GROUNDS]
    unlike = [line for lines in spread(compare_set, jobs) for line in lines]
    for line in unlike[:_SHOWN]:
        _say(line)
    if jobs:
        many = len(jobs) * RULES_IN_SET
        _say(f"随机规则 {many} 条，各 {_MADE_RETURNS} 份报表：不一致 {len(unlike)} 处")
    return len(unlike)


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
