"""The columnar executor as an executor of the comparison: stored JSON, judged together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ruantong.core.dossier import Dossier, Forms, UnitFacts
from ruantong.core.interchange import forms_to_json, parse_forms
from ruantong.core.periods import Period
from ruantong.core.regime import Regime
from ruantong.core.rules.executors.columns import BY_LINE, ColumnarResult, evaluate
from ruantong.core.rules.executors.columns_frame import Frame, Stored, frame_of
from ruantong.core.rules.lowering.chain import FAIL, NOT_EVALUATED
from ruantong.core.rules.ruleset import RuleSet
from tests.differential.returns import Sample, ruleset

_SAID = {FAIL: "fail", NOT_EVALUATED: "not_evaluated"}


def stored(sample: Sample) -> Stored:
    """A sample as its revision would be stored."""
    document = sample.document
    facts = dict(document["unit"])
    unit = UnitFacts(**{**facts, "lists": frozenset(facts["lists"])})
    others = (document["previous"], document["year_ago"], document["december"])
    return Stored(sample.dossier.period, unit, document["forms"], *others)


def stored_of(regime: Regime, dossier: Dossier) -> Stored:
    """A typed return as it would be stored."""
    given = (dossier.forms, dossier.previous, dossier.year_ago, dossier.december)
    forms = (None if one is None else forms_to_json(regime, one) for one in given)
    return Stored(dossier.period, dossier.unit, *forms)  # type: ignore[arg-type]


def typed(regime: Regime, item: Stored) -> Dossier:
    """A stored return as the platform reads it everywhere else."""

    def read(forms: Any, period: Period) -> Forms | None:
        return None if forms is None else parse_forms(regime, period, forms)[0]

    return Dossier(
        item.period,
        item.unit,
        read(item.forms, item.period) or {},
        read(item.previous, item.period),
        read(item.year_ago, item.period),
        read(item.december, item.period.december()),
    )


def frame(rules: RuleSet, drawn: Sequence[Sample]) -> Frame:
    """The samples as columns."""
    return frame_of(rules, map(stored, drawn))


def columns_outcomes(drawn: Sequence[Sample]) -> list[Mapping[str, Any]]:
    """Outcomes of samples of any edition and frequency."""
    by_rules: dict[tuple[str, Any], list[Sample]] = defaultdict(list)
    for one in drawn:
        by_rules[one.regime, one.frequency].append(one)
    found: dict[int, dict[str, Any]] = {}
    for edition, members in by_rules.items():
        rules = ruleset(*edition)
        judged = results(evaluate(rules, frame(rules, members)))
        found |= {one.number: result for one, result in zip(members, judged, strict=True)}
    return [found[one.number] for one in drawn]


def results(result: ColumnarResult) -> list[dict[str, Any]]:
    """Of each return: counts, counts of each rule, verdicts by key (see ``outcomes.py``)."""
    rules = dict.fromkeys(instance.rule.id for instance in result.instances)
    found: list[dict[str, Any]] = [
        {"counts": [0] * 4, "rules": {rule: [0] * 4 for rule in rules}, "verdicts": {}}
        for _ in range(result.outcomes.height)
    ]
    for at, line, number, outcome in _judgements(result):
        instance, one = result.instances[number], found[at]
        one["counts"][outcome] += 1
        one["rules"][instance.rule.id][outcome] += 1
        if outcome in _SAID:
            label = ".".join(filter(None, (instance.label, str(line) if line else "")))
            key = f"{instance.rule.id}:{label}" if label else instance.rule.id
            one["verdicts"][key] = _SAID[outcome]
    return found


def _judgements(result: ColumnarResult) -> list[tuple[int, int, int, int]]:
    """Return, line (0: none), number of the instance, outcome; in this order."""
    fixed = [
        (at, 0, number, outcome)
        for at, row in enumerate(result.outcomes.iter_rows())
        for number, outcome in enumerate(row)
        if outcome != BY_LINE
    ]
    lined = [
        (at, line, int(number), outcome)
        for lines in result.lines.values()
        for at, line, *outcomes in lines.iter_rows()
        for number, outcome in zip(lines.columns[2:], outcomes, strict=True)
        if outcome is not None
    ]
    return sorted([*fixed, *lined], key=lambda found: (found[0], found[2], found[1]))
