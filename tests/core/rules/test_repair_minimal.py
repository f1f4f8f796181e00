"""The smallest repair is the smallest: every set of up to three cells is tried, figure by figure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks.rules import panel
from ruantong.core.dossier import Dossier
from ruantong.core.rules.edits import edited
from ruantong.core.rules.executors.python import FAIL
from ruantong.core.rules.localisation.search import advise
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import judge
from tests.core.rules.repair_cases import COMPUTED, REPAIRS
from tests.core.rules.trial import apply_automatic, monthly_dossier, ruleset

CELLS = ("2010", "2021", "2022", "2050", "2051", "2110")
TOP = 6  # figures go from 0.00 to 0.06: few enough to try them all
AUTOMATIC = ("6.2020.A", "6.2024.A")

RULE = "[R9-{number:02}] 试验\n级别 强制性\n来源 I\n范围 表内\n列 A\n公式 {check}\n空值 {blank}\n\n"
BOUND = "0 <= [{cell}] <= 0.06"
rule = st.tuples(
    st.sampled_from(REPAIRS["random"]),
    st.permutations(CELLS),
    st.sampled_from(["部分按零", "不判", "按零"]),
)
figures = st.one_of(st.none(), st.integers(0, TOP), st.integers(0, TOP), st.sampled_from([9, 70]))


def rules_of(drawn: list[tuple[str, tuple[str, ...], str]]) -> str:
    """Rule text of the drawn checks, with a bound for every cell."""
    checks = [(BOUND.format(cell=cell), "部分按零") for cell in CELLS]
    checks += [
        (check.format(a=cells[0], b=cells[1], c=cells[2]), blank) for check, cells, blank in drawn
    ]
    return COMPUTED + "".join(
        RULE.format(number=number, check=check, blank=blank)
        for number, (check, blank) in enumerate(checks, 1)
    )


def computed(rules: RuleSet, dossier: Dossier) -> Dossier:
    return apply_automatic(rules, edited(dossier, dict.fromkeys(AUTOMATIC)))


def holds(rules: RuleSet, dossier: Dossier) -> bool:
    """No rule fails; all of them are 强制性."""
    return all(what != FAIL for _, _, what in judge(rules, dossier)[2])


def working(rules: RuleSet, dossier: Dossier) -> Iterator[frozenset[str]]:
    """Of the fewest cells, up to three, all sets with which every error rule can be made to hold."""
    refs = [f"6.{cell}.A" for cell in CELLS]
    for size in (1, 2, 3):
        found = [
            frozenset(chosen)
            for chosen in combinations(refs, size)
            if any(
                holds(
                    rules, computed(rules, edited(dossier, dict(zip(chosen, values, strict=True))))
                )
                for values in product(range(TOP + 1), repeat=size)
            )
        ]
        if found:
            yield from found
            return


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    drawn=st.lists(rule, min_size=1, max_size=4),
    values=st.tuples(*[figures] * len(CELLS)),
)
def test_all_smallest_sets_and_only_they_are_found(
    drawn: list[tuple[str, tuple[str, ...], str]], values: tuple[int | None, ...]
) -> None:
    rules = ruleset(panel.regime(), rules_of(drawn))
    empty = monthly_dossier(panel.regime(), {})
    cells = {f"6.{cell}.A": value for cell, value in zip(CELLS, values, strict=True)}
    # With nothing to compute it from, 2024 may be typed: one cell more than those tried here.
    assume(cells["6.2010.A"] is not None or cells["6.2050.A"] is not None)
    dossier = computed(rules, edited(empty, cells))
    advice = advise(rules, dossier, typed=(), limit=1000, seconds=30)
    if holds(rules, dossier):
        assert advice.problems == ()
        return
    found = {
        frozenset(ref for repair in chosen for ref in repair.refs)
        for chosen in product(*(problem.repairs for problem in advice.problems))
    }
    smallest = set(working(rules, dossier))
    if smallest or min(map(len, found), default=0) in {1, 2, 3}:
        assert found == smallest
        assert advice.complete
    for problem in advice.problems:
        weights = [repair.weight for repair in problem.repairs]
        assert weights == sorted(weights)
