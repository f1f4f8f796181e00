"""What a rule may demand of a text: formats by their Chinese name (匹配), codes of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from ruantong.core import identifiers
from ruantong.core.regime import Regime

Fault = Callable[[str | None], str | None]

#: A unit's own codes and numbers are looked at again with every validation of its return.
_REMEMBERED = 8192

_remembering = lru_cache(_REMEMBERED)

#: Name → function that gives None for a well-formed text and a Chinese reason otherwise.
FORMATS: Mapping[str, Fault] = {
    "统一社会信用代码": _remembering(identifiers.uscc_fault),
    "组织机构代码": _remembering(identifiers.organisation_code_fault),
    "移动电话": _remembering(identifiers.mobile_fault),
    "固定电话": _remembering(identifiers.phone_fault),
    "邮政编码": _remembering(identifiers.postcode_fault),
    "电子邮箱": _remembering(identifiers.email_fault),
}


def codes_of(regime: Regime, name: str, *, leaves: bool) -> frozenset[str]:
    """The codes a list admits; ``leaves``: those that may be chosen."""
    items = regime.code_lists[name].items
    return frozenset(item.code for item in items if item.leaf or not leaves)
