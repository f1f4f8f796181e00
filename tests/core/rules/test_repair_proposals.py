"""What a repair may name: only figures the respondent types, surely enough, and soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from time import monotonic

import pytest

from benchmarks.rules import panel
from ruantong.core.dossier import Dossier
from ruantong.core.periods import Frequency
from ruantong.core.regime import ColumnRole, Kind
from ruantong.core.rules.edits import edited, held
from ruantong.core.rules.localisation.components import failing
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.localisation.search import MOST_REPAIRS, advise
from ruantong.core.rules.ruleset import RuleSet
from tests.core.rules.trial import apply_automatic, rule_text, ruleset
from tests.differential.returns import Sample, ruleset_of, samples


def random_returns() -> Iterator[tuple[RuleSet, Dossier]]:
    """Random returns of all editions, from slightly wrong to nonsense, as the platform keeps them."""
    found: Iterator[Sample] = samples(96, seed="repair")
    for sample in found:
        rules = ruleset_of(sample)
        yield rules, apply_automatic(rules, sample.dossier)


def mistakes() -> Iterator[tuple[RuleSet, Dossier]]:
    """Realistic mistakes in consistent returns."""
    for _, dossier in islice(panel.planted(60), 60):
        rules = panel.ruleset(dossier.period.frequency)
        yield rules, computed(rules, dossier)


def computed(rules: RuleSet, dossier: Dossier, changes: dict[str, int] | None = None) -> Dossier:
    """Automatic cells worked out anew, after changes: those that hold the automatic value now."""
    as_computed = apply_automatic(rules, edited(dossier, dict.fromkeys(automatic(rules))))
    own = [r for r in automatic(rules) if held(dossier, r) in {None, held(as_computed, r)}]
    fixed = [f.ref for f in rules.formulas if not f.overridable]
    emptied = dict.fromkeys({*own, *fixed})
    return apply_automatic(rules, edited(dossier, {**emptied, **(changes or {})}))


def automatic(rules: RuleSet) -> list[str]:
    return [formula.ref for formula in rules.formulas]


def typed_by_the_respondent(rules: RuleSet, dossier: Dossier, ref: str) -> bool:
    """The reference names a number cell that is neither computed nor brought over."""
    code, _, rest = ref.partition(".")
    form = rules.regime.form[code]
    if "[" in rest:
        group, _, key = rest.partition("[")
        column = next(c for c in form.row_group[group].columns if c.key == key.partition(".")[2])
        return column.kind is Kind.NUMBER
    indicator, _, key = rest.rpartition(".")
    row, role = form.by_code[indicator], form.column[key].role
    carried = role is ColumnRole.PREVIOUS and code in (dossier.previous or {})
    computes = form.column[key].computed or (key in row.automatic and not row.overridable)
    return row.kind is Kind.NUMBER and not carried and not computes


@pytest.mark.parametrize("source", [random_returns, mistakes])
def test_every_proposal_is_typed_by_the_respondent_and_survives_the_executor(
    source: Callable[[], Iterator[tuple[RuleSet, Dossier]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposals = 0
    tried: list[Mapping[str, int]] = []
    settled = Model.settled

    def noted(model: Model, changes: Mapping[str, int]) -> Dossier:
        tried.append(changes)
        return settled(model, changes)

    monkeypatch.setattr(Model, "settled", noted)
    for rules, dossier in source():
        before = failures_of(rules, dossier)
        started = monotonic()
        tried.clear()
        advice = advise(rules, dossier)
        assert monotonic() - started < 3, "one second of its own, on a machine shared by many"
        keys = [key for problem in advice.problems for key in problem.keys]
        told = set(keys)
        assert len(keys) == len(told), "every failure is asked about once"
        assert told <= before
        assert bool(before) is bool(advice.problems or before - told)
        for problem in advice.problems:
            assert len(problem.repairs) <= MOST_REPAIRS
            for repair in problem.repairs:
                proposals += 1
                assert all(typed_by_the_respondent(rules, dossier, ref) for ref in repair.refs)
                assert survives(rules, dossier, tried, repair.refs, before - set(problem.keys))
    assert proposals > 50


def survives(
    rules: RuleSet,
    dossier: Dossier,
    tried: list[Mapping[str, int]],
    refs: tuple[str, ...],
    left: set[str],
) -> bool:
    """With figures that were tried in these cells no failures are there but those ``left``."""
    return any(
        failures_of(rules, computed(rules, dossier, dict(figures))) <= left
        for figures in reversed(tried)
        if tuple(sorted(figures)) == refs
    )


def failures_of(rules: RuleSet, dossier: Dossier) -> set[str]:
    """Keys of the 强制性 rules that fail, without their sentences."""
    return {rules.instances[number].key_in(line) for number, line in failing(rules, dossier)}


def test_a_column_brought_over_is_not_proposed_even_where_no_rule_holds_it() -> None:
    rules = ruleset(panel.regime(), rule_text("[2051] <= [2050]", 列="C"))
    wrong = edited(panel.monthly(3, 6), {"6.2051.C": 10**9})
    assert advise(rules, wrong).problems == ()
    (problem,) = advise(rules, edited(wrong, {"previous": None})).problems
    assert {repair.refs for repair in problem.repairs} == {("6.2050.C",), ("6.2051.C",)}


def test_a_wrong_text_is_named_and_no_figure_is_proposed_for_it(annual_ok: Dossier) -> None:
    rules = panel.ruleset(Frequency.ANNUAL)
    wrong = apply_automatic(rules, edited(annual_ok, {"1.203.email.A": "无"}))
    advice = advise(rules, wrong)
    assert advice.texts == ("1.203.email.A",)
    assert advice.problems == ()
