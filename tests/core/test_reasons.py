"""One rule for reasons: what says why, and what only fills the field."""

from __future__ import annotations

import pytest

from ruantong.core.reasons import LONGEST, reason_fault, says_nothing


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "注", "无", "同意", "注销", "。。。。。。", "1234567", "一二三四五六", "——————",
        "啊啊啊啊啊", "啊啊啊啊啊啊啊啊啊啊啊", "哈哈哈哈哈嘿嘿嘿嘿嘿", "退回退回退回", "请核实请核实请核实",
        "aaaaaaa", "asdfghjkl", "原因原因原因", "情况属实，数据无误", "同上同上同上", "\u200b" * 9, "😀😀😀😀😀",
        "2024-06-30", "啊1啊2啊3啊4",
    ],
)  # fmt: skip
def test_what_says_nothing_is_no_reason(text: str) -> None:
    assert reason_fault(text)


@pytest.mark.parametrize(
    "text",
    [
        "企业已注销", "迁往江北区经营", "集成电路设计重点企业", "ERP系统切换，本期数据口径有变",
        "按渝经信〔2024〕12号文调整", "不再是重点企业", "已离职且未移交", "利润与上期相比变化较大，请核实",
        "系统故障3小时", "误操作，现予恢复", "𠮷野软件公司更名",
    ],
)  # fmt: skip
def test_a_sentence_that_says_why_is_one(text: str) -> None:
    assert reason_fault(text) is None


def test_the_sentence_names_what_was_typed_and_what_is_missing() -> None:
    fault = str(reason_fault("注", "移出名单的原因"))
    assert "移出名单的原因" in fault
    assert "“注”" in fault
    assert "不少于5个字" in fault
    assert f"不超过{LONGEST}个字" in str(reason_fault("企业已注销" * 300))


def test_blanks_and_width_change_nothing() -> None:
    assert says_nothing("啊 啊　啊\n啊啊") is says_nothing("啊啊啊啊啊") is True
    assert reason_fault("企 业 已 注 销") is None
