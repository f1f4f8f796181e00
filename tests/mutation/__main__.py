"""``./run mutate``: changes the audit engine in thousands of ways and counts what the tests notice.

mutmut does the work in ``mutants/``; this chooses modules, samples and seconds of tests per change,
and prints what tests/mutation/README.md tells.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from mutmut.__main__ import copy_src_dir, create_mutants
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

from tests.mutation.plugin import BUDGET

#: What counts as noticed: a test failed, the run never came to an end, or the process died.
NOTICED = {"killed", "timeout", "segfault"}
_OPEN = {"survived", "no tests", "suspicious"}
_NOT_RUN = 255


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./run mutate", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="as in emit, columnar_plan")
    parser.add_argument("--seconds", type=float, help="tests per change, quickest first (8)")
    parser.add_argument("--again", action="store_true", help="only what has survived so far")
    parser.add_argument("--sample", type=int, help="so many changes per module, chosen by lot")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--table", action="store_true", help="run nothing, print the table")
    parser.add_argument("--survivors", action="store_true", help="run nothing, show what survived")
    given = parser.parse_args(arguments)
    if not given.table and not given.survivors:
        _run(given)
    results = _results(given.modules)
    if given.survivors:
        _show(results)
    else:
        _table(results)
    return 0


def _run(given: argparse.Namespace) -> None:
    if given.again or given.sample:
        results = _results(given.modules) or _made(given)
        names = [
            name
            for module in results.values()
            for name in _chosen(module, again=given.again, sample=given.sample)
        ]
    else:
        names = [f"ruantong.core.rules.{m}.*" for m in given.modules if m != "guards"]
        names += ["ruantong.core.guards.*"] if "guards" in given.modules else []
    if (given.again or given.sample) and not names:
        return
    _mutmut(names, given.seconds or 8, given.workers)


def _made(given: argparse.Namespace) -> Mapping[Path, Mapping[str, str]]:
    """The changes themselves, before the first run."""
    Path("mutants").mkdir(exist_ok=True)
    copy_src_dir()
    create_mutants(given.workers)
    return _results(given.modules)


def _mutmut(names: Sequence[str], seconds: float, workers: int) -> None:
    environment = {"RUANTONG_DIFFERENTIAL": "200", **os.environ, BUDGET: str(seconds)}
    subprocess.run(
        [
            str(Path(sys.executable).with_name("mutmut")),
            "run",
            "--max-children",
            str(workers),
            *names,
        ],
        env=environment,
        check=True,
    )


def _results(modules: Sequence[str]) -> dict[Path, Mapping[str, str]]:
    """Outcome of every change by module; of all modules that have changes when none is named."""
    found: dict[Path, Mapping[str, str]] = {}
    for meta in sorted(Path("mutants").rglob("*.py.meta")):
        path = meta.relative_to("mutants").with_suffix("")
        codes = json.loads(meta.read_text())["exit_code_by_key"]
        if codes and (not modules or path.stem in modules):
            found[path] = {name: _status(code) for name, code in codes.items()}
    return found


def _status(code: int | None) -> str:
    # mutmut takes 255 for a timeout; it is what a run leaves that could not even begin.
    return "not run" if code == _NOT_RUN else status_by_exit_code[code]


def _chosen(results: Mapping[str, str], *, again: bool, sample: int | None) -> list[str]:
    names = [n for n, status in results.items() if not again or status in _OPEN]
    if sample is None or sample >= len(names):
        return names
    return random.Random(1).sample(names, sample)


def _table(results: Mapping[Path, Mapping[str, str]]) -> None:
    whole: Counter[str] = Counter()
    for path, outcomes in results.items():
        counts = Counter(outcomes.values())
        whole += counts
        _row(path.stem, counts)
    _row("合计", whole)


def _row(name: str, counts: Counter[str]) -> None:
    tried = sum(counts.values()) - counts["not checked"] - counts["not run"]
    noticed = sum(counts[status] for status in NOTICED)
    share = f"{100 * noticed / tried:5.1f} %" if tried else "    –"
    rest = ", ".join(f"{status} {n}" for status, n in sorted(counts.items()) if status != "killed")
    print(f"{name:22} {tried:6} {noticed:6} {tried - noticed:5} {share}   {rest}")  # noqa: T201


def _show(results: Mapping[Path, Mapping[str, str]]) -> None:
    for path, outcomes in results.items():
        for name, status in outcomes.items():
            if status in _OPEN:
                print(f"# {name}: {status}")  # noqa: T201
                diff = get_diff_for_mutant(name, path=path).splitlines()
                print("\n".join(line for line in diff[2:] if line[:1] in "+-@"))  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
