"""Written reasons of a return: an official's, which never tell its figures, and a respondent's own.

What an official may write is judged by :mod:`ruantong.core.reasons`; a respondent's explanation is
never held against the guard, only against saying nothing.
"""

from __future__ import annotations

from ruantong.core.reasons import (
    LONGEST,
    SHORTEST,
    chinese,
    cleaned,
    reason_fault,
    says_nothing,
)
from ruantong.core.text import character_fault

__all__ = [
    "LONGEST",
    "SHORTEST",
    "cleaned",
    "explanation_fault",
    "note_fault",
    "reason_fault",
]


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


def note_fault(text: str) -> str:
    """Why a text that was begun does not explain yet; empty when it does, or when there is none."""
    return (explanation_fault(text) or "") if text else ""
