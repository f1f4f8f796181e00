"""What is asked together, what apart, and what is said when not all could be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.rules import panel
from ruantong.core.dossier import Dossier, FormData, Value
from ruantong.core.rules.edits import edited
from ruantong.core.rules.localisation import components as repair_components
from ruantong.core.rules.localisation import search as repair
from ruantong.core.rules.localisation.search import Problem, RepairAdvice, advise
from ruantong.core.rules.ruleset import RuleSet
from tests.core.rules.test_repair_minimal import COMPUTED
from tests.core.rules.test_repair_order import rules_of
from tests.core.rules.trial import HEAD, monthly_dossier, rule_text, ruleset

Found = dict[tuple[str, ...], set[tuple[str, ...]]]
TIME_IS_OVER = RepairAdvice((Problem(("R9-01:A",), (), False),), ())


def advice(rules: RuleSet, cells: Mapping[str, str | None], **told: Any) -> RepairAdvice:
    told = {"seconds": 30, **told}
    return advise(rules, monthly_dossier(panel.regime(), cells), **told)


def told(given: RepairAdvice) -> Found:
    """By the failures asked about: the sets of cells, named by their codes."""
    return {
        problem.keys: {tuple(ref[2:6] for ref in one.refs) for one in problem.repairs}
        for problem in given.problems
    }


def annual(*lines: Mapping[str, Value]) -> Dossier:
    """A consistent annual return with other lines in form 4."""
    clean = panel.annual(3)
    return replace(clean, forms={**clean.forms, "4": FormData(rows={"lines": lines})})


def test_failures_without_a_common_cell_are_apart() -> None:
    rules = rules_of("[2050] >= [2051]", "[2110] >= [2111]")
    found = advice(rules, {"2050": "1", "2051": "2", "2110": "1", "2111": "2"})
    assert told(found) == {
        ("R9-01:A",): {("2050",), ("2051",)},
        ("R9-02:A",): {("2110",), ("2111",)},
    }
    assert found.complete


def test_a_failure_is_not_mended_into_another_failure() -> None:
    # 2051 may not exceed 2110 either, so 2050 alone can be wrong.
    rules = rules_of("[2051] >= [2050]", "[2110] >= [2051]")
    assert told(advice(rules, {"2050": "3", "2051": "2", "2110": "2"})) == {
        ("R9-01:A",): {("2050",)}
    }


def test_a_sound_relation_hangs_on_through_several_cells() -> None:
    rules = rules_of("[2050] >= 5", "[2051] >= [2050]", "[2080] >= [2051]", "[2080] <= 3")
    found = advice(rules, dict.fromkeys(("2050", "2051", "2080"), "1"))
    assert found.problems == (Problem(("R9-01:A",), (), True),)


def test_a_failure_hangs_together_with_others_through_a_computed_cell() -> None:
    # 2020 is 2021 + 2022; both relations are about it.
    rules = ruleset(
        panel.regime(),
        COMPUTED + rule_text("[2020] <= [2050]", 列="A") + "\n"
        + rule_text("[2020] <= [2051]", 列="A").replace("R9-01", "R9-02"),
    )  # fmt: skip
    cells = {"2020": "5", "2021": "5", "2022": None, "2050": "1", "2051": "2"}
    found = told(advice(rules, cells))
    assert found == {("R9-01:A", "R9-02:A"): {("2021",), ("2022",)}}


def test_a_rounded_cell_carries_a_change_on() -> None:
    # 2024 is 0.7 × (2010 − 2050), at least 0: only these move it, and 2010 has a bound.
    rules = ruleset(
        panel.regime(),
        COMPUTED + rule_text("[2024] <= [2110]", 列="A") + "\n"
        + rule_text("[2010] >= 10", 列="A").replace("R9-01", "R9-02"),
    )  # fmt: skip
    cells = {"2010": "10", "2050": "0", "2024": "7", "2110": "1"}
    (problem,) = advice(rules, cells, typed=()).problems
    assert {one.refs for one in problem.repairs} == {("6.2050.A",), ("6.2110.A",)}


def test_lines_of_a_sum_hang_together_and_one_line_does_not_disturb_another() -> None:
    text = HEAD.format(id="R9-01") + '公式 合计([4表.1], "E") <= 0.05\n\n'
    by_line = HEAD.format(id="R9-02") + "公式 [行.1] >= 0.02\n逐行 lines\n"
    rules = ruleset(panel.regime(), text + by_line, "4")
    dossier = annual(
        {"code": "E1", "1": 4},
        {"code": "E2", "1": 2},
        {"code": "E3", "1": 2, "2": 1},
    )
    (problem,) = advise(rules, dossier).problems
    # Of 0.08 0.03 are too much; only the first line can give way and keep 0.02, and not enough.
    assert problem.keys == ("R9-01",)
    assert problem.repairs == ()
    # With 0.03 less in the first there is room: it alone may hold 0.02 to 0.03 then.
    less = edited(dossier, {"4.lines[2].1": 2, "4.lines[3].1": None})
    (problem,) = advise(rules, less).problems
    assert [r.refs for r in problem.repairs] == [("4.lines[1].1",)]
    blank = edited(dossier, {"4.lines[1].1": 1})
    (problem,) = advise(rules, blank).problems
    assert (problem.keys, problem.repairs) == (("R9-02:1",), ())


def test_one_wrong_line_is_named_by_its_number() -> None:
    by_line = HEAD.format(id="R9-02") + "公式 [行.1] >= [行.2]\n逐行 lines\n"
    rules = ruleset(panel.regime(), by_line, "4")
    dossier = annual(
        {"code": "E1", "1": 4, "2": 1},
        {"code": "E2", "1": 2, "2": 3},
    )
    (problem,) = advise(rules, dossier).problems
    assert problem.keys == ("R9-02:2",)
    assert {r.refs for r in problem.repairs} == {("4.lines[2].1",), ("4.lines[2].2",)}


def test_a_sum_of_some_lines_ties_the_lines_that_are_held_to_it() -> None:
    bound = HEAD.format(id="R9-01") + '公式 若 [行.code] = "E1" 则 [行.2] <= 0.03\n逐行 lines\n\n'
    held_to = HEAD.format(id="R9-02") + '公式 [行.1] <= 合计([4表.2], "E1")\n逐行 lines\n'
    rules = ruleset(panel.regime(), bound + held_to, "4")
    dossier = annual(
        {"code": "E1", "1": 1, "2": 5},
        {"code": "E2", "1": 5},
    )
    (problem,) = advise(rules, dossier).problems
    # With less in the first line's exports, the second line's revenue is too much.
    assert [r.refs for r in problem.repairs] == [("4.lines[1].2", "4.lines[2].1")]


def test_queries_are_not_mended() -> None:
    rules = ruleset(
        panel.regime(), rule_text("[2050] >= [2051]", 列="A").replace("强制性", "核实性")
    )
    assert advice(rules, {"2050": "1", "2051": "2"}) == RepairAdvice((), ())


def test_a_query_is_no_condition_of_a_repair() -> None:
    rules = ruleset(
        panel.regime(),
        rule_text("[2050] >= 2", 列="A") + "\n"
        + rule_text("[2050] <= 1", 列="A").replace("R9-01", "R9-02").replace("强制性", "核实性"),
    )  # fmt: skip
    assert told(advice(rules, {"2050": "1"})) == {("R9-01:A",): {("2050",)}}


def test_texts_that_no_figure_can_put_right_are_named_once() -> None:
    rules = rules_of('[表头.embedded] = "1"', '[表头.embedded] = "1" 且 [2050] > 0')
    found = advice(rules, {"2050": "1"})
    assert found.texts == ("6.head.embedded",)
    assert found.problems == ()


def test_a_text_of_last_year_is_not_named() -> None:
    rules = ruleset(panel.regime(), rule_text("[行.code] = 上年行[code]", 逐行="lines"), "4")
    past = {"4": FormData(rows={"lines": ({"code": "E1"},)})}
    given = replace(annual({"code": "E1"}), year_ago=past)
    assert advise(rules, given) == RepairAdvice((), ())
    wrong = ruleset(
        panel.regime(), rule_text('[行.3] = "USA" 且 上年行[code] = "E1"', 逐行="lines"), "4"
    )
    assert advise(wrong, given).texts == ("4.lines[1].3",)


def test_what_was_typed_over_or_locked_decides_which_cells_are_named() -> None:
    rules = ruleset(panel.regime(), COMPUTED + rule_text("[2024] <= [2110]", 列="A"))
    cells = {
        "2010": "10",
        "2050": "5",
        "2024": "3.5",
        "2110": "1",
    }  # 3.5 is also the computed value
    own, follows = ("2024",), ("2010",)
    assert told(advice(rules, cells, typed=("6.2024.A",))) == {("R9-01:A",): {own, ("2110",)}}
    assert told(advice(rules, cells)) == {("R9-01:A",): {follows, ("2050",), ("2110",)}}
    locked = advice(rules, cells, locked={"6.2050.A", "6.2110.A"})
    assert told(locked) == {("R9-01:A",): {follows}}


# one of these and one of those -------------------------------------------------------------------


def test_failures_that_a_sound_relation_ties_are_asked_about_apart_if_each_mends_alone() -> None:
    rules = rules_of("[2050] >= [2051]", "[2110] >= [2111]", "[2050] + [2110] >= 0")
    found = advice(rules, {"2050": "1", "2051": "2", "2110": "1", "2111": "2"})
    assert told(found) == {
        ("R9-01:A",): {("2050",), ("2051",)},
        ("R9-02:A",): {("2110",), ("2111",)},
    }
    assert [[r.weight for r in problem.repairs] for problem in found.problems] == [[998, 1000]] * 2


def test_sets_that_are_no_free_choice_stay_together() -> None:
    # One must grow and the other with it: neither mends anything alone.
    rules = rules_of("[2050] >= 2", "[2051] >= [2050]")
    assert told(advice(rules, {"2050": "1", "2051": "1"})) == {("R9-01:A",): {("2050", "2051")}}


# what is said --------------------------------------------------------------------------------------


def sum_of(count: int) -> tuple[RuleSet, dict[str, str | None]]:
    """A total that disagrees with that many parts."""
    parts = ("2051", "2080", "2090", "2110", "2111", "2041", "2043")[:count]
    check = "[2050] = " + " + ".join(f"[{code}]" for code in parts)
    return rules_of(check), {"2050": "99", **dict.fromkeys(parts, "1")}


@pytest.mark.parametrize(
    ("parts", "limit", "shown", "complete"), [(4, 5, 5, True), (5, 5, 5, False), (5, 3, 3, False)]
)
def test_at_most_so_many_are_shown_and_whether_there_are_more(
    parts: int, limit: int, shown: int, complete: bool
) -> None:
    rules, cells = sum_of(parts)
    (problem,) = advice(rules, cells, limit=limit).problems
    assert (len(problem.repairs), problem.complete) == (shown, complete)
    # The preferred ones are those that are kept: the total first.
    assert problem.repairs[0].refs == ("6.2050.A",)


def test_more_than_are_sought_of_two_cells_is_not_all() -> None:
    # Two totals over the same four parts each: four times four sets and more.
    rules = rules_of(
        "0 = [2050] + [2051] + [2080]", "0 = [2110] + [2111] + [2041]", "[2050] + [2110] > -99"
    )
    cells = dict.fromkeys(("2050", "2051", "2080", "2110", "2111", "2041"), "1")
    (problem,) = advice(rules, cells).problems
    assert (problem.keys, len(problem.repairs)) == (("R9-01:A", "R9-02:A"), 5)
    assert not problem.complete
    assert all(len(one.refs) == 2 for one in problem.repairs)
    (all_nine,) = advice(rules, cells, limit=9).problems
    assert (len(all_nine.repairs), all_nine.complete) == (9, True)


def test_half_a_unit_is_no_figure() -> None:
    # 2 × 2050 would have to be 2 × 2051 + 0.01: parts of a unit do it, figures do not.
    found = advice(rules_of("[2050] × 2 = [2051] × 2 + 0.01"), {"2050": "1", "2051": "2"})
    assert found.problems == (Problem(("R9-01:A",), (), True),)


def test_a_ratio_is_kept_by_changing_its_divisor_too() -> None:
    rules = rules_of("[2050] >= 5", "[2050] / [2051] <= 2", "[2051] + [2050] >= 0")
    found = advice(rules, {"2050": "1", "2051": "1"})
    assert all("6.2051.A" in repair.refs for repair in found.problems[0].repairs)
    assert advice(rules, {"2050": "1", "2051": "5"}).problems[0].repairs[0].refs == ("6.2050.A",)


@pytest.mark.parametrize("size", ["0.01", "10000", "9999999999999.99"])
def test_slips_of_every_size_are_repaired_by_two_cells(size: str) -> None:
    rules = rules_of("[2050] <= 0 - 0.01", "[2051] >= [2050] + 1")
    found = advice(rules, {"2050": size, "2051": "-1", "2080": "1"})
    assert told(found) == {("R9-01:A", "R9-02:A"): {("2050",)}}
    rules = rules_of("[2050] <= 0 - 0.01", "[2051] <= [2050]", "[2051] >= 0 - 9")
    assert told(advice(rules, {"2050": size, "2051": size})) == {("R9-01:A",): {("2050", "2051")}}


def test_without_time_or_beyond_the_limits_nothing_is_claimed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = rules_of("[2050] >= 2", "[2051] >= [2050]")
    cells = {"2050": "1", "2051": "1"}
    assert advice(rules, cells, seconds=0) == TIME_IS_OVER
    assert advice(rules, cells).complete
    # Sets of more cells than are pursued.
    with monkeypatch.context() as limits:
        limits.setattr(repair, "MOST_CELLS", 2)
        assert advice(rules, cells).complete
        limits.setattr(repair, "MOST_CELLS", 1)
        assert advice(rules, cells) == TIME_IS_OVER
    monkeypatch.setattr(repair_components, "MAX_SYSTEMS", 0)
    assert advice(rules_of("[2050] >= [2051]"), {"2050": "1", "2051": "2"}) == TIME_IS_OVER


def test_what_is_remembered_of_rule_sets_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair_components, "_remembered", {})
    monkeypatch.setattr(repair_components, "_MOST_REMEMBERED", 2)
    cells = {"2050": "1", "2051": "2"}
    sizes = []
    for check in ("[2050] >= [2051]", "[2050] > [2051]", "[2050] = [2051]", "[2050] >= [2051]"):
        assert told(advice(rules_of(check), cells)) == {("R9-01:A",): {("2050",), ("2051",)}}
        sizes.append(len(repair_components._remembered))
    assert sizes == [1, 2, 1, 2]
