"""The words of a sentence follow what is the case: one code or several, filled or not, per cent or not."""

from __future__ import annotations

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.regime import Regime
from ruantong.core.rules.edits import edited
from ruantong.core.validation import validate
from tests.core.rules.trial import judged, rule_text, ruleset

FILLED = {"2010": "500.00", "2020": "300.00", "2112": "7", "2050": None}
Q, R, N = "“是否有嵌入式系统软件业务”", "主营业务收入(2010)本年本期累计", "平均用工人数(2112)"
RATIO = "主营业务收入占软件业务收入合计的166.67%"
BEHIND = "（主营业务收入 500.00，软件业务收入合计 300.00）"


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ('属于([表头.embedded], "1")', f"{Q}为“2 否”，应为“1 是”。"),
        ('[表头.embedded] = ""', f"{Q}为“2 否”，应为空白。"),
        ("[表头.embedded] = 1", f"{Q}为“2 否”，应为“1 是”。"),
        ('开头是([表头.embedded], "1", "3")', f"{Q}为“2 否”，应以1、3开头。"),
        ('在代码表([表头.embedded], "countries")', f"{Q}为“2 否”，应为“国别和地区代码”中的代码。"),
        ('匹配([表头.embedded], "邮政编码")', f"{Q}填写有误：邮政编码“2”不正确，应为6位数字。"),
        ('表已填("6") 当且仅当 [2010.A] > 600', f"软统企6表已填，但{R}为 500.00，两者应当一致。"),
        ('表已填("7") 当且仅当 [2010.A] > 0', f"软统企7表未填，但{R}为 500.00，两者应当一致。"),
        (
            "[2050.A] > 0 当且仅当 [2010.A] > 0",
            "主营业务成本(2050)本年本期累计为空，但主营业务收入(2010)为 500.00，两者应当一致。",
        ),
        ('在名录("monthly")', "本单位不在月报名录中，应在名录中。"),
        ("整数([2010.A] / [2112.A])", f"{R} 500.00 ÷ {N} 7 = 71.4286，应为整数。"),
        ("[2010.A] / [2020.A] <= 1.5", f"{RATIO}，应不大于150%{BEHIND}。"),
        ("1.5 >= [2010.A] / [2020.A]", f"{RATIO}，应不大于150%{BEHIND}。"),
        ("[2010.A] / [2020.A] = 150%", f"{RATIO}，应等于150%，相差 16.67%。"),
        (
            "[2010.A] / [2112.A] <= 30",
            "人均主营业务收入为 71.4286 万元，应不大于 30 万元（主营业务收入 500.00，平均用工人数 7）。",
        ),
        ("500.5 <= [2010.A]", f"{R}为 500.00，应不小于 500.5。"),
        (
            "1000 <= [2010.A] + [2020.A]",
            f"{R} 500.00 + 软件业务收入合计(2020) 300.00 = 800.00，应不小于 1000。",
        ),
        ("已填([2050.A])", "主营业务成本(2050)本年本期累计为空；没有发生额请填 0。"),
    ],
)
def test_sentence(regime: Regime, check: str, said: str) -> None:
    assert [f.message for f in judged(regime, check, FILLED).findings] == [said]


@pytest.mark.parametrize(
    ("check", "code", "said"),
    [
        (
            '属于([1表.205], "111", "112")',
            "310",
            "1表登记注册类型(205)为“310 外商投资有限责任公司”，应为“111 国有独资企业（公司）”、“112 私营有限责任公司”之一。",
        ),
    ],
)
def test_one_of_several_codes_is_named_by_code_and_name(
    regime: Regime, annual_ok: Dossier, check: str, code: str, said: str
) -> None:
    rules = ruleset(regime, rule_text(check), form="2")
    (finding,) = validate(rules, edited(annual_ok, {"1.205.A": code})).findings
    assert finding.message == said


def test_a_code_that_is_no_leaf_is_told_apart_from_no_code(
    regime: Regime, annual_ok: Dossier
) -> None:
    rules = ruleset(regime, rule_text('末级代码([1表.103.industry], "industry")'), form="2")
    said = [
        validate(rules, edited(annual_ok, {"1.103.industry.A": code})).findings[0].message
        for code in ("65", "9x")
    ]
    assert "不是末级代码，应选择“" in said[0]
    assert said[0].endswith("”中的末级分类。")
    assert said[1].endswith("”中的代码。")
