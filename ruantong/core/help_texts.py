"""What a pack says to help with filling in: in whose words a definition is, and answered questions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ruantong.core.certainty import Certainty

_BETWEEN = "；"


class Standing(StrEnum):
    """Whose words an explanation is in; the value stands in brackets at its end."""

    OFFICIAL = ""
    RETOLD = "转述"
    RECONSTRUCTED = "还原"
    OWN = "自拟"

    @property
    def label(self) -> str:
        """The mark in words."""
        return self.value or "官方原文"

    @property
    def meaning(self) -> str:
        """What a reader may build on it."""
        return _MEANINGS[self]


_MEANINGS = {
    Standing.OFFICIAL: "制度原文。",
    Standing.RETOLD: "统计部门同名指标解释的转述，用于本制度属推断；本制度的官方指标解释未见。",
    Standing.RECONSTRUCTED: "依据公开资料还原，待以官方指标解释校准。",
    Standing.OWN: "平台自拟，不是官方解释，待以官方指标解释校准。",
}


def standing_of(text: str) -> Standing:
    """The mark at the end of an explanation; without one it is the ministry's own words."""
    for standing in Standing:
        if standing.value and text.endswith(f"（{standing.value}）"):
            return standing
    return Standing.OFFICIAL


def source_fault(definition: str, source: str) -> str:
    """The words of the ministry and of other offices are told from our own, and by whom."""
    if definition and not source and standing_of(definition) is not Standing.OWN:
        return "指标解释没有出处：除以“（自拟）”结尾的外，应写明“definition_source”"
    return "“definition”为空时，“definition_source”也应为空" if source and not definition else ""


def unmarked(text: str) -> str:
    """An explanation without its mark."""
    mark = standing_of(text).value
    return text.removesuffix(f"（{mark}）") if mark else text


def parts(text: str) -> tuple[str, ...]:
    """“一；二” taken apart."""
    return tuple(part.strip() for part in text.split(_BETWEEN) if part.strip())


@dataclass(frozen=True)
class Question:
    """A question that was asked before, with its answer.

    ``platform``: the answer tells how this platform works, not what the survey lays down.
    ``rows`` are the indicators it is about, as form and code ("2/B24" in the pack).
    """

    key: str
    topic: str
    question: str
    answer: str
    certainty: Certainty
    platform: bool
    source: str
    rows: tuple[tuple[str, str], ...] = ()
