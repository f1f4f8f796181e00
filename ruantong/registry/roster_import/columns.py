"""The columns a roster may have, found by their headings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ruantong.registry.units.rosters import general_rosters

_ASIDE = re.compile(r"\(.*?\)|[\s*:：、]")


@dataclass(frozen=True)
class Heading:
    """A fact of a unit, the heading it is asked for by, and others it is known by."""

    key: str
    title: str
    also: tuple[str, ...] = ()
    width: int = 18


FACTS = (
    Heading("uscc", "统一社会信用代码", ("信用代码", "社会信用代码"), 22),
    Heading("name", "单位详细名称", ("单位名称", "企业名称", "名称"), 36),
    Heading("district", "报送区县", ("区县", "所属区县"), 18),
    Heading("division_code", "注册地行政区划", ("行政区划", "注册地区划代码"), 18),
    Heading("address", "地址", ("注册地址", "单位地址"), 36),
    Heading("industry_code", "行业代码", ("行业",), 10),
    Heading("category", "细分领域", (), 18),
    Heading("park", "园区", ("所在园区", "软件园区"), 22),
    Heading("contact_name", "联系人", ("填报人", "统计人员"), 12),
    Heading("contact_phone", "联系电话", ("电话", "手机", "手机号"), 16),
)
FIRST = "from_"  # beginning of the key of a list's column


def headings() -> tuple[Heading, ...]:
    """The facts of a unit, and from which period it is on each list that says who files."""
    lists = (
        Heading(FIRST + each.key, f"{each.name}起报期", (f"{each.frequency.label}起报期",))
        for each in general_rosters()
    )
    return (*FACTS, *lists)


def plain(text: str) -> str:
    """A heading without spaces, marks and what stands in brackets."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", text))


def by_heading() -> dict[str, Heading]:
    """Every heading that is understood."""
    return {plain(text): one for one in headings() for text in (one.title, *one.also)}
