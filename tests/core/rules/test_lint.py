"""The linter proves what was planted, and says nothing of rules that are all right."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime
from ruantong.core.rules.linting.lint import LintReport, lint
from ruantong.core.rules.ruleset import RuleSet
from tests.core.rules import trial

HEAD = "级别 {level}\n来源 I\n范围 表内\n"


def linted(regime: Regime, *rules: str, level: str = "强制性", form: str = "6") -> LintReport:
    """Rules R9-01, R9-02 …, each given by its 公式 and further lines."""
    blocks = []
    for number, rule in enumerate(rules, 1):
        head = "" if "级别" in rule else HEAD.format(level=level)
        blocks.append(f"[R9-{number:02}] 试验\n{head}公式 {rule}\n")
    return lint(trial.ruleset(regime, "\n".join(blocks), form))


def kinds(report: LintReport) -> list[str]:
    return [finding.kind for finding in report.findings]


CONTRADICTIONS = {
    "above and below": ("[2010.A] > [2020.A]", "[2010.A] < [2020.A]"),
    "two values": ("[2113.A] = 3", "[2113.A] = 4"),
    "above its own sum": (
        "[2021.A] >= [20211.A] + [20212.A] + 1",
        "[2021.A] + 0.5 <= [20211.A] + [20212.A]",
    ),
    "disjoint ranges": ("0 <= [2113.A] <= 10", "[2113.A] >= 11"),
    "absolute value": ("|x|", "[2113.A] > 5"),
    "maximum": ("最大([2010.A], [2020.A]) <= 3", "[2020.A] >= 4"),
    "a rounded figure": ("四舍五入([2111.A] / 12, 2) <= 5", "[2111.A] >= 70"),
    "a quotient": ("[2111.A] / [2112.A] <= 5", "[2111.A] / [2112.A] > 6"),
    "tolerance too small": ("[2010.A] = [2020.A]\n容差 0.01", "[2010.A] > [2020.A] + 0.02"),
    "codes": ('[表头.embedded] = "1"', '[表头.embedded] = "2"'),
    "under the same condition": (
        "[2024.A] > 0\n条件 [表头.embedded] = 1",
        "[2024.A] = 0\n条件 [表头.embedded] = 1",
    ),
    "cycle of three": ("[2010.A] > [2020.A]", "[2020.A] > [2050.A]", "[2050.A] > [2010.A]"),
    "sum of four": (
        "[2020.A] = [2021.A] + [2022.A]",
        "[2021.A] >= 60",
        "[2022.A] >= 50",
        "[2020.A] <= 100",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_planted_contradictions_are_proved(regime: Regime, name: str) -> None:
    rules = [r.replace("|x|", "绝对值([2113.A]) <= 4") for r in CONTRADICTIONS[name]]
    found = linted(regime, *rules).of("contradiction")
    assert found, name
    involved = {rule for finding in found for rule in finding.rules}
    assert involved == {f"R9-{n:02}" for n in range(1, len(rules) + 1)}


EMBEDDED = "条件 [表头.embedded] ="


@pytest.mark.parametrize(
    ("rules", "level"),
    [
        # they meet in one point
        (("[2010.A] >= [2020.A]", "[2010.A] <= [2020.A]"), "强制性"),
        # tolerances that touch
        (("[2010.A] = [2020.A]\n容差 0.02", "[2010.A] >= [2020.A] + 0.02"), "强制性"),
        # conditions that exclude each other
        ((f"[2024.A] > 0\n{EMBEDDED} 1", f"[2024.A] = 0\n{EMBEDDED} 2"), "强制性"),
        # queries can be explained
        (("[2113.A] = 3", "[2113.A] = 4"), "核实性"),
    ],
)
def test_rules_that_do_not_contradict(regime: Regime, rules: tuple[str, ...], level: str) -> None:
    assert linted(regime, *rules, level=level).of("contradiction") == ()


REDUNDANT = {
    "the same rule again": ("[2010.A] >= [2020.A]", "[2020.A] <= [2010.A]"),
    "a weaker bound": ("[2113.A] <= 10", "[2113.A] <= 20"),
    "a larger tolerance": (
        "[2010.A] = [2020.A]\n容差 0.01",
        "[2010.A] = [2020.A]\n容差 0.05",
    ),
    "a chain": ("[2010.A] >= [2020.A]", "[2020.A] >= [2021.A]", "[2010.A] >= [2021.A]"),
    "part of a sum": (
        "[2021.A] >= [20211.A] + [20212.A]",
        "[20211.A] >= 0",
        "[2021.A] >= [20212.A]",
    ),
    "a ratio": ("[2111.A] / [2112.A] <= 5", "[2111.A] / [2112.A] <= 6"),
    "a rounded figure": ("四舍五入([2111.A] / 12, 2) <= 5", "[2111.A] <= 70"),
    "one of two": ("[2010.A] > 1 或 [2020.A] > 3", "[2010.A] > 0 或 [2020.A] > 2"),
    "texts": ('[表头.embedded] = "1"', '[表头.embedded] = "1"'),
    "scaled": ("[2010.A] >= [2042.A] × 7", "[2010.A] × 2 >= [2042.A] × 14"),
}


@pytest.mark.parametrize("name", REDUNDANT)
def test_planted_redundancies_are_proved(regime: Regime, name: str) -> None:
    rules = REDUNDANT[name]
    found = linted(regime, *rules).of("redundant")
    assert [finding.rules[0] for finding in found] == [f"R9-{len(rules):02}"]
    assert set(found[0].rules[1:]) <= {f"R9-{n:02}" for n in range(1, len(rules))}


def test_the_range_of_a_month_is_known_without_a_rule(regime: Regime) -> None:
    (found,) = linted(regime, "[2010.A] >= m", "[2010.A] >= 1").of("redundant")
    assert found.rules == ("R9-02", "R9-01")
    lines = linted(regime, '行数([4表.code], "E4") >= 0', form="4")
    assert kinds(lines) == ["tautology"], "nor can there be fewer lines than none"


@pytest.mark.parametrize(
    "rules",
    [
        # the other is only a query, applies less often, or needs another return
        ("[2113.A] <= 10\n级别 核实性\n来源 I\n范围 表内", "[2113.A] <= 20"),
        (f"[2113.A] <= 10\n{EMBEDDED} 1", "[2113.A] <= 20"),
        ("[2010.A] >= 上期[2010.A]", "上期[2010.A] >= [2020.A]", "[2010.A] >= [2020.A]"),
    ],
)
def test_what_makes_nothing_redundant(regime: Regime, rules: tuple[str, ...]) -> None:
    assert linted(regime, *rules).of("redundant") == ()


TAUTOLOGIES = [
    "[2010.A] >= [2010.A]",
    "[2010.A] = [2010.A] + 0.005\n容差 0.01",
    "[2010.A] > 3 或 [2010.A] <= 3",
    "绝对值([2113.A]) >= 0",
    "最大([2010.A], [2020.A]) >= [2010.A]",
    "若 [2010.A] > 5 则 [2010.A] > 4",
    '[表头.embedded] = "1" 或 [表头.embedded] <> "1"',
    "m <= 12",
    'pop_method <> "weekly" 或 [2010.A] > 3',
]


@pytest.mark.parametrize("check", TAUTOLOGIES)
def test_planted_tautologies_are_proved(regime: Regime, check: str) -> None:
    assert kinds(linted(regime, check)) == ["tautology"]


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("[2010.A] > 0\n条件 [2010.A] >= 5", "never_fires"),
        ('"甲" = "乙"', "always_fails"),
        ("[2010.A] < 5\n条件 [2010.A] > 5", "always_fails"),
    ],
)
def test_a_rule_that_never_or_always_fails_is_told(regime: Regime, rule: str, kind: str) -> None:
    (found,) = linted(regime, rule).findings
    assert (found.kind, found.blocking) == (kind, kind == "always_fails")
    assert found.message.endswith("，报表将无法上报") is found.blocking
    assert not linted(regime, rule, level="核实性").blocking


DEAD_CONDITIONS = [
    "[2010.A] > 5 且 [2010.A] < 4",
    '[表头.embedded] = "1" 且 [表头.embedded] = "2"',
    "为空([2010.A]) 且 [2010.A] > 0",
    '为空([表头.embedded]) 且 [表头.embedded] = "1"',
    '属于([表头.embedded], "1", "2") 且 非 属于([表头.embedded], "1", "2")',
    '开头是([表头.embedded], "1") 且 [表头.embedded] = "2"',
    '非 开头是([表头.embedded], "1") 且 [表头.embedded] = "1"',
    "m > 12",
    "年度 < 2000",
    'pop_method = "weekly"',
    '"甲" <> "乙" 且 "甲" <> "甲"',
    "[表头.embedded] <> [表头.embedded]",
]


@pytest.mark.parametrize("condition", DEAD_CONDITIONS)
def test_planted_dead_conditions_are_proved(regime: Regime, condition: str) -> None:
    report = linted(regime, f"[2020.A] >= 1\n条件 {condition}")
    assert kinds(report) == ["dead_condition"]


@pytest.mark.parametrize(
    "condition",
    [
        '开头是([表头.embedded], "1") 且 [表头.embedded] = "1"',
        '为空([表头.embedded]) 且 [表头.embedded] = ""',
        "m >= 12",
        "年度 <= 2000",
    ],
)
def test_conditions_that_may_hold_are_not_called_dead(regime: Regime, condition: str) -> None:
    assert kinds(linted(regime, f"[2020.A] >= 1\n条件 {condition}")) == []


def test_units_that_do_not_fit_are_told(regime: Regime) -> None:
    report = linted(regime, "[2024.A] >= [2042.A]")
    assert kinds(report) == ["measure"]


def test_too_many_branches_are_undecided_and_not_passed_over(regime: Regime) -> None:
    many = " + ".join(f"绝对值([{code}.A])" for code in (2010, 2020, 2021, 2022, 2023, 2024, 2050))
    report = linted(regime, f"{many} >= 0")
    assert report.undecided == ("R9-01",)
    assert kinds(report) == []


#: Reviewed: bounds at zero that official relations imply as soon as the parts are not negative, and zeros
#: of an export whose revenue is zero (R6-09, R3-15). They stay, because they name the cell that is
#: wrong, and hold where the parts are blank.
REVIEWED = {
    Frequency.MONTHLY: {"R6-09", "R6-17", "R7-02"},
    Frequency.ANNUAL: {"R2-05", "R3-15", "R3-16", "R5-10"},
}


@pytest.mark.parametrize("key", ["miit_software_2021", "miit_software_2024"])
@pytest.mark.parametrize("frequency", [Frequency.MONTHLY, Frequency.ANNUAL])
def test_the_real_packs_have_only_reviewed_findings(
    regimes: Mapping[str, Regime], key: str, frequency: Frequency
) -> None:
    from ruantong.core.rules.ruleset import compile_rules

    report = lint(compile_rules(regimes[key], frequency))
    assert report.undecided == ()
    assert set(kinds(report)) == {"redundant"}
    assert {finding.rules[0] for finding in report.findings} == REVIEWED[frequency]


def test_a_part_of_the_rules_can_be_asked_about(monthly: RuleSet) -> None:
    report = lint(monthly, {"R6-01"})
    assert report.findings == ()
    assert report.pairs < lint(monthly).pairs


def test_pairs_beyond_the_limit_are_undecided_and_not_passed(
    regime: Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ruantong.core.rules.linting.lint.MOST_PAIRS", 1)
    report = linted(regime, "[2010.A] >= 5", "[2010.A] >= 4", "[2010.A] <= 3")
    assert report.pairs == 1
    assert set(report.undecided) == {"R9-01", "R9-02", "R9-03"}
