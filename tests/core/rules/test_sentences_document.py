"""The document the browser judges by: every operation once, in order, with all it needs and no more."""

from __future__ import annotations

import json
from typing import Any

from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime
from ruantong.core.rules.executors.browser_document import document, rules_hash, rules_json
from ruantong.core.rules.ruleset import RuleSet
from tests.core.rules.trial import rule_text, ruleset


def written(regime: Regime, check: str, form: str = "6", **attributes: str) -> dict[str, Any]:
    """The document of one rule, as the browser reads it."""
    read: dict[str, Any] = json.loads(
        rules_json(ruleset(regime, rule_text(check, **attributes), form))
    )
    return read


def form_of(whole: dict[str, Any], code: str) -> dict[str, Any]:
    """One form of a document."""
    (found,) = [form for form in whole["forms"] if form["code"] == code]
    return dict(found)


def test_the_text_is_as_short_as_it_can_be_and_has_chinese_in_clear(regime: Regime) -> None:
    rules = ruleset(regime, rule_text("[2010.A] >= 0"))
    text = rules_json(rules)
    assert text.startswith(f'{{"format":3,"ruleset":"{rules.hash}","regime":"miit_software_2021",')
    assert '["R9-01","试验","6","error","partial_zero","","","I",""]' in text


def test_the_hash_is_the_sha_256_of_the_text() -> None:
    assert rules_hash("软") == "960ee891fbcd2ad5d41b0e26dc798328f5134d996c9007e522275d1e7dc28f5f"


def test_operations_stand_after_those_they_are_made_of_and_only_once(regime: Regime) -> None:
    whole = written(
        regime, "[2010.A] >= [2020.A] + 12.50 - [2010.A]", 容差="0.01", 条件="[表头.embedded] = 1"
    )
    assert whole["leaves"] == [
        ["head", "6", "embedded"],
        ["cell", "current", "6", "2010", "A", 2, False],
        ["cell", "current", "6", "2020", "A", 2, False],
    ]
    assert whole["operations"][:10] == [
        ["text", 0],
        ["literal", "1"],
        ["sametext", 0, 1],
        ["blank", 1],
        ["blank", 2],
        ["all", [3, 4]],
        ["load", 1],
        ["sum", [[2, 6]], 0],
        ["load", 2],
        ["sum", [[1, 8]], 1249],
    ]
    assert whole["operations"][10] == ["compare", ">=", 7, 9]
    ((rule, label, steps, looks, asks, helpful, demands),) = whole["instances"]
    assert (rule, label, looks, asks, helpful, demands) == (0, "", [1, 2], [0], [1], False)
    assert steps == [[2, None, 2, 3], [5, 2, None, None], [10, None, 1, 3]]


def test_numbers_that_a_browser_cannot_hold_are_marked_and_long_constants_are_texts(
    regime: Regime,
) -> None:
    cells = " + ".join(f"[{code}.A]" for code in TEN)
    assert marked(written(regime, " + ".join(f"[{code}.A]" for code in TEN[:9]) + " >= 0")) == []
    assert marked(written(regime, f"{cells} >= 0")) == ["sum"]
    assert marked(written(regime, "[2010.A] × [2020.A] >= 0")) == ["product"]
    long = written(regime, "[2010.A] × 99999999 × 999999999 >= 0")
    assert ["sum", [["99999998900000001", 0]], 0] in [
        [n, [[f[0][0], 0]], *c] for n, f, *c in sums(long)
    ]


def sums(whole: dict[str, Any]) -> list[list[Any]]:
    """The sums among the operations."""
    return [fields for fields in whole["operations"] if fields[0] == "sum"]


TEN = ("2010", "2020", "2021", "2022", "2023", "2024", "2041", "2042", "2043", "2050")


def marked(whole: dict[str, Any]) -> list[str]:
    """The names of the operations whose value is a BigInt."""
    return [whole["operations"][place][0] for place in whole["big"]]


def test_one_rule_for_several_indicators_is_written_once(regime: Regime) -> None:
    whole = written(regime, "[*.A] >= 0", 指标="2010 2020", 提示="请核对。", 空值="不判")
    assert whole["rules"] == [
        ["R9-01", "试验", "6", "error", "non_null", "请核对。", "", "I", ""],
    ]
    assert [fields[:2] for fields in whole["instances"]] == [[0, "2010"], [0, "2020"]]


def test_several_rules_are_told_apart_by_their_place(regime: Regime) -> None:
    text = rule_text("[2010.A] >= 0") + rule_text("[2020.A] >= 0").replace("R9-01", "R9-02")
    whole = document(ruleset(regime, text))
    assert [rule[0] for rule in whole["rules"]] == ["R9-01", "R9-02"]
    assert [instance[0] for instance in whole["instances"]] == [0, 1]


