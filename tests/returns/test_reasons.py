"""Reasons of officials say what is doubtful and never which figure to report (统计法)."""

from __future__ import annotations

import pytest

from ruantong.returns.reasons import (
    cleaned,
    explanation_fault,
    reason_fault,
)

CODES = {"2010", "2020", "2021", "2022", "2023", "2024", "2050"}


@pytest.mark.parametrize(
    "text",
    [
        "请把该项改为 1200",
        "应填写为1200",
        "填成1200万元",
        "改为１２００",
        "改 为 1 2 0 0",
        "请填1200",
        "请填写“1200”",
        "请按改为：约1200万元填报",
        "2020应为1200",
        "应为1234.50万元，请修改",
        "应是1200",
        "应等于1,200.00",
        "应达到1500万元",
        "应不低于1200万元",
        "同比应为10%",
        "应改为2020",
        "调整到三百万元",
        "改成一千二百万元",
        "直接改为0",
        "把本期累计报到5000",
        "收入要提高到3000万元",
        "请将2010调增200万元后再报",
        "要求增加20%",
    ],
)
def test_a_text_that_proposes_a_figure_is_recognised(text: str) -> None:
    fault = reason_fault(f"{text}，谢谢配合", codes=CODES)
    assert fault is not None
    assert "《中华人民共和国统计法》" in fault


@pytest.mark.parametrize(
    "text",
    [
        "为何下降50%",
        "请核实2010是否大于2020",
        "2020应等于2021、2022、2023之和",
        "2020应等于2021+2022",
        "应大于0，2010应不小于2020",
        "请说明较上期增加200万元的原因",
        "从800万元增至1200万元，请说明原因",
        "本期为1200，上期为800，为何增加",
        "利润率为35%，明显偏高，请核实",
        "研发经费占比超过60%，请说明",
        "占比应不超过100%，请核实",
        "应在6月12日前修改",
        "请修改为2024年数据",
        "请重新填报1—5月数据",
        "请核对后重新填报2050的数",
        "请改为按6表口径填报",
        "应填写6表第3行",
        "请填报7表",
        "数据应为正数，平均用工人数应为整数",
        "金额应保留两位小数",
        "请改为万元单位重新填报",
        "改为一致",
        "无发生额应填0，请核实是否漏填",
        "与2023年年报相差较大，请核实",
    ],
)
def test_a_question_about_figures_is_no_proposal(text: str) -> None:
    assert reason_fault(f"{text}（审核意见）", codes=CODES) is None


@pytest.mark.parametrize("text", ["", "   ", "退回", "请 核 实", "\u200b" * 9])
def test_a_reason_of_less_than_five_characters_is_none(text: str) -> None:
    assert "不少于5个字" in str(reason_fault(text))


def test_an_endless_reason_is_refused() -> None:
    assert "不超过1000个字" in str(reason_fault("请核实" * 400))


@pytest.mark.parametrize(
    "text",
    [
        "无",
        "正确",
        "数据正确",
        "经核实无误属实",
        "情况属实没有问题",
        "同上同上同上",
        "啊啊啊啊啊啊",
        "abcde fgh",
    ],
)
def test_an_explanation_without_a_cause_is_refused(text: str) -> None:
    assert explanation_fault(text)


@pytest.mark.parametrize(
    "text", ["新签云服务合同", "本月集中发放上年度绩效工资", "研发人员增加，工资总额上升"]
)
def test_an_explanation_with_a_cause_is_accepted(text: str) -> None:
    assert explanation_fault(text) is None


def test_marks_go_out_of_a_text_and_what_is_no_text_is_named() -> None:
    assert cleaned(" 第一行\ufeff\r\n第\t二\u200b行\U00030edd ") == "第一行\n第 二行\U00030edd"
    assert cleaned(None) == ""
    assert "第3个字是空字符（NUL）" in str(reason_fault("请核\x00实本月收入变化的原因"))
    assert "第4个字是自造字（U+E000）" in str(explanation_fault("新签合\ue000同，本月起确认收入"))
