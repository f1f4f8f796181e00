"""What is told of returns judged together: findings in order, four counts that add up, shared facts of lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from ruantong.core.dossier import Dossier, FormData, Forms, Value
from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime, Rule
from ruantong.core.rules.executors import columns as columnar
from ruantong.core.rules.executors import columns_plan
from ruantong.core.rules.executors.columns import (
    BY_LINE,
    FAIL,
    PASS,
    ColumnarResult,
    evaluate,
    frame_of,
)
from ruantong.core.rules.executors.python import FAIL as SAID_FAIL
from ruantong.core.rules.language.text import parse_rules
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.core.validation import judge
from tests.differential.returns import regimes, ruleset, samples_of
from tests.differential.test_every_node import CASES, EDITION

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


def annual(*lines: Line, past: tuple[Line, ...] | None = None, income: int | None = 100) -> Dossier:
    """An annual return with these lines of form 4 and one figure in form 2."""
    (one,) = samples_of(EDITION, regime().form["4"].frequency, 1)
    forms: Forms = {
        "2": FormData(cells={"B00": {"A": income}}), "4": FormData(rows={"lines": lines}),
    }  # fmt: skip
    year_ago = None if past is None else {"4": FormData(rows={"lines": past})}
    return replace(one.dossier, forms=forms, previous=year_ago, year_ago=year_ago, december=None)


def told(rules: RuleSet, *given: Dossier) -> ColumnarResult:
    return evaluate(rules, frame_of(rules, given, ids=[f"u{place}" for place in range(len(given))]))


def right(rules: RuleSet, *given: Dossier) -> list[tuple[str, str, str, int, str]]:
    """The findings that the platform has one by one, in order."""
    return [
        (
            f"u{place}", rules.instances[number].rule.id, rules.instances[number].label, line,
            "fail" if what == SAID_FAIL else "not_evaluated",
        )
        for place, dossier in enumerate(given)
        for number, line, what in sorted(judge(rules, dossier)[2])
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["lines", "annual", "monthly"])
def test_findings_stand_in_the_order_of_returns_rules_and_lines(name: str) -> None:
    make, form, checks, attributes = CASES[name]
    rules = make(form, checks, **attributes)
    given = [one.dossier for one in samples_of(EDITION, rules.frequency, 40, seed="order")]
    result = told(rules, *given)
    assert result.failures().rows() == right(rules, *given)
    for row, dossier in zip(result.counts.iter_rows(), given, strict=True):
        skipped, extra, verdicts = judge(rules, dossier)
        failed = sum(what == SAID_FAIL for _, _, what in verdicts)
        total = len(rules.instances) + extra
        assert row[2:] == (failed, skipped, len(verdicts) - failed, total)
        assert row[1] == total - skipped - len(verdicts)


@pytest.mark.parametrize("frequency", [Frequency.MONTHLY, Frequency.ANNUAL])
def test_findings_of_hundreds_of_instances_stand_in_order(frequency: Frequency) -> None:
    rules = ruleset(EDITION, frequency)
    assert len(rules.instances) > 100
    given = [one.dossier for one in samples_of(EDITION, frequency, 12, seed="order")]
    assert told(rules, *given).failures().rows() == right(rules, *given)


def test_the_columns_of_results_have_their_names_and_types() -> None:
    rules = rules_of(("2", "[B00] > 5"), ("4", "[行.1] > 5"))
    result = told(rules, annual({"1": 1}), annual({"1": 999}, income=1))
    assert result.failures().schema == {
        "id": pl.String, "rule": pl.String, "instance": pl.String, "line": pl.UInt32, "outcome": pl.String,
    }  # fmt: skip
    assert result.counts.columns == [
        "id",
        "pass",
        "fail",
        "not_applicable",
        "not_evaluated",
        "total",
    ]
    assert set(result.outcomes.dtypes) == {pl.UInt8}
    assert result.outcomes.rows() == [(FAIL, BY_LINE), (FAIL, BY_LINE)]
    assert result.lines["4", "lines"].rows() == [(0, 1, FAIL), (1, 1, PASS)]
    assert result.lines["4", "lines"].columns == ["return", "line", "1"]


def test_findings_of_many_lines_and_of_fixed_cells_are_mixed_by_rule() -> None:
    checks = (("4", "[行.1] > 1"), ("2", "[B00] > 200"), ("4", "[行.2] > 1"))
    rules = rules_of(*checks)
    lines: tuple[Line, ...] = tuple(
        {"code": "E1", "1": place % 3, "2": place % 2 * 500} for place in range(300)
    )
    given = [annual(*lines), annual({"1": 500, "2": 500}, income=1), annual(*lines[:5])]
    assert told(rules, *given).failures().rows() == right(rules, *given)


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
    assert result.failures().rows() == right(rules, *given)
    assert result.failures().filter(id="u0", rule="R4-01")["line"].to_list() == [2, 4, 5]
    assert result.counts["total"].to_list() == [10, 2, 10, 2]


def test_values_that_stand_in_several_lines() -> None:
    rules = rules_of(("4", "不重复([4表.code])"), ("4", "不重复([4表.3])"))
    lines: tuple[Line, ...] = (
        {"code": "E1", "3": "USA"}, {"code": "E2", "3": "USA"}, {"code": "E1"}, {"3": "JPN"}, {"1": 1},
    )  # fmt: skip
    given = [annual(*lines), annual(*lines[:2]), annual(lines[0])]
    result = told(rules, *given)
    assert result.failures().rows() == right(rules, *given)
    found = result.failures().filter(id="u0").select("rule", "line").rows()
    assert found == [("R4-01", 1), ("R4-01", 3), ("R4-02", 1), ("R4-02", 2)]


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
    result = told(rules, *given)
    assert result.failures().rows() == right(rules, *given)
    assert [row[3] for row in result.counts.iter_rows()] == [judge(rules, one)[0] for one in given]
    for one in given:
        assert told(rules, one).failures().rows() == right(rules, one)


@pytest.mark.parametrize("check", ['表已填("4")', '表已填("2")', '非 表已填("4") 或 表已填("2")'])
def test_a_form_is_filled_by_its_cells_or_by_its_lines(check: str) -> None:
    rules = rules_of(("3", check))
    given = [
        annual(*lines, income=income)
        for income in (None, 5) for lines in ((), ({"1": 0},), ({"code": None},), ({"code": "E1"},))
    ]  # fmt: skip
    result = told(rules, *given)
    assert result.failures().rows() == right(rules, *given)
    assert 0 < result.failures().height < len(given)


def test_returns_without_lines_are_not_judged_by_line() -> None:
    rules = rules_of(("4", "[行.1] > 1"), ("4", "[行.2] > 1"))
    result = told(rules, annual(), annual({"1": 5}, {"1": 7}))
    assert result.outcomes.rows() == [(columnar.NOT_APPLICABLE,) * 2, (BY_LINE,) * 2]
    assert result.counts["total"].to_list() == [2, 4]


def test_what_is_remembered_of_plans_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "_MOST_PLANS", 2)
    monkeypatch.setattr(columnar, "_PLANS", {})
    monkeypatch.setattr(columnar, "_NEEDS", {})
    for turn, bound in enumerate((1, 2, 3, 1, 2)):
        rules = rules_of(("2", f"[B00] > {bound}"))
        assert told(rules, annual(income=150)).failures().height == (bound > 1)
        size = (1, 2, 1, 2, 1)[turn]
        assert (len(columnar._PLANS), len(columnar._NEEDS)) == (size, size)


def test_a_plan_is_made_once_for_frames_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(columnar, "_PLANS", {})
    make_plan = columns_plan.make_plan

    def counted(rules: RuleSet, *known: Any) -> columns_plan.Plan:
        made.append(rules.hash)
        return make_plan(rules, *known)

    monkeypatch.setattr(columnar, "make_plan", counted)
    rules = rules_of(("2", "[B00] > 1"), ("4", "[行.1] > 1"))
    for given in ((annual({"1": 5}),), (annual({"1": 7}), annual({"1": 1}, {"1": 2}))):
        assert told(rules, *given).failures().rows() == right(rules, *given)
    assert len(made) == 1
    # A blank is other knowledge.
    given = (annual({"1": None, "2": 1}, income=None),)
    assert told(rules, *given).failures().rows() == right(rules, *given)
    assert len(made) == 2
