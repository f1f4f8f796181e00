"""Executors against the platform's own outcomes: what differs, return by return.

An executor takes samples and gives one result for each, in the format of ``outcomes.py`` (the parts
it can give). ``EXECUTORS`` names those that ``python -m tests.differential`` compares.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruantong.core.rules.executors.browser_document import rules_json
from tests.differential.columns import columns_outcomes
from tests.differential.outcomes import python_outcomes
from tests.differential.returns import EDITIONS, Sample, ruleset, samples

Result = Mapping[str, Any]
Executor = Callable[[Sequence[Sample]], list[Result]]

RUN = Path(__file__).parent / "run.js"
_OUTCOMES = ("pass", "fail", "not_applicable", "not_evaluated")


def documents() -> dict[str, str]:
    """The rules documents of all editions, by the name ``run.js`` knows them by."""
    return {
        f"{key}-{frequency}": rules_json(ruleset(key, frequency)) for key, frequency in EDITIONS
    }


def browser_outcomes(drawn: Sequence[Sample]) -> list[Result]:
    """What the browser's modules make of the samples, run by Node."""
    return run_node(documents(), [one.line() for one in drawn])


def run_node(rules: Mapping[str, str], lines: Sequence[str], script: Path = RUN) -> list[Result]:
    """The lines a script prints for lines of NDJSON, judged by these rules documents."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in rules.items():
            (Path(folder) / f"{name}.json").write_text(text, encoding="utf-8")
        done = subprocess.run(
            ["node", str(script), folder],
            input="".join(f"{line}\n" for line in lines),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


EXECUTORS: dict[str, Executor] = {
    "browser": browser_outcomes,
    "columns": columns_outcomes,
}


@dataclass
class Tally:
    """What was compared. ``differences`` are lines that say where an executor disagreed."""

    returns: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    rules: dict[str, set[str]] = field(default_factory=dict)
    messages: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Takes another tally in."""
        self.returns += other.returns
        self.kinds += other.kinds
        self.outcomes += other.outcomes
        self.messages += other.messages
        self.differences += other.differences
        for rule, seen in other.rules.items():
            self.rules.setdefault(rule, set()).update(seen)


def compare(drawn: Sequence[Sample], executors: Mapping[str, Executor]) -> Tally:
    """Every executor's result for every sample against the platform's."""
    expected = [expected_of(one) for one in drawn]
    tally = Tally(returns=len(drawn))
    for one, right in zip(drawn, expected, strict=True):
        tally.kinds[one.kind] += 1
        tally.outcomes.update(dict(zip(_OUTCOMES, right["counts"], strict=True)))
        tally.messages += len(right["findings"])
        for rule, four in right["rules"].items():
            seen = tally.rules.setdefault(rule, set())
            seen.update(name for name, count in zip(_OUTCOMES, four, strict=True) if count)
    for name, executor in executors.items():
        results = executor(drawn)
        for one, right, found in zip(drawn, expected, results, strict=True):
            tally.differences += [f"{name} {where}" for where in differences(one, right, found)]
    return tally


def compare_numbers(job: tuple[str, int, int, tuple[str, ...]]) -> Tally:
    """One process's part of a long comparison: seed, first number, count, names of executors."""
    seed, start, count, chosen = job
    drawn = list(samples(count, seed=seed, start=start))
    return compare(drawn, {name: EXECUTORS[name] for name in chosen})


def expected_of(one: Sample) -> dict[str, Any]:
    """The platform's result as it looks after a journey through JSON."""
    said = python_outcomes(one)
    found = {**said.to_dict(), "verdicts": dict(said.verdicts), "unclear": list(one.unclear)}
    plain: dict[str, Any] = json.loads(json.dumps(found))
    return plain


def differences(one: Sample, right: Result, found: Result) -> list[str]:
    """What an executor says otherwise; parts it does not give are not compared."""
    place = f"#{one.number} {one.regime} {one.frequency} {one.kind}"
    told = [
        f"{place} {part}: {_unlike(right[part], found[part])}"
        for part in ("counts", "rules", "verdicts", "automatic", "unclear")
        if part in found and found[part] != right[part]
    ]
    if "findings" in found and found["findings"] != right["findings"]:
        ours, theirs = _by_key(right["findings"]), _by_key(found["findings"])
        told.append(f"{place} findings: {_unlike(ours, theirs)}")
    return told


def _by_key(findings: Sequence[Sequence[Any]]) -> dict[str, Any]:
    return {finding[0]: finding[1:] for finding in findings}


def _unlike(right: Any, found: Any) -> str:
    if isinstance(right, dict) and isinstance(found, dict):
        for key in dict.fromkeys([*right, *found]):
            if right.get(key) != found.get(key):
                return f"{key} 应为 {right.get(key)!r}，得 {found.get(key)!r}"
        return "次序不同"
    return f"应为 {right!r}，得 {found!r}"
