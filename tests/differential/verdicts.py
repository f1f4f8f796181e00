"""``python -m tests.differential.verdicts --returns 100000``: columns against the function, at length.

Only verdicts and counts, without rules one by one and without messages: several times as many
returns in the same time as the whole comparison.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing import get_context

from ruantong.core.periods import Frequency
from ruantong.core.rules.columnar import evaluate
from ruantong.core.rules.python import FAIL
from ruantong.core.validation import judge
from tests.differential.columns import stored_frame, typed_frame
from tests.differential.returns import EDITIONS, Sample, ruleset, samples_of

Job = tuple[str, Frequency, str, int, int]
_CHUNK = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.differential.verdicts")
    parser.add_argument("--returns", type=int, default=100_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args(arguments)
    each = -(-given.returns // len(EDITIONS))
    jobs = [
        (*edition, given.seed, start, min(_CHUNK, each - start))
        for start in range(0, each, _CHUNK)
        for edition in EDITIONS
    ]
    began, outcomes, returns, different = time.monotonic(), Counter[str](), 0, 0
    with get_context("spawn").Pool(given.workers) as pool:
        for found, told in pool.imap_unordered(chunk, jobs):
            outcomes += found
            returns += found["returns"]
            different += len(told)
            _say(*told[:5], f"{returns}  不一致 {different}")
    del outcomes["returns"]
    _say(
        f"{returns} 份报表，{sum(outcomes.values())} 个判定，用时 {time.monotonic() - began:.0f} 秒"
    )
    _say("，".join(f"{name} {count}" for name, count in outcomes.items()))
    _say(f"不一致 {different} 份")
    return 1 if different else 0


def chunk(job: Job) -> tuple[Counter[str], list[str]]:
    """Outcomes counted, and the returns about which the two disagree; every fourth chunk from JSON."""
    regime, frequency, seed, start, count = job
    rules = ruleset(regime, frequency)
    drawn = list(samples_of(regime, frequency, count, seed=seed, start=start))
    make = stored_frame if start // _CHUNK % 4 == 3 else typed_frame
    result = evaluate(rules, make(rules, drawn))
    found: dict[int, set[tuple[str, str, int, str]]] = {one.number: set() for one in drawn}
    for name, *finding in result.failures().iter_rows():
        found[name].add(tuple(finding))
    outcomes, told = Counter({"returns": len(drawn)}), []
    for one, row in zip(drawn, result.counts.iter_rows(), strict=True):
        counts, verdicts = _right(one)
        for name, many in zip(result.counts.columns[1:5], counts, strict=False):
            outcomes[name] += many
        if row[1:] != counts or found[one.number] != verdicts:
            unlike = sorted(found[one.number] ^ verdicts)[:3]
            told.append(
                f"#{one.number} {regime} {frequency} {one.kind} {row[1:]} {counts} {unlike}"
            )
    return outcomes, told


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def _right(one: Sample) -> tuple[tuple[int, ...], set[tuple[str, str, int, str]]]:
    rules = ruleset(one.regime, one.frequency)
    skipped, extra, verdicts = judge(rules, one.dossier)
    fails = sum(1 for verdict in verdicts if verdict[2] == FAIL)
    total = len(rules.instances) + extra
    counts = (total - skipped - len(verdicts), fails, skipped, len(verdicts) - fails, total)
    named = set()
    for number, line, what in verdicts:
        instance = rules.instances[number]
        outcome = "fail" if what == FAIL else "not_evaluated"
        named.add((instance.rule.id, instance.label, line, outcome))
    return counts, named


if __name__ == "__main__":
    sys.exit(main())
