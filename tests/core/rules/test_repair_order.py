"""Of sets of equal size those come first that most speaks against (docs/rules.md §9, ADR 0034)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from benchmarks.rules import panel
from ruantong.core.dossier import FormData, Value
from ruantong.core.rules.localisation.components import Repair
from ruantong.core.rules.localisation.search import advise
from ruantong.core.rules.ruleset import RuleSet
from tests.core.rules.trial import HEAD, monthly_dossier, ruleset

BLANK_CELL_MAY_DO = {"空值": "按零"}


def rules_of(*checks: str, **told: str) -> RuleSet:
    """These checks on column A, all 强制性."""
    rest = "".join(f"{name} {value}\n" for name, value in {"列": "A", **told}.items())
    return ruleset(
        panel.regime(),
        "\n".join(
            HEAD.format(id=f"R9-{number:02}") + f"公式 {check}\n{rest}"
            for number, check in enumerate(checks, 1)
        ),
    )


def repairs(
    rules: RuleSet,
    cells: Mapping[str, str | None],
    last: Mapping[str, int] | None = None,
    **told: Any,
) -> list[Repair]:
    """All repairs of a return with one problem, in the order in which they are named."""
    previous = {"6": FormData(cells={code: {"A": value} for code, value in (last or {}).items()})}
    dossier = monthly_dossier(panel.regime(), cells, previous=previous)
    (problem,) = advise(rules, dossier, seconds=30, limit=20, **told).problems
    assert problem.complete
    return list(problem.repairs)


def costs(found: list[Repair]) -> dict[str, int]:
    return {" ".join(ref[2:6] for ref in repair.refs): repair.weight for repair in found}


def test_what_a_failing_relation_is_about_comes_first() -> None:
    found = repairs(rules_of("[2050] = [2051] + [2110]"), {"2050": "1", "2051": "2", "2110": "3"})
    assert costs(found) == {"2050": 998, "2051": 1000, "2110": 1000}
    assert found[0].refs == ("6.2050.A",)


def test_a_total_that_is_not_alone_is_no_subject() -> None:
    found = repairs(rules_of("[2050] - [2051] = [2110]"), {"2050": "1", "2051": "2", "2110": "3"})
    assert set(costs(found).values()) == {1000}


def test_equal_costs_are_in_the_order_of_the_cells() -> None:
    found = repairs(
        rules_of("0 = [2110] + [2051] + [2080]"), {"2080": "1", "2051": "2", "2110": "3"}
    )
    assert [r.refs for r in found] == [("6.2051.A",), ("6.2080.A",), ("6.2110.A",)]


def test_a_blank_or_zero_is_suspected_less() -> None:
    check = rules_of("0 + [2050] = [2051] + [2110]", **BLANK_CELL_MAY_DO)
    found = repairs(check, {"2050": "1", "2051": "0", "2110": None})
    assert costs(found) == {"2050": 1000, "2051": 1004, "2110": 1004}


def test_the_same_figure_as_in_the_last_period_is_suspected_less() -> None:
    check = rules_of("0 + [2050] = [2051] + [2110]", **BLANK_CELL_MAY_DO)
    last = {"2050": 100, "2051": 300, "2110": 0}
    found = repairs(check, {"2050": "1", "2051": "2", "2110": "0"}, last)
    # A zero that stays zero is a zero, not a copied figure.
    assert costs(found) == {"2050": 1008, "2051": 1000, "2110": 1004}
    assert [repair.refs[0] for repair in found] == ["6.2051.A", "6.2110.A", "6.2050.A"]


def test_a_column_of_last_year_is_not_compared_with_the_last_period() -> None:
    last = {"2050": 100}
    text = HEAD.format(id="R9-01") + "公式 0 + [2050] = [2051]\n列 B\n"
    rules = ruleset(panel.regime(), text)
    before = {"6": FormData(cells={code: {"B": value} for code, value in last.items()})}
    dossier = monthly_dossier(panel.regime(), {"2050.B": "1", "2051.B": "2"}, previous=before)
    (problem,) = advise(rules, dossier).problems
    assert {repair.weight for repair in problem.repairs} == {1000}


@pytest.mark.parametrize(("failing", "cost"), [(1, 1000), (2, 995), (3, 990), (5, 980), (6, 980)])
def test_a_cell_named_by_several_failures_is_suspected_more(failing: int, cost: int) -> None:
    others = ("2051", "2080", "2090", "2110", "2111", "2021")[:failing]
    checks = [f"0 + [2050] >= [{code}]" for code in others]
    found = repairs(rules_of(*checks), {"2050": "1", **dict.fromkeys(others, "2")})
    assert costs(found) == ({"2050": 1000, "2051": 1000} if failing == 1 else {"2050": cost})


def test_a_suspected_cell_comes_before_the_subject_of_the_relation() -> None:
    check = rules_of("[2050] = [2051] + [2110]")
    cells = {"2050": "1", "2051": "2", "2110": "3"}
    found = repairs(check, cells, suspected={"6.2110.A"})
    assert costs(found) == {"2110": 990, "2050": 998, "2051": 1000}
    assert [repair.refs[0][2:6] for repair in found] == ["2110", "2050", "2051"]


def test_the_subject_of_a_line_is_the_cell_in_that_line() -> None:
    text = HEAD.format(id="R9-01") + "公式 [行.1] = [行.2] + [行.4]\n逐行 lines\n"
    rules = ruleset(panel.regime(), text, "4")
    lines: tuple[Mapping[str, Value], ...] = (
        {"code": "E1", "1": 9, "2": 9},
        {"code": "E2", "1": 1, "2": 2, "4": 3},
    )
    clean = panel.annual(3)
    forms = {**clean.forms, "4": FormData(rows={"lines": lines})}
    dossier = type(clean)(clean.period, clean.unit, forms)
    (problem,) = advise(rules, dossier).problems
    assert problem.keys == ("R9-01:2",)
    assert {repair.refs[0]: repair.weight for repair in problem.repairs} == {
        "4.lines[2].1": 998, "4.lines[2].2": 1000, "4.lines[2].4": 1000,
    }  # fmt: skip


def test_fewer_cells_always_come_before_better_ones() -> None:
    # One unsuspicious cell beats two suspected ones.
    check = rules_of("0 + [2050] >= [2051]", "0 + [2050] >= [2110]")
    cells = {"2050": "1", "2051": "2", "2110": "3"}
    found = repairs(check, cells, {"2050": 100}, suspected={"6.2051.A", "6.2110.A"})
    assert [repair.refs for repair in found] == [("6.2050.A",)]


def test_a_set_costs_what_its_cells_cost() -> None:
    # 2050 has to grow, and then 2051 with it.
    check = rules_of("[2050] >= 2", "0 + [2051] >= [2050]")
    found = repairs(check, {"2050": "1", "2051": "1"})
    assert costs(found) == {"2050 2051": 998 + 1000}
