"""What counts as a written reason: one rule for every act of an officer and every explanation.

A reason is read later by people who were not there. It is words, not a mark: Chinese text of some
length, not one character or phrase over and over, not words that only say that all is well. What an
officer writes never tells a respondent what to file (:mod:`ruantong.core.guard`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from ruantong.core.characters import is_text
from ruantong.core.guard import refusal
from ruantong.core.limits import REASON
from ruantong.core.text import character_fault, many_lines

SHORTEST = 5  # characters that mean something
LONGEST = REASON
_DISTINCT = 3

_CHINESE = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]")
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿")
# Words that say that all is well without saying why.
_EMPTY_WORDS = (
    "无|没有|正确|无误|属实|正常|如此|同上|略|暂无|说明|情况|数据|填报|本期|本月|本年|企业|公司|确实|"
    "实际|真实|准确|问题|已|经|核实|核对|确认|审核|原因|特殊|是|的|了|均|都|以上|合理|符合"
)
_EMPTY = re.compile(f"(?:{_EMPTY_WORDS})*")


def cleaned(text: object) -> str:
    """A written text as it is kept: several lines, without invisible marks; nothing else goes."""
    return many_lines(str(text or ""))


def reason_fault(
    text: str, what: str = "原因", *, codes: Collection[str] = (), of_rules: bool = False
) -> str | None:
    """What is wrong with the reason, question or opinion of an officer; None when it may be sent.

    ``what`` names it in the sentence: “移出名单的原因”. ``codes`` are indicator codes of the regime,
    which look like figures and are none. The reason of a change of rules (``of_rules``) speaks of
    thresholds and to no respondent.
    """
    if len(text) > LONGEST:
        return f"{what}有{len(text)}个字，应不超过{LONGEST}个字。"
    plain = without_blanks(text)
    if len(plain) < SHORTEST:
        given = f"，现为“{text.strip()}”" if plain else ""
        return f"请写明{what}，不少于{SHORTEST}个字{given}。"
    if fault := character_fault(cleaned(text)):
        return f"{what}的{fault}。"
    if says_nothing(plain):
        return (
            f"“{text.strip()[:20]}”没有写明{what}，请用不少于{SHORTEST}个汉字写清依据或情况，"
            "如“企业已办理注销登记”。"
        )
    return None if of_rules else refusal(text, codes=codes)


def says_nothing(text: str) -> bool:
    """True for too few different Chinese characters, one phrase over and over, empty assurances."""
    plain = without_blanks(text)
    words = re.sub(r"(.)\1{2,}", r"\1", "".join(c for c in chinese(plain) if c not in _NUMERALS))
    if len(words) < SHORTEST - 2 or len(set(words)) < _DISTINCT:
        return True
    return bool(_EMPTY.fullmatch(words)) or _is_repeated(words)


def chinese(text: str) -> str:
    """The Chinese characters of a text."""
    return "".join(_CHINESE.findall(text))


def without_blanks(text: str) -> str:
    """Half-width digits, no blanks: 改 为 １２００ is 改为1200."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and is_text(c))


def _is_repeated(words: str) -> bool:
    """请核实请核实: a text that is found in itself, shifted."""
    return words in (words + words)[1:-1]
