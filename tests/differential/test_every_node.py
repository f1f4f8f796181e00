"""Rules made to reach every kind of node and corner of arithmetic: server and browser agree.

The packs' own rules leave some out: ratios of ratios, negative divisors, choices between numbers,
judgements that are told as facts, 计算 rules whose cells no return carries.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ruantong.core.rules.executors.browser_document import rules_json
from ruantong.core.rules.executors.columns import evaluate
from ruantong.core.rules.language import tree
from ruantong.core.rules.language.text import parse_rules
from ruantong.core.rules.language.tree import Node, walk
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from tests.core.rules.trial import with_slack
from tests.differential.columns import frame, results
from tests.differential.compare import run_node
from tests.differential.outcomes import outcomes_of, rule_counts
from tests.differential.returns import regimes, samples_of

EDITION = "miit_software_2021"
MONTHLY = (
    "[2010.A] / [2020.A] / 3 >= [2022.A] / [2023.A]",
    "[2010.A] / ([2020.A] / [2021.A]) = 1.5",
    "[2010.A] / [2020.A] + [2021.A] / 7 + [2022.A] / 3 <> 3",
    "[2010.A] / -3 <= [2090.A] / 7",
    "([2010.A] - [2050.A]) / ([2090.A] - [2080.A]) < 1.25",
    "([2010.A] - [2050.A]) / ([2090.A] - [2080.A]) = 0",
    "绝对值([2090.A] / [2080.A]) > 绝对值(-2.5)",
    "四舍五入([2010.A] / 3, 1) = 四舍五入([2020.A] / 3, 0)",
    "四舍五入([2010.A], 0) >= [2112.A] × 1000",
    "四舍五入([2090.A], 4) = [2090.A]",
    "最小([2010.A], [2112.A], 5) <= 最大([2090.A], -1, [2113.A])",
    "选择([2010.A] > 100, [2010.A], [2112.A] > 3, [2112.A], -1.25) > [2020.A]",
    "选择([2010.A] / [2020.A] > 1, 1, 2) = 1",
    "整数([2010.A])",
    "整数([2010.A] / [2112.A])",
    "整数([2010.A] × 100)",
    "非 整数([2090.A] / 4)",
    "[2010.A] × [2020.A] >= [2022.A] × [2023.A]",
    (
        "[2010.A] + [2020.A] + [2021.A] + [2022.A] + [2023.A] + [2024.A] + [2041.A] + [2042.A] + [2043.A]"
        " + [2050.A] + [2051.A] - [2080.A] - [2090.A] = [2110.A] + [2111.A]"
    ),
    "1 <= [2010.A] <= 999999999999",
    "100 = [2010.A]",
    "年度 × 12 + m >= [2112.A]",
    "[2010.A] = 自动值([2020.A]) 或 自动值([2024.A]) > 0 或 自动值([2042.A]) / 自动值([2024.A]) < 1",
    "量级错位([2010.A], [2020.A])",
    "非 (量级错位([2010.A], [2020.A]) 或 [2010.A] = [2020.A])",
    "非 ([2010.A] > 0 且 [2020.A] > 0)",
    "非 为空([2010.A]) 且 为空([2051.A])",
    "[2010.A] > 0 当且仅当 已填([2020.A])",
    "[2010.A] / [2020.A] > 1 当且仅当 [2021.A] / [2022.A] > 1",
    "若 [2010.A] > 5 或 [表头.embedded] = 1 则 [2020.A] > 5 且 非 [表头.embedded] = 2",
    '在名录("form7") 当且仅当 表已填("7")',
    '在名录("monthly") 且 表已填("7")',
    '若 在名录("form7") 则 非 表已填("7")',
    '全同("A", "B") 或 全同("A", "C")',
    "[表头.embedded] <> 1",
    '属于(报送区县, "500112", "500190")',
    '开头是(报送区县, "50010", "9")',
    "上期[2010.A] / [2010.C] = 1 或 上年[2010.A] <= [2010.B]",
    "[7表.3011.A] >= [2010.A] 或 [7表.3011.N] > 5",
    "[2010.D] = 四舍五入(([2010.A] / [2010.B] - 1) × 100, 2)",
    "[2010.A] × usd <= [2020.A] × 1.000001",
    "[2010.A] / m >= [2112.A] / 0.1",
    "[2010.A] × 1.00 = [2020.A]",
    "[2010.A] × 1.000 = [2020.A]",
    "[2010.A] × 1.00 >= [2020.A] - 0.001",
    "[2010.A] × 1.000 >= [2020.A] - 0.001",
)
ANNUAL = (
    '合计([4表.1], "E1") / 合计([4表.2], "E1", "E2") >= 1.5',
    '合计([4表.1], "E") = [3表.A0] × 1000 + 行数([4表.code])',
    '行数([4表.code], "E2", "E3") <= 行数([4表.code]) - 1',
    '绝对值(合计([4表.6], "E4")) × 合计([4表.4], "E") > 0',
    '子串([1表.109], 3, 8) = 报送区县 或 子串([1表.101], 1, 2) = "MA"',
    '匹配([1表.109], "统一社会信用代码") 且 匹配([1表.101], "组织机构代码")',
    '匹配([1表.203.phone], "邮政编码") 或 匹配([1表.203.mobile], "移动电话")',
    '非 匹配([1表.203.email], "电子邮箱")',
    "[1表.202.year] >= 2000 且 [1表.202.month] <> 6",
    '末级代码([1表.103.industry], "industry") 或 开头是([1表.103.industry], "6")',
    '选择([2表.B00] > 1000, "1", "2") = [1表.191]',
    "信用代码唯一 或 [2表.B00] > 5",
    "非 信用代码唯一",
    "上年[2表.B00] / [2表.B00] <= 十二月[6表.2010.A] / [2表.B01]",
)
LINES = (
    "[行.1] / [行.2] >= 上年行[1] / 3",
    "不重复([4表.code]) 且 [行.1] > 1",
    "已填([行.3]) 或 [行.3] <> [行.5]",
    '在代码表([行.3], "countries") 当且仅当 [行.4] > 0',
    "整数([行.1] / [行.2])",
    "为空([行.6])",
    '合计([4表.1], "E") >= [行.1] 且 开头是([行.code], "E1", "E2")',
    "上年行[code] = [行.code]",
    "上年行[1] <= 十二月[6表.2010.A] 或 上年行[1] / [行.1] < 2",
)
HEAD = "[R9-{number:02}] 试验{number}\n级别 {severity}\n来源 I\n范围 表内\n"


def rules_of(form: str, checks: tuple[str, ...], **attributes: str) -> RuleSet:
    """One rule for each check, with every blank policy, and a tolerance in turn where it can have one."""
    texts = []
    for number, check in enumerate(checks, 1):
        head = HEAD.format(number=number, severity="强制性" if number % 2 else "核实性")
        lines = [f"公式 {check}", *(f"{name} {value}" for name, value in attributes.items())]
        lines += [f"空值 {policy}"] if (policy := ("", "按零", "不判")[number % 3]) else []
        lines += (
            with_slack(regimes()[EDITION], check, "0.05", form, **attributes) if number % 2 else []
        )
        texts.append(head + "\n".join(lines) + "\n")
    parsed = parse_rules("\n".join(texts), file=f"{form}.rules", form=form)
    regime = replace(regimes()[EDITION], rules=parsed.rules)
    return compile_rules(regime, regime.form[form].frequency)


CASES = {
    "monthly": (rules_of, "6", MONTHLY, {}),
    "conditions": (rules_of, "6", MONTHLY, {"条件": "[2010.A] / [2020.A] <= 20 且 已填([2021.A])"}),
    "annual": (rules_of, "2", ANNUAL, {}),
    "lines": (rules_of, "4", LINES, {"逐行": "lines"}),
}


@pytest.mark.parametrize("name", CASES)
def test_server_and_browser_agree(name: str) -> None:
    make, form, checks, attributes = CASES[name]
    rules = make(form, checks, **attributes)
    frequency = rules.frequency
    drawn = list(samples_of(EDITION, frequency, 300, seed=name))
    results = run_node({f"{EDITION}-{frequency}": rules_json(rules)}, [one.line() for one in drawn])
    unlike = []
    for one, found in zip(drawn, results, strict=True):
        right = json.loads(json.dumps(outcomes_of(rules, one.dossier).to_dict()))
        unlike += [
            (one.number, a, b)
            for a, b in zip(right["findings"], found["findings"], strict=False)
            if a != b
        ]
        assert {key: found[key] for key in right} == right, unlike[:3]


@pytest.mark.parametrize("name", CASES)
def test_columns_agree(name: str) -> None:
    make, form, checks, attributes = CASES[name]
    rules = make(form, checks, **attributes)
    drawn = list(samples_of(EDITION, rules.frequency, 300, seed=name))
    found = results(evaluate(rules, frame(rules, drawn)))
    unlike = [
        (one.number, rule, four, columns["rules"][rule])
        for one, columns in zip(drawn, found, strict=True)
        for rule, four in rule_counts(rules, one.dossier).items()
        if four != columns["rules"][rule]
    ]
    assert unlike == []


def test_every_kind_of_node_is_reached() -> None:
    rules = [make(form, checks, **attributes) for make, form, checks, attributes in CASES.values()]
    trees = [
        tree
        for one in rules
        for instance in one.instances
        for tree in (instance.check, instance.condition)
        if tree is not None
    ]
    reached = {type(node) for tree in trees for node in walk(tree)}
    kinds = {
        kind for kind in vars(tree).values() if isinstance(kind, type) and issubclass(kind, Node)
    }
    assert {kind for kind in kinds if not kind.__subclasses__()} - reached == set()
