"""What a sentence says of the return is the case, however the rule is built: no half of it is false."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from tests.core.rules.trial import judged

FILLED = {"2010": "500.00", "2020": "300.00", "2021": "100.00", "2050": None}
R, S, P = "主营业务收入(2010)", "软件业务收入合计(2020)", "软件产品收入(2021)"
NOW = "本年本期累计"


@pytest.mark.parametrize(
    ("check", "said"),
    [
        # a blank is called blank and a filled cell filled, on both sides of 当且仅当
        ("已填([2010.A]) 当且仅当 已填([2050.A])", f"{R}{NOW}已填，但主营业务成本(2050)为空，两者应当一致。"),
        ("[2010.A] > 0 当且仅当 已填([2050.A])", f"{R}{NOW}为 500.00，但主营业务成本(2050)为空，两者应当一致。"),
        ("非 已填([2010.A]) 当且仅当 [2020.A] > 0", f"{R}{NOW}已填，但{S}为 300.00，两者应当一致。"),
        # what holds and should not: the part that makes it hold
        ("非 (若 [2010.A] > 0 则 [2020.A] > 0)", f"不应出现：{S}{NOW}为 300.00。"),
        ("非 (若 [2010.A] > 900 则 [2020.A] > 0)", f"不应出现：{R}{NOW}为 500.00、并非大于 900。"),
        ("非 ([2010.A] > 0 且 [2020.A] > 0)", f"不应出现：{R}{NOW}为 500.00、{S}为 300.00。"),
        ("非 ([2010.A] > 900 或 [2020.A] > 0)", f"不应出现：{S}{NOW}为 300.00。"),
        ("非 非 [2010.A] > 900", f"{R}{NOW}为 500.00，应大于 900。"),
        (
            "非 ([2010.A] > 0 当且仅当 [2020.A] > 0)",
            f"不应出现：{R}{NOW}为 500.00、{S}为 300.00。",
        ),
        # a false choice is false in all its parts, a false 若…则 in its second
        (
            "([2010.A] > 900 或 [2020.A] > 900) 当且仅当 [2021.A] > 0",
            f"{R}{NOW}为 500.00、并非大于 900、{S}为 300.00、并非大于 900，但{P}为 100.00，两者应当一致。",
        ),
        (
            "(若 [2010.A] > 0 则 [2020.A] > 900) 当且仅当 [2021.A] > 0",
            f"{R}{NOW}为 500.00、{S}为 300.00、并非大于 900，但{P}为 100.00，两者应当一致。",
        ),
        (
            "([2010.A] > 0 且 [2020.A] > 900) 当且仅当 [2021.A] > 0",
            f"{S}{NOW}为 300.00、并非大于 900，但{P}为 100.00，两者应当一致。",
        ),
        # a fixed figure on the left: the sentence begins with what the respondent filled in
        ("非 (100 <= [2010.A])", f"不应出现：{R}{NOW}为 500.00。"),
        ("100 <= [2010.A] 当且仅当 900 <= [2020.A]", f"{R}{NOW}为 500.00，但{S}为 300.00，两者应当一致。"),
        ("非 (900 <= [2010.A] 或 100 <= [2020.A])", f"不应出现：{S}{NOW}为 300.00。"),
        (
            "900 < [2010.A] 或 900 < [2020.A]",
            f"应至少满足一项，但都不满足：{R}{NOW}为 500.00（应大于 900）；{S}为 300.00（应大于 900）。",
        ),
        # an amount is told in its unit
        ("为空([2021.A])", f"{P}{NOW}已填 100.00，应为空。"),
        ("为空([表头.embedded])", "“是否有嵌入式系统软件业务”已填“2 否”，应为空。"),
        # predicates of forms, rosters and columns
        ('全同("A", "C") 当且仅当 [2010.A] > 0', f"两栏不完全相同，但{R}{NOW}为 500.00，两者应当一致。"),
        ('在名录("form7") 当且仅当 [2010.A] > 0', f"本单位不在7表重点企业名单中，但{R}{NOW}为 500.00，两者应当一致。"),
        ('非 (表已填("6") 且 [2010.A] > 0)', f"不应出现：软统企6表已填、{R}{NOW}为 500.00。"),
        (
            "量级错位([2010.A], [2020.A]) 当且仅当 [2021.A] > 0",
            f"两数没有相差若干数量级，但{P}{NOW}为 100.00，两者应当一致。",
        ),
    ],
)  # fmt: skip
def test_sentence_is_true(regime: Regime, check: str, said: str) -> None:
    report = judged(regime, check, FILLED, 空值="按零")
    assert [finding.message for finding in report.findings] == [said]