def test_lines_of_a_list(regime: Regime) -> None:
    whole = written(
        regime, '[行.1] >= 合计([4表.1], "E1", "E2") 且 不重复([4表.code])', "4", 逐行="lines"
    )
    assert whole["rules"][0][6] == "lines"
    assert whole["leaves"][:3] == [
        ["line", "current", "4", "lines", "1", 2, False],
        ["sum", "4", "lines", "1", ["E1", "E2"], 2],
        ["uniqueline", "4", "lines", "code"],
    ]
    ((key, name, maximum, columns),) = form_of(whole, "4")["groups"]
    assert (key, name, maximum) == ("lines", "软件业务收入明细", 200)
    assert columns[:4] == [
        ["code", "软件代码", "code", 2, "directory", True],
        ["1", "本年收入", "number", 2, None, False],
        ["2", "其中：本年出口", "number", 2, None, False],
        ["3", "出口主要国别和地区：国别1", "code", 2, "countries", False],
    ]


def test_a_form_with_its_columns_indicators_and_head(regime: Regime) -> None:
    form = form_of(written(regime, "[2010.A] >= 0"), "6")
    assert (form["number"], form["frequency"], form["applies"]) == ("软统企6表", "monthly", [])
    assert form["columns"][:2] == [
        ["A", "本年本期累计", "current", "number", None, None, False, False],
        ["B", "去年同期累计", "year_ago", "number", None, None, False, False],
    ]
    assert form["rows"][0][:6] == ["2010", "主营业务收入", "number", 2, None, False]
    assert form["rows"][0][6][:3] == ["A", "B", "C"]
    assert form["heads"] == [["embedded", "是否有嵌入式系统软件业务", "yes_no"]]


def test_titles_are_no_indicators(regime: Regime) -> None:
    titles = {i.code for i in regime.form["1"].indicators if i.title}
    codes = {row[0] for row in form_of(written(regime, "[B00] >= 0", "2"), "1")["rows"]}
    assert titles
    assert not titles & codes
    assert "205" in codes


def test_for_whom_a_form_is(regime: Regime) -> None:
    monthly, annual = written(regime, "[2010.A] >= 0"), written(regime, "[B00] >= 0", "2")
    assert form_of(monthly, "7")["applies"] == ["listed", "form7"]
    assert form_of(annual, "5")["applies"] == ["cell", "1", "R07", "A", "1"]
    assert form_of(annual, "2")["applies"] == []


def test_only_forms_of_the_frequency_and_those_that_are_looked_at(regime: Regime) -> None:
    def codes(whole: dict[str, Any]) -> list[str]:
        return [form["code"] for form in whole["forms"]]

    assert codes(written(regime, "[2010.A] >= 0")) == ["6", "7"]
    assert codes(written(regime, "[B00] >= 0", "2")) == ["1", "2", "3", "4", "5"]
    looked = written(regime, "[B00] >= 十二月[6表.2010.A]", "2")
    assert codes(looked) == ["1", "2", "3", "4", "5", "6"]
    assert ["cell", "december", "6", "2010", "A", 2, False] in looked["leaves"]


def test_only_code_lists_that_are_chosen_from_or_named(regime: Regime) -> None:
    def keys(whole: dict[str, Any]) -> list[str]:
        return [codes[0] for codes in whole["lists"]]

    assert keys(written(regime, "[2010.A] >= 0")) == ["yes_no"]
    named = written(regime, '在代码表([表头.embedded], "countries")')
    assert keys(named) == ["countries", "yes_no"]
    annual = keys(written(regime, "[B00] >= 0", "2"))
    assert annual == sorted(annual)
    # of an indicator, of a column of an indicator, of a column of a list
    assert {"registration_old", "industry", "directory", "countries", "ai_fields"} <= set(annual)


def test_a_code_that_may_not_be_chosen_is_marked(regime: Regime) -> None:
    lists = {codes[0]: codes for codes in written(regime, "[B00] >= 0", "2")["lists"]}
    assert lists["yes_no"] == ["yes_no", "是否", [["1", "是"], ["2", "否"]]]
    items = {item[0]: item for item in lists["directory"][2]}
    assert items["E10101"][:2] == ["E10101", "操作系统"]
    assert items["E1"][2:] == [0]
    assert any(len(item) == 2 for item in items.values())


def test_computations_with_their_cases(monthly: RuleSet) -> None:
    whole = document(monthly)
    formulas = {formula[0]: formula for formula in whole["formulas"]}
    ref, places, _, own, in_turn = formulas["6.2024.A"]
    assert (ref, places, own) == ("6.2024.A", 2, in_turn)
    assert [value < 0 for _, value in own] == [True, False, False, False]
    assert formulas["6.2020.A"][2] == [whole["leaves"].index(leaf) for leaf in parts(whole)]
    assert whole["frequency"] == Frequency.MONTHLY.value


def parts(whole: dict[str, Any]) -> list[list[Any]]:
    """The cells that make up the whole of form 6's software revenue."""
    return [
        ["cell", "current", "6", code, "A", 2, False] for code in ("2021", "2022", "2023", "2024")
    ]
