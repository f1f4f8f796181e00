"""``[[selective]]`` of ``regime.toml``: how returns are ordered for review."""

from __future__ import annotations

import re

from ruantong.core.pack_format.section import Section
from ruantong.core.periods import Frequency
from ruantong.core.selective_method import SIGNS, Method, Sign
from ruantong.core.values import shown

_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,4})?")
_FEWEST = 4  # pairs that have quartiles


def read_method(section: Section) -> Method:
    method = Method(
        frequency=section.choice("frequency", Frequency),
        cells=section.strings("cells"),
        exponent=_number(section, "exponent", most=1),
        flatness=_number(section, "flatness", most=1),
        width=_number(section, "width", most=100),
        least=section.integer("least", 12) or 0,
        weights=_weights(section),
    )
    if not method.cells:
        section.fault("cells", "cells应列出至少一个单元格")
    if method.least < _FEWEST:
        section.fault("least", f"least“{method.least}”不对，应不小于{_FEWEST}")
    section.close()
    return method


def _weights(section: Section) -> dict[Sign, float]:
    found: dict[Sign, float] = {}
    for name, text in section.pairs("weights").items():
        if name not in list(Sign):
            known = "、".join(SIGNS)
            section.fault("weights", f"weights中的“{shown(name)}”不对，应为：{known}")
        elif not _NUMBER.fullmatch(text) or float(text) > 1:
            section.fault("weights", f"weights.{name}“{shown(text)}”不对，应为0至1的小数")
        else:
            found[Sign(name)] = float(text)
    return found


def _number(section: Section, key: str, *, most: int) -> float:
    text = section.text(key)
    if _NUMBER.fullmatch(text) and float(text) <= most:
        return float(text)
    if text:
        section.fault(key, f"{key}“{shown(text)}”不对，应为0至{most}的小数，带引号")
    return 0.0
