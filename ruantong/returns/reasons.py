"""Written reasons: long enough to mean something, and never telling a respondent its figures.

统计法第六条、第七条：领导人员不得自行修改统计资料，不得要求他人伪造、篡改统计资料；a reviewer says what is doubtful
and asks, the respondent alone decides what to report (mission §3, 依法审核).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from ruantong.core import reasons
from ruantong.core.reasons import LONGEST, SHORTEST, chinese, cleaned, says_nothing, without_blanks
from ruantong.core.text import character_fault

__all__ = [
    "LONGEST",
    "SHORTEST",
    "cleaned",
    "explanation_fault",
    "note_fault",
    "proposed_figure",
    "reason_fault",
]

NO_FIGURES = (
    "请勿写明企业应填报的数值（“{found}”）。依照《中华人民共和国统计法》，"
    "审核人员不得自行修改统计资料，也不得要求企业按指定的数值填报；请改为指出疑点并请企业核实。"
)

_UNITS = "万美元|美元|亿元|万元|千元|元|亿|万|人|件|项|套|台|个百分点|%|‰"
_LOGICAL_UNITS = (None, "%", "‰", "个百分点")
_FIGURE = (
    r"(?P<figure>[-+−]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
    r"|[负]?[零〇一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿点]*)"
    rf"(?P<unit>{_UNITS})?(?P<rest>.?)"
)
_FILLER = r"[了:：“”\"'‘’《(（【\[=]*(?:约|大约|大概|不低于|不少于|不高于|至少|至多)?[“\"(（]*"
# The patterns look at half-width text: “，” has become ",", “：” has become ":".
# To write a value into a cell: whatever follows as a number is the value.
_WRITE = re.compile(
    r"(?:(?:改|填|写|报|调|更正|修改|调整|填写|填报|上报|更改|修正|录入|输入|补填|补报)"
    r"(?:为|成|到|至|回))" + _FILLER + _FIGURE
)
# To say what a value ought to be: a number may also be the code of another indicator.
_OUGHT = re.compile(
    r"(?:(?:应|应当|应该|须|必须|需|要)(?:为|是|等于|达到|达|做到|提高到|提高至|降到|降至|增至|增加到|减至|减少到)"
    r"|(?:请|应|应当|应该|须|需|要|直接|统一|重新)(?:填写|填报|填|报|写|改))" + _FILLER + _FIGURE
)
# To set a bound in money or heads; a share of 100 % or a sign is logic, not a demand.
_BOUND = re.compile(
    r"(?:应|应当|应该|须|必须|需|要)(?:不低于|不少于|不高于|不超过|不大于|不小于|大于|小于|高于|低于|超过)"
    + _FIGURE
)
# To order a change by an amount, unless the sentence asks about one.
_SHIFT = re.compile(
    r"(?:请|应|须|需|要|再|至少)[^，。；！？,;!?]{0,14}?"
    r"(?:调增|调减|调高|调低|上调|下调|多报|少报|虚增|压低|增加|减少|提高|降低)(?:到|至|为)?"
    + _FILLER
    + _FIGURE
)
_ASKING = re.compile(r"为何|为什么|何以|原因|是否|说明|解释|核实|依据|怎么|吗|？|\?")
_NOTHING_HAPPENED = re.compile(r"无发生额|未发生|没有发生|没有业务|无业务|不涉及")
# What follows a number that is a date, a place on a form or a formula, not a value.
_NO_VALUE_AFTER = "年月日号时点表期行列栏页条款项位类季届+-−×÷*/与和至到、~—"


def reason_fault(text: str, *, codes: Collection[str] = ()) -> str | None:
    """What is wrong with an official's reason, question or opinion; None when it may be sent.

    ``codes`` are indicator codes of the regime, which look like figures and are none.
    """
    if fault := reasons.reason_fault(text):
        return fault
    found = proposed_figure(text, codes=codes)
    return NO_FIGURES.format(found=found) if found else None


def explanation_fault(text: str) -> str | None:
    """What is wrong with a respondent's 填写说明; None when it says something."""
    if len(text) > LONGEST:
        return f"填写说明有{len(text)}个字，应不超过{LONGEST}个字。"
    if fault := character_fault(cleaned(text)):
        return f"填写说明的{fault}。"
    if len(chinese(text)) < SHORTEST:
        return (
            f"填写说明“{text.strip()[:20]}”过于简单，应用不少于{SHORTEST}个汉字写明实际原因，"
            "如“新签云服务合同，本月起确认收入”。"
        )
    if says_nothing(text):
        return (
            f"“{text.strip()[:20]}”没有写明原因，请写出数据异常的实际情况（什么业务、为什么变化）。"
        )
    return None


def proposed_figure(text: str, *, codes: Collection[str] = ()) -> str | None:
    """The words with which a text tells a respondent what to report; None when it does not."""
    plain = without_blanks(text)
    for pattern in (_WRITE, _OUGHT, _BOUND, _SHIFT):
        for match in pattern.finditer(plain):
            if pattern is _BOUND and match["unit"] in _LOGICAL_UNITS:
                continue
            if pattern is _SHIFT and _ASKING.search(_sentence(plain, match)):
                continue
            if _is_value(match, plain, codes, strict=pattern is _WRITE):
                return match[0].rstrip(match["rest"]) if match["rest"] else match[0]
    return None


def _is_value(match: re.Match[str], plain: str, codes: Collection[str], *, strict: bool) -> bool:
    figure, unit, rest = match["figure"], match["unit"], match["rest"]
    if not figure[-1].isdigit() and not unit:
        return False  # 改为一致、改为两位小数
    if not unit and rest and rest in _NO_VALUE_AFTER:
        return False
    if not strict and not unit and figure in codes:
        return False  # 2020应等于2021
    is_zero = not figure.strip("0.,+-−零〇")
    return not (is_zero and _NOTHING_HAPPENED.search(_sentence(plain, match)))


def _sentence(plain: str, match: re.Match[str]) -> str:
    start = max(plain.rfind(mark, 0, match.start()) for mark in "。；;！!") + 1
    ends = [plain.find(mark, match.end()) for mark in "。；;！!"]
    return plain[start : min([end for end in ends if end >= 0], default=len(plain))]


def note_fault(text: str) -> str:
    """Why a text that was begun does not explain yet; empty when it does, or when there is none."""
    return (explanation_fault(text) or "") if text else ""
