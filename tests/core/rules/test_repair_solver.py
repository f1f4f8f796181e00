"""The solver proposes every set of cells that can do, the cheapest first, and knows when it has them all."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.rules import panel
from ruantong.core.dossier import Dossier
from ruantong.core.rules.edits import edited
from ruantong.core.rules.localisation.links import components
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.localisation.parts import Component
from ruantong.core.rules.localisation.solver import Solver
from ruantong.core.rules.ruleset import RuleSet
from tests.core.rules.repair_truth import true
from tests.core.rules.test_repair_minimal import TOP, computed
from tests.core.rules.test_repair_minimal import rules_of as bounded
from tests.core.rules.test_repair_order import rules_of
from tests.core.rules.trial import monthly_dossier, ruleset

NAMES = ("2050", "2051", "2110", "2111")


def component_of(rules: RuleSet, dossier: Dossier, suspected: tuple[str, ...] = ()) -> Component:
    (found,), _ = components(Model(rules, dossier, typed=(), suspected=suspected))
    return found


def plain(*checks: str, cells: Mapping[str, str | None]) -> Component:
    return component_of(rules_of(*checks), monthly_dossier(panel.regime(), cells))


def proposals(solver: Solver, most: int = 99) -> list[tuple[str, ...]]:
    """One after the other, each excluded when it has been seen."""
    found: list[tuple[str, ...]] = []
    while len(found) < most and (refs := solver.propose(30)) is not None:
        found.append(tuple(ref[2:6] for ref in refs))
        solver.exclude(refs)
    return found


def test_all_sets_come_cheapest_first_and_then_it_is_finished() -> None:
    solver = Solver(
        plain("[2050] = [2051] + [2110]", cells={"2050": "1", "2051": "2", "2110": "3"})
    )
    assert not solver.finished
    found = proposals(solver)
    assert found[0] == ("2050",)
    assert set(found) == {("2050",), ("2051",), ("2110",)}
    assert solver.finished


def test_sets_that_contain_an_excluded_one_do_not_come() -> None:
    solver = Solver(plain("[2050] >= [2051]", "[2110] >= [2111]", "[2050] + [2110] > -9",
                          cells={"2050": "1", "2051": "2", "2110": "1", "2111": "2"}))  # fmt: skip
    found = proposals(solver)
    assert len(found) == 4
    assert {len(each) for each in found} == {2}
    assert solver.finished


def test_no_more_cells_than_asked_for() -> None:
    rules = ("[2050] >= [2051]", "[2050] >= [2110]")
    cells = {"2050": "1", "2051": "2", "2110": "3"}
    assert set(proposals(Solver(plain(*rules, cells=cells)))) == {("2050",), ("2051", "2110")}
    few = Solver(plain(*rules, cells=cells))
    few.no_more_than(1)
    assert proposals(few) == [("2050",)]
    assert few.finished
    two = Solver(plain(*rules, cells=cells))
    two.no_more_than(2)
    assert set(proposals(two)) == {("2050",), ("2051", "2110")}


def test_a_refused_set_comes_back_only_with_another_cell() -> None:
    rules = ("[2050] >= [2051]", "[2051] >= [2110]")
    cells = {"2050": "1", "2051": "2", "2110": "2"}
    solver = Solver(plain(*rules, cells=cells))
    first = solver.propose(30)
    assert first == ("6.2050.A",)
    solver.refuse(first, infeasible=False)
    found = proposals(solver)
    assert ("2050",) not in found
    # Not refused for good: with one more cell it may do.
    assert any("2050" in each for each in found)
    assert ("2051", "2110") in found


def test_a_set_that_cannot_do_takes_its_parts_with_it() -> None:
    rules = ("[2050] >= [2051]", "[2051] >= [2110]")
    cells = {"2050": "1", "2051": "2", "2110": "2"}
    solver = Solver(plain(*rules, cells=cells))
    solver.refuse(("6.2050.A",), infeasible=True)
    found = proposals(solver)
    assert ("2050",) not in found
    assert ("2051", "2110") in found
    # What comes has a cell that shares a condition with the refused one, or with a failure.
    assert all({"2051"} & set(each) for each in found)


def test_without_time_it_is_not_finished() -> None:
    solver = Solver(plain("[2050] >= [2051]", cells={"2050": "1", "2051": "2"}))
    assert solver.propose(0) is None
    assert not solver.finished


@pytest.mark.parametrize("size", ["0.01", "10000", "9999999999999.99"])
def test_slips_of_every_size_are_seen(size: str) -> None:
    solver = Solver(
        plain("[2050] <= 0 - 0.01", "[2051] <= [2050]", cells={"2050": size, "2051": "-1"})
    )
    assert proposals(solver) == [("2050",)]
    assert solver.finished


FIGURES = st.one_of(st.none(), st.integers(0, TOP), st.integers(0, TOP), st.sampled_from([9, 70]))
CHECKS = (
    "[{a}] = [{b}] + [{c}]",
    "[{a}] >= [{b}]",
    "[{a}] <> [{b}]",
    "若 [{a}] > 0.02 则 [{b}] > 0.03",
    "[{a}] > 0.04 或 [{b}] = [{c}]",
    "已填([{a}]) 且 [{b}] > 0",
    "若 已填([{a}]) 则 [{b}] >= 0.02",
    "为空([{a}]) 或 [{b}] > 0.01 且 [{c}] < 0.05",
    "[{a}] > 0.04 或 ([{b}] <> [{c}] 且 [{c}] > 0)",
    "[{a}] > 0.04 或 ([{b}] > 0.03 或 已填([{c}])) 且 [{b}] < 0.05",
    "[{a}] > 0.04 或 (已填([{b}]) 且 [{c}] > 0.02)",
    "[{a}] > 0.04 或 (为空([{b}]) 且 [{c}] > 0.02)",
    "[{a}] × 2 <= [{b}] × 3",
)
NAMED = ("2010", "2050", "2051", "2110")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    drawn=st.lists(
        st.tuples(
            st.sampled_from(CHECKS), st.permutations(NAMED), st.sampled_from(["部分按零", "按零"])
        ),
        min_size=1,
        max_size=3,
    ),
    values=st.tuples(*[FIGURES] * len(NAMED)),
)
def test_the_sets_that_can_do_are_proposed_and_no_others(
    drawn: list[tuple[str, tuple[str, ...], str]], values: tuple[int | None, ...]
) -> None:
    rules = ruleset(panel.regime(), bounded(drawn))
    cells = {f"6.{cell}.A": value for cell, value in zip(NAMED, values, strict=True)}
    dossier = computed(rules, edited(monthly_dossier(panel.regime(), {}), cells))
    found, _ = components(Model(rules, dossier, typed=()))
    for component in found:
        solver = Solver(component)
        proposed: list[frozenset[str]] = []
        while (refs := solver.propose(30)) is not None and len(proposed) < 20:
            proposed.append(frozenset(refs))
            solver.exclude(refs)
        if len(proposed) == 20:
            continue
        assert solver.finished
        costs = [sum(map(component.weight, each)) for each in proposed]
        assert costs == sorted(costs)
        right = able(component)
        assert all(any(each <= chosen for each in proposed) for chosen in right)
        # Nor is a set of one or two proposed that cannot do. (With factors, or two equations for
        # the two, parts of a unit might.)
        fractions = sum("×" in check for check, _, _ in drawn) * 2
        fractions += sum("] = [" in check for check, _, _ in drawn)
        assert fractions > 1 or all(each in right for each in proposed if len(each) < 3)


def able(component: Component) -> list[frozenset[str]]:
    """The sets of up to two cells that can satisfy all conditions, figure by figure."""
    found = []
    sizes = (combinations(component.cells, size) for size in (1, 2))
    for chosen in chain.from_iterable(sizes):
        for values in product(range(TOP + 1), repeat=len(chosen)):
            changes = dict(zip(chosen, values, strict=True))
            figures = {ref: component.model.number(ref) for ref in component.cells} | changes
            if all(true(condition, figures, chosen) for condition in component.conditions.values()):
                found.append(frozenset(chosen))
                break
    return found
