"""The columnar executor as an executor of the comparison: typed returns, and stored JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ruantong.core.dossier import UnitFacts
from ruantong.core.rules.executors.columns import (
    BY_LINE,
    ColumnarResult,
    Frame,
    Stored,
    evaluate,
    frame_of,
)
from ruantong.core.rules.ruleset import RuleSet
from tests.differential.returns import Sample, ruleset

#: In the order of the outcomes' codes.
_COUNTS = ("pass", "fail", "not_applicable", "not_evaluated")


def stored(sample: Sample) -> Stored:
    """A sample as its revision would be stored."""
    document = sample.document
    facts = dict(document["unit"])
    unit = UnitFacts(**{**facts, "lists": frozenset(facts["lists"])})
    others = (document["previous"], document["year_ago"], document["december"])
    return Stored(sample.dossier.period, unit, document["forms"], *others)


def typed_frame(rules: RuleSet, drawn: Sequence[Sample]) -> Frame:
    """Samples as typed dossiers; the sample's number is its name."""
    return frame_of(rules, [one.dossier for one in drawn], ids=[one.number for one in drawn])


def stored_frame(rules: RuleSet, drawn: Sequence[Sample]) -> Frame:
    """Samples as stored JSON."""
    return frame_of(rules, [stored(one) for one in drawn], ids=[one.number for one in drawn])


def typed_columns(drawn: Sequence[Sample]) -> list[Mapping[str, Any]]:
    """Outcomes of typed dossiers."""
    return _outcomes(drawn, typed_frame)


def stored_columns(drawn: Sequence[Sample]) -> list[Mapping[str, Any]]:
    """Outcomes of stored JSON."""
    return _outcomes(drawn, stored_frame)


def _outcomes(
    drawn: Sequence[Sample], make: Callable[[RuleSet, Sequence[Sample]], Frame]
) -> list[Mapping[str, Any]]:
    by_rules: dict[tuple[str, Any], list[Sample]] = defaultdict(list)
    for one in drawn:
        by_rules[one.regime, one.frequency].append(one)
    found: dict[int, dict[str, Any]] = {}
    for (regime, frequency), members in by_rules.items():
        rules = ruleset(regime, frequency)
        found |= results(evaluate(rules, make(rules, members)))
    return [found[one.number] for one in drawn]


def results(result: ColumnarResult) -> dict[int, dict[str, Any]]:
    """By return: counts, counts of each rule, verdicts by key (see ``outcomes.py``)."""
    found: dict[int, dict[str, Any]] = {
        row[0]: {"counts": list(row[1:5]), "rules": {}, "verdicts": {}, "total": row[5]}
        for row in result.counts.select("id", *_COUNTS, "total").iter_rows()
    }
    names = [instance.rule.id for instance in result.instances]
    for row, one in zip(result.outcomes.iter_rows(), found.values(), strict=True):
        for name, outcome in zip(names, row, strict=True):
            four = one["rules"].setdefault(name, [0, 0, 0, 0])
            if outcome != BY_LINE:
                four[outcome] += 1
    ids = result.ids.to_list()
    for lines in result.lines.values():
        numbers = [int(name) for name in lines.columns[2:]]
        for at, _line, *outcomes in lines.iter_rows():
            for number, outcome in zip(numbers, outcomes, strict=True):
                if outcome is not None:
                    found[ids[at]]["rules"][names[number]][outcome] += 1
    for name, rule, label, line, outcome in result.failures().iter_rows():
        full = ".".join(filter(None, (label, str(line) if line else "")))
        found[name]["verdicts"][f"{rule}:{full}" if full else rule] = outcome
    return found
