"""What a repair may name: only figures the respondent types, surely enough, and soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from time import monotonic

import pytest

from benchmarks.rules import panel
from ruantong.core.dossier import Dossier
from ruantong.core.periods import Frequency
from ruantong.core.regime import ColumnRole, Kind
from ruantong.core.rules.edits import edited, held
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.localisation.parts import failing
from ruantong.core.rules.localisation.search import MOST_REPAIRS, advise
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import judge, validate
from tests.core.rules.trial import apply_automatic, monthly_dossier, rule_text, ruleset
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
    found = set()
    for number, line in failing(rules, judge(rules, dossier)[2]):
        key = rules.instances[number].key
        found.add(f"{key}{'.' if ':' in key else ':'}{line}" if line else key)
    return found


def test_last_months_and_last_years_figures_are_not_proposed() -> None:
    rules = panel.ruleset(Frequency.MONTHLY)
    clean = computed(rules, panel.monthly(3, 6))
    for column, carried in (("C", "previous"), ("B", "year_ago")):
        part, whole = f"6.2051.{column}", f"6.2050.{column}"
        # The earlier return had hardware above all cost, and so it was brought over.
        slip = held(clean, whole)
        assert isinstance(slip, int)
        earlier = edited(clean, {f"{carried}.6.2051.A": slip + 1})
        wrong = edited(earlier, {part: slip + 1})
        assert {f.key for f in validate(rules, wrong).errors} == {f"R6-12:{column}"}
        named = {ref for p in advise(rules, wrong).problems for r in p.repairs for ref in r.refs}
        assert named.isdisjoint({part, whole})


def test_a_column_brought_over_is_not_proposed_even_where_no_rule_holds_it() -> None:
    rules = ruleset(panel.regime(), rule_text("[2051] <= [2050]", 列="C"))
    wrong = edited(panel.monthly(3, 6), {"6.2051.C": 10**9})
    assert advise(rules, wrong).problems == ()
    (problem,) = advise(rules, edited(wrong, {"previous": None})).problems
    assert {repair.refs for repair in problem.repairs} == {("6.2050.C",), ("6.2051.C",)}


def test_a_figure_of_ones_own_in_an_automatic_cell_may_be_wrong() -> None:
    rules = panel.ruleset(Frequency.MONTHLY)
    cells = {"2010": "100", "2021": "30", "2024": "5", "2112": "3"}
    cells |= {"2090": "1", "2110": "1", "2111": "1"}
    dossier = apply_automatic(rules, monthly_dossier(panel.regime(), cells))
    (problem,) = advise(rules, dossier).problems
    assert problem.keys == ("R6-09:2024",)
    (repair,) = problem.repairs
    assert [(c.ref, c.current) for c in repair.cells] == [("6.2024.A", 500)]


def test_a_wrong_text_is_named_and_no_figure_is_proposed_for_it(annual_ok: Dossier) -> None:
    rules = panel.ruleset(Frequency.ANNUAL)
    wrong = apply_automatic(rules, edited(annual_ok, {"1.203.email.A": "无"}))
    advice = advise(rules, wrong)
    assert advice.texts == ("1.203.email.A",)
    assert advice.problems == ()


def test_independent_failures_are_asked_about_apart() -> None:
    rules = panel.ruleset(Frequency.ANNUAL)
    clean = computed(rules, panel.annual(3))
    wrong = edited(clean, {"3.W3.A": 10**6, "3.D15.A": 10**6})
    advice = advise(rules, wrong)
    assert [problem.keys for problem in advice.problems] == [("R3-09",), ("R3-14",)]
    assert {repair.refs for repair in advice.problems[1].repairs} >= {("3.W3.A",)}
    assert all(len(repair.cells) == 2 for repair in advice.repairs)


def test_failures_that_share_cells_only_through_sound_rules_are_asked_about_apart_too() -> None:
    rules = panel.ruleset(Frequency.MONTHLY)
    clean = computed(rules, panel.monthly(3, 6))
    cost = held(clean, "6.2050.A")
    assert isinstance(cost, int)
    wrong = computed(rules, clean, {"6.2051.A": cost + 1, "6.20221.A": 10**9})
    found = {p.keys: {r.refs for r in p.repairs} for p in advise(rules, wrong).problems}
    hardware, cloud = ("R6-12:A",), ("R6-04:A",)
    assert found.keys() == {hardware, cloud}
    assert found[hardware] == {("6.2050.A",), ("6.2051.A",)}
    assert ("6.20221.A",) in found[cloud]


def test_a_figure_as_in_the_last_period_is_suspected_less() -> None:
    rules = panel.ruleset(Frequency.ANNUAL)
    clean = computed(rules, panel.annual(3))
    last = {code: held(clean, f"3.{code}.A") for code in ("W2", "W3")}
    assert isinstance(last["W2"], int)
    wrong = edited(clean, {"previous.3.W2.A": last["W2"], "3.W3.A": last["W2"] + 1})
    orders = [r.refs for p in advise(rules, wrong).problems for r in p.repairs]
    assert orders == [("3.W3.A",), ("3.W2.A",)]
    other = edited(clean, {"previous.3.W3.A": last["W2"] + 1, "3.W3.A": last["W2"] + 1})
    orders = [r.refs for p in advise(rules, other).problems for r in p.repairs]
    assert orders == [("3.W2.A",), ("3.W3.A",)]


def test_a_total_that_disagrees_is_suspected_before_its_parts_and_zeros_last() -> None:
    rules = panel.ruleset(Frequency.MONTHLY)
    unit = next(n for n in range(1, 99) if panel.enterprise(n)[0].kind == "platform"
                and panel.enterprise(n)[0].listed_form7)  # fmt: skip
    clean = computed(rules, panel.monthly(unit, 6))
    total = held(clean, "7.3023.A")
    assert isinstance(total, int)
    (problem,) = advise(rules, edited(clean, {"7.3023.A": total + 1}), limit=20).problems
    order = [repair.refs[0] for repair in problem.repairs]
    empty = [not held(clean, ref) for ref in order]
    assert order[0] == "7.3023.A"
    assert len(order) == 11
    assert empty == sorted(empty)
    assert any(empty)


def test_a_figure_under_suspicion_is_named_first() -> None:
    rules = panel.ruleset(Frequency.MONTHLY)
    clean = computed(rules, panel.monthly(3, 6))
    cost = held(clean, "6.2050.A")
    assert isinstance(cost, int)
    wrong = edited(clean, {"6.2051.A": cost + 1})
    for suspect in ("6.2050.A", "6.2051.A"):
        (problem,) = advise(rules, wrong, suspected={suspect}).problems
        assert problem.repairs[0].refs == (suspect,)


def test_without_time_nothing_is_claimed() -> None:
    rules = panel.ruleset(Frequency.MONTHLY)
    clean = computed(rules, panel.monthly(3, 6))
    wrong = edited(clean, {"6.20221.A": 10**9, "6.20211.A": 10**9})
    advice = advise(rules, wrong, seconds=0)
    assert not advice.complete
    assert advice.reason == "时间不够，没有找完"


def test_rules_that_no_figure_can_satisfy_together_are_said_to_be_so() -> None:
    rules = panel.ruleset(Frequency.MONTHLY)
    clean = computed(rules, panel.monthly(3, 6))
    locked = frozenset({"6.2050.A", "6.2051.A"})
    wrong = edited(clean, {"6.2051.A": 10**9})
    (problem,) = advise(rules, wrong).problems
    assert problem.repairs
    advice = advise(rules, replace(wrong), locked=locked)
    assert all(set(r.refs).isdisjoint(locked) for p in advice.problems for r in p.repairs)
    assert advice.repairs == ()
