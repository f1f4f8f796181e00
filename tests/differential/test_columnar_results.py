"""Lines judged in columns as one by one: last year's beside them, sums and counts, repeats, filled forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
import pytest

from ruantong.core.dossier import FormData, Forms, Value
from ruantong.core.regime import Regime, Rule
from ruantong.core.rules.executors import columns as columnar
from ruantong.core.rules.executors.columns import BY_LINE, ColumnarResult, evaluate
from ruantong.core.rules.executors.columns_frame import Stored, frame_of
from ruantong.core.rules.language.text import parse_rules
from ruantong.core.rules.lowering.chain import FAIL, NOT_APPLICABLE, PASS
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from tests.differential.columns import results, stored_of, typed
from tests.differential.outcomes import outcomes_of
from tests.differential.returns import regimes, samples_of
from tests.differential.test_every_node import EDITION

Line = Mapping[str, Value]


def regime() -> Regime:
    return regimes()[EDITION]


def rules_of(*checks: tuple[str, str], **attributes: str) -> RuleSet:
    """Rules of forms by number, those of form 4 line by line where they speak of 行."""
    parsed: list[Rule] = []
    for number, (form, check) in enumerate(checks, 1):
        text = f"[R{form}-{number:02}] 试验\n级别 强制性\n来源 I\n范围 表内\n公式 {check}\n"
        text += "逐行 lines\n" if "[行." in check or "不重复" in check else ""
        text += "".join(f"{name} {value}\n" for name, value in attributes.items())
        parsed += parse_rules(text, file=f"{form}.rules", form=form).rules
    made = replace(regime(), rules=tuple(parsed))
    return compile_rules(made, made.form[checks[0][0]].frequency)


def annual(*lines: Line, past: tuple[Line, ...] | None = None, income: int | None = 100) -> Stored:
    """An annual return with these lines of form 4 and one figure in form 2."""
    (one,) = samples_of(EDITION, regime().form["4"].frequency, 1)
    forms: Forms = {
        "2": FormData(cells={"B00": {"A": income}}), "4": FormData(rows={"lines": lines}),
    }  # fmt: skip
    year_ago = None if past is None else {"4": FormData(rows={"lines": past})}
    dossier = replace(one.dossier, forms=forms, previous=year_ago, year_ago=year_ago, december=None)
    return stored_of(regime(), dossier)


def told(rules: RuleSet, *given: Stored) -> ColumnarResult:
    """What columns say; fails where the platform says otherwise of one of the returns."""
    result = evaluate(rules, frame_of(rules, given))
    for one, found in zip(given, results(result), strict=True):
        right = outcomes_of(rules, typed(rules.regime, one))
        assert found["verdicts"] == right.verdicts
        assert (found["counts"], found["rules"]) == (right.counts, right.rules)
    return result


def failed(result: ColumnarResult) -> int:
    return sum(found["counts"][1] for found in results(result))


def test_the_columns_of_results_have_their_names_and_types() -> None:
    rules = rules_of(("2", "[B00] > 5"), ("4", "[行.1] > 5"))
    result = told(rules, annual({"1": 1}), annual({"1": 999}, income=1))
    assert set(result.outcomes.dtypes) == {pl.UInt8}
    assert result.outcomes.rows() == [(FAIL, BY_LINE), (FAIL, BY_LINE)]
    assert result.lines["4", "lines"].rows() == [(0, 1, FAIL), (1, 1, PASS)]
    assert result.lines["4", "lines"].columns == ["return", "line", "1"]


def test_findings_of_many_lines_and_of_fixed_cells_are_mixed_by_rule() -> None:
    checks = (("4", "[行.1] > 1"), ("2", "[B00] > 200"), ("4", "[行.2] > 1"))
    lines: tuple[Line, ...] = tuple(
        {"code": "E1", "1": place % 3, "2": place % 2 * 500} for place in range(300)
    )
    fits = [annual(*lines[:190]), annual({"1": 500, "2": 500}, income=1), annual(*lines[:5])]
    assert failed(told(rules_of(*checks), *fits)) > 0


def test_last_years_line_is_the_last_of_the_same_code() -> None:
    rules = rules_of(("4", "[行.1] >= 上年行[1]"), ("4", "[行.code] = 上年行[code]"))
    past: tuple[Line, ...] = (
        {"code": "E1", "1": 9},
        {"code": "E2", "1": 4},
        {"code": "E1", "1": 3},
        {"1": 2},
    )
    lines: tuple[Line, ...] = (
        {"code": "E1", "1": 5}, {"code": "E2", "1": 3}, {"code": "E3", "1": 0}, {"1": 1},
        {"code": "E1", "1": 2},
    )  # fmt: skip
    given = [annual(*lines, past=past), annual(*lines), annual(*lines, past=()), annual(past=past)]
    result = told(rules, *given)
    lines_failed = result.lines["4", "lines"].filter(pl.col("0") == FAIL, pl.col("return") == 0)
    assert lines_failed["line"].to_list() == [2, 4, 5]
    assert [sum(found["counts"]) for found in results(result)] == [10, 2, 10, 2]


def test_values_that_stand_in_several_lines() -> None:
    rules = rules_of(("4", "不重复([4表.code])"), ("4", "不重复([4表.3])"))
    lines: tuple[Line, ...] = (
        {"code": "E1", "3": "USA"}, {"code": "E2", "3": "USA"}, {"code": "E1"}, {"3": "JPN"}, {"1": 1},
    )  # fmt: skip
    given = [annual(*lines), annual(*lines[:2]), annual(lines[0])]
    lines_judged = told(rules, *given).lines["4", "lines"].filter(pl.col("return") == 0)
    again = [lines_judged.filter(pl.col(rule) == FAIL)["line"].to_list() for rule in "01"]
    assert again == [[1, 3], [1, 2]]


@pytest.mark.parametrize("policy", ["部分按零", "不判", "按零"])
def test_sums_and_counts_over_lines(policy: str) -> None:
    checks = (
        ("2", '合计([4表.1], "E1") = 0.05'), ("2", '合计([4表.1], "E1", "E3") > [B00]'),
        ("2", '合计([4表.2], "E") <= 0'), ("2", '合计([4表.1], "E4") = 0'),
        ("2", '行数([4表.code], "E1") = 2'), ("2", "行数([4表.code]) = 3"), ("2", '行数([4表.code], "E4") > 0'),
    )  # fmt: skip
    rules = rules_of(*checks, 空值=policy)
    lines: tuple[Line, ...] = (
        {"code": "E1", "1": 2},
        {"code": "E101", "1": 3},
        {"code": "E3", "1": None},
    )
    given = [
        annual(*lines), annual(*lines, {"1": 7, "2": 1}), annual(), annual(lines[2]), annual(lines[2], income=None),
        annual({"code": "E4", "1": 0}), annual({"2": 5}, income=0),
    ]  # fmt: skip
    assert failed(told(rules, *given)) == sum(failed(told(rules, one)) for one in given)


@pytest.mark.parametrize("check", ['表已填("4")', '表已填("2")', '非 表已填("4") 或 表已填("2")'])
def test_a_form_is_filled_by_its_cells_or_by_its_lines(check: str) -> None:
    rules = rules_of(("3", check))
    given = [
        annual(*lines, income=income)
        for income in (None, 5) for lines in ((), ({"1": 0},), ({"code": None},), ({"code": "E1"},))
    ]  # fmt: skip
    assert 0 < failed(told(rules, *given)) < len(given)


def test_returns_without_lines_are_not_judged_by_line() -> None:
    rules = rules_of(("4", "[行.1] > 1"), ("4", "[行.2] > 1"))
    result = told(rules, annual(), annual({"1": 5}, {"1": 7}))
    assert result.outcomes.rows() == [(NOT_APPLICABLE,) * 2, (BY_LINE,) * 2]
    assert [sum(found["counts"]) for found in results(result)] == [2, 4]


def test_what_is_remembered_of_plans_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "_MOST_PLANS", 2)
    monkeypatch.setattr(columnar, "_PLANS", {})
    for turn, bound in enumerate((1, 2, 3, 1, 2)):
        rules = rules_of(("2", f"[B00] > {bound}"))
        assert failed(told(rules, annual(income=150))) == (bound > 1)
        assert len(columnar._PLANS) == (1, 2, 1, 2, 1)[turn]


def test_a_plan_is_made_once_for_frames_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "_PLANS", {})
    rules = rules_of(("2", "[B00] > 1"), ("4", "[行.1] > 1"))
    for given in ((annual({"1": 5}),), (annual({"1": 7}), annual({"1": 1}, {"1": 2}))):
        told(rules, *given)
    assert len(columnar._PLANS) == 1
    # A blank is other knowledge.
    told(rules, annual({"1": None, "2": 1}, income=None))
    assert len(columnar._PLANS) == 2
