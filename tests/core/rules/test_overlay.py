"""Released rules lie over an edition for exactly their periods; a faulty draft says where and why."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.findings import Outcome
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.overlay import (
    RuleChange,
    changeable_parameters,
    laid_over,
    parameter_value,
)
from ruantong.core.rules.ruleset import RuleSet, changed_rules, compile_rules
from ruantong.core.rules.words.sentences import sentence_of
from ruantong.core.validation import validate
from ruantong.core.values import ValueFault
from ruantong.rulelab.drafted import check_draft
from ruantong.rulelab.trial import FAILS, PASS, trial_of
from ruantong.rulelab.written import compare_rules, rule_text, rules_text
from tests.core.rules.trial import HEAD

JUNE = Period.parse("2024-06")
NEW = HEAD.format(id="R6-90") + "公式 [2010.A] >= [2050.A]\n"
CHANGED = HEAD.format(id="R6-02") + "列 A\n公式 [2010] >= [2020] × 2\n"


def with_changes(regime: Regime, changes: Iterable[RuleChange], period: Period) -> Regime:
    """The edition as in force for a period; the same object when nothing changes it."""
    applied = [change for change in changes if change.in_force(regime.key, period)]
    for change in applied:
        regime = laid_over(regime, change)
    return regime


def change(first: Period = JUNE, **fields: object) -> RuleChange:
    return RuleChange("miit_software_2021", first, **{"texts": {"6": NEW}, **fields})  # type: ignore[arg-type]


def ids(regime: Regime) -> set[str]:
    return {rule.id for rule in regime.rules}


@pytest.mark.parametrize(
    ("released", "period", "applies"),
    [
        (change(), "2024-05", False),
        (change(), "2024-06", True),
        (change(), "2024-07", True),
        (change(spared=frozenset({JUNE})), "2024-06", False),
        (change(spared=frozenset({JUNE})), "2024-07", True),
        (change(), "2024", False),
        (RuleChange("miit_software_2024", JUNE, texts={"6": NEW}), "2024-07", False),
    ],
)
def test_a_change_is_in_force_from_its_period_on(
    regime: Regime, released: RuleChange, period: str, applies: bool
) -> None:
    """Not for a period that it spares, for other frequencies, for another edition."""
    after = with_changes(regime, [released], Period.parse(period))
    assert ids(after) == ids(regime) | ({"R6-90"} if applies else set())
    assert (after is regime) is not applies


def test_the_later_change_wins_and_the_hash_tells_them_apart(regime: Regime) -> None:
    first = change(texts={"6": CHANGED})
    second = change(texts={"6": CHANGED.replace("× 2", "× 3")})
    after = with_changes(regime, [first, second], JUNE)
    rules = [rule for rule in after.rules if rule.id == "R6-02"]
    assert [rule.check for rule in rules] == ["[2010] >= [2020] × 3"]
    hashes = {r.content_hash for r in (regime, after, with_changes(regime, [first], JUNE))}
    assert len(hashes) == 3


def test_a_replaced_rule_keeps_its_place_and_a_removed_one_is_gone(regime: Regime) -> None:
    after = with_changes(regime, [change(texts={"6": CHANGED}, removed=("R6-34",))], JUNE)
    before = [rule.id for rule in regime.rules if rule.id != "R6-34"]
    assert [rule.id for rule in after.rules] == before


def test_parameters_change_what_rules_compute(regime: Regime) -> None:
    after = with_changes(regime, [change(texts={}, parameters={"usd": "7"})], JUNE)
    sets = [compile_rules(each, Frequency.MONTHLY) for each in (regime, after)]
    assert changed_rules(*sets) == ("R6-06", "R6-11")


def test_only_parameters_of_rules_can_be_released(regime: Regime) -> None:
    assert {"usd", "embedded_markup"} <= changeable_parameters(regime).keys()
    assert parameter_value(regime, "usd", " ７.10 ") == "7.1"
    for name, text, said in (
        ("floor_software", "1000", "不能在此修改"),
        ("usd", "0", "应大于0"),
        ("usd", "-1", "负数"),
        ("usd", "六", "不是数字"),
        ("usd", "", "应大于0"),
    ):
        with pytest.raises(ValueFault, match=said):
            parameter_value(regime, name, text)


def test_a_faulty_draft_is_refused_with_line_column_and_reason(regime: Regime) -> None:
    with pytest.raises(RuleTextError) as caught:
        check_draft(regime, HEAD.format(id="R6-90") + "公式 [9999.A] >= usdx\n", "6")
    assert [(f.file, f.line, f.column) for f in caught.value.faults] == [
        ("6表草案", 5, 4),
        ("6表草案", 5, 16),
    ]


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("", "6", "没有规则"),
        (HEAD.format(id="R2-01") + "公式 [B00] >= 0\n", "2", "已保留"),
        (HEAD.format(id="R6-01") + "公式 [3021.A] >= 0\n", "7", "属于6表"),
        (
            "计算 [2010] 主营业务收入\n列 A\n取 [2020]\n不小于零 否\n可改 是\n",
            "6",
            "不是自动计算项",
        ),
        ("公式 [2010.A] >= 0\n", "6", "不属于任何规则"),
    ],
)
def test_what_a_draft_may_not_do(regime: Regime, text: str, form: str, said: str) -> None:
    with pytest.raises(RuleTextError, match=said):
        check_draft(regime, text, form)


def test_every_rule_of_the_packs_can_be_written_and_read_again(regime: Regime) -> None:
    for form in {rule.form for rule in regime.rules}:
        rules = [rule for rule in regime.rules if rule.form == form]
        text = rules_text(rules)
        after = check_draft(regime, text, form)
        for frequency in (Frequency.MONTHLY, Frequency.ANNUAL):
            assert compile_rules(after, frequency).hash == compile_rules(regime, frequency).hash
        assert rules_text([r for r in after.rules if r.form == form]) == text


def test_differences_are_told_as_added_removed_and_changed(regime: Regime) -> None:
    after = with_changes(
        regime,
        [change(texts={"6": CHANGED + "\n" + NEW}, removed=("R6-34",), parameters={"usd": "7"})],
        JUNE,
    )
    found = {each.what: each for each in compare_rules(regime, after)}
    assert {name: each.change for name, each in found.items()} == {
        "R6-02": "修改",
        "R6-34": "删去",
        "R6-90": "新增",
        "参数 usd": "修改",
    }
    assert ("+", "公式 [2010] >= [2020] × 2") in found["R6-02"].lines
    assert compare_rules(regime, regime) == []


def test_a_trial_says_what_validation_says(regime: Regime, monthly_ok: Dossier) -> None:
    after = compile_rules(
        with_changes(regime, [change(texts={"6": CHANGED})], JUNE), Frequency.MONTHLY
    )
    trial = trial_of(after, ("R6-01", "R6-02", "R6-90"))
    failing = {f.rule for f in validate(after, monthly_ok).findings if f.outcome is Outcome.FAIL}
    assert failing == {"R6-02"}
    assert trial.outcome("R6-02", monthly_ok) == FAILS
    assert trial.outcome("R6-01", monthly_ok) == PASS
    assert trial.outcome("R6-90", monthly_ok) == "absent"
    assert trial.told("R6-02", monthly_ok, "fail").startswith("主营业务收入(2010)")


def test_a_changed_level_counts_as_a_change(regime: Regime, monthly: RuleSet) -> None:
    rule = next(rule for rule in regime.rules if rule.id == "R6-02")
    text = rule_text(rule).replace("强制性", "核实性")
    after = compile_rules(check_draft(regime, text, "6"), Frequency.MONTHLY)
    assert changed_rules(monthly, after) == ("R6-02",)


def test_a_rule_says_what_it_demands(regime: Regime, monthly: RuleSet) -> None:
    def said(rule_id: str) -> str:
        return sentence_of(regime, [i for i in monthly.instances if i.rule.id == rule_id])

    for part in ("(2024)", "(2042)×6.4", "0.01", "本年本期累计、去年同期累计、本年上期累计"):
        assert part in said("R6-06")
    assert all(said(rule.id).endswith("。") for rule in monthly.rules)


def test_a_draft_of_hundreds_of_rules_is_refused_at_the_first_too_many(regime: Regime) -> None:
    blocks = [
        HEAD.format(id=f"R6-{number // 90 + 70} 之{number % 90 + 1}") + "公式 [2010.A] >= 0\n"
        for number in range(201)
    ]
    check_draft(regime, "".join(blocks[:200]), "6")
    with pytest.raises(RuleTextError) as refused:
        check_draft(regime, "".join(blocks), "6")
    fault = refused.value.faults[0]
    assert (fault.line, fault.column) == (1001, 1)
    assert "至多200款规则，现有201款" in fault.message
