"""The exported text leaves no rule out, says what was worked out beforehand and how far it is exact."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.core.values import MAX_SCALED
from ruantong.exchange.vtl.data import structures_json
from ruantong.exchange.vtl.rules import VtlExport, VtlRule, export_vtl
from tests.core.rules.trial import rule_text, ruleset


@pytest.fixture(scope="module", params=["monthly", "annual"])
def export(request: pytest.FixtureRequest) -> VtlExport:
    rules: RuleSet = request.getfixturevalue(request.param)
    return export_vtl(rules)


def everything(export: VtlExport) -> list[VtlRule]:
    return [rule for rules in export.rules for rule in rules]


def written(export: VtlExport, key: str) -> VtlRule:
    return next(rule for rule in everything(export) if rule.instance.key == key)


def test_every_instance_is_a_rule_or_named_as_never_applying(export: VtlExport) -> None:
    keys = [rule.instance.key for rule in everything(export)] + [i.key for i in export.never]
    assert sorted(keys) == sorted(i.key for i in export.ruleset.instances)
    header = export.text().split("*/")[0]
    assert all(f"{instance.key}（" in header for instance in export.never)


def test_what_was_worked_out_beforehand_is_listed_with_its_reason(export: VtlExport) -> None:
    header = export.text().split("*/")[0]
    found = [m for one in export.sets for m in one.measures if m.name[:2] in {"Q_", "X_", "S_"}]
    assert found
    for measure in found:
        assert f"{measure.name}（" in header, measure.name


def test_a_rule_in_vtl(monthly: RuleSet) -> None:
    rule = written(export_vtl(monthly), "R6-06:A")
    # Sales are scaled by 100, exports by 100, the multiplier by 10; the tolerance is 0.01.
    assert rule.text == (
        "  R6_06_A :\n"
        "    when F_C_6 and not (isnull(C_6_2024_A) and isnull(C_6_2042_A))\n"
        "    then 10 * nvl(C_6_2024_A, 0) + 10 >= 64 * nvl(C_6_2042_A, 0)\n"
        '    errorcode "R6-06:A" errorlevel 3'
    )


def test_no_rule_divides_or_writes_a_fraction(export: VtlExport) -> None:
    code = re.sub(r'/\*.*?\*/|"[^"]*"', "", export.text(), flags=re.DOTALL)
    assert "/" not in code
    assert re.search(r"[0-9]\.[0-9]", code) is None
    assert "round" not in code


def test_names_are_unique_and_safe(export: VtlExport) -> None:
    assert len({rule.ruleid for rule in everything(export)}) == len(everything(export))
    for one in export.sets:
        names = [measure.name for measure in one.measures]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) for name in names)


def test_the_structure_lists_identifiers_and_measures(export: VtlExport) -> None:
    found = json.loads(structures_json(export.sets))["datasets"]
    assert [one["name"] for one in found] == [one.name for one in export.sets]
    for one, listed in zip(export.sets, found, strict=True):
        roles = [component["role"] for component in listed["DataStructure"]]
        assert roles.count("Identifier") == (2 if one.group else 1)
        assert roles.count("Measure") == len(one.measures)


def test_a_line_of_form_4_is_a_record_of_its_own(annual: RuleSet) -> None:
    assert [one.name for one in export_vtl(annual).sets] == [
        "RT_ANNUAL", "RT_ANNUAL_1_products", "RT_ANNUAL_4_lines",
    ]  # fmt: skip


@pytest.mark.parametrize("method", ["month", "cumulative"])
def test_every_rule_can_apply_whatever_an_option_decides(
    regime: Regime, monthly: RuleSet, method: str
) -> None:
    other = replace(regime, options={**regime.options, "pop_method": method})
    assert export_vtl(compile_rules(other, monthly.frequency)).never == ()


def test_what_an_option_excludes_never_applies(regime: Regime) -> None:
    rules = ruleset(regime, rule_text("[2010.A] >= 0", 条件='pop_method = "weekly"'))
    assert [i.key for i in export_vtl(rules).never] == ["R9-01"]


def test_only_rules_exact_for_the_largest_number_are_chosen(export: VtlExport) -> None:
    chosen = export.text(largest=MAX_SCALED)
    for rule in everything(export):
        fits = rule.limit >= MAX_SCALED
        assert (f'"{rule.instance.key}" errorlevel' in chosen) is fits
    assert export.limit < MAX_SCALED


@pytest.mark.parametrize(
    ("check", "limit"),
    [
        ("[2010.A] >= [2020.A]", MAX_SCALED),
        ("[2010.A] × [2020.A] >= 1", 3037000499),  # the root of 2^63
        ("[2010.A] × [2020.A] >= -[2010.A]", 3037000449),
        ("四舍五入([2010.A] / [2020.A], 2) × [2020.A] >= 1", 151471792),
    ],
)
def test_the_largest_cell_is_the_last_that_fits(regime: Regime, check: str, limit: int) -> None:
    (rule,) = everything(export_vtl(ruleset(regime, rule_text(check))))
    assert rule.limit == limit
