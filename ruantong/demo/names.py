"""Invented names, codes and numbers that can belong to nobody (docs/adr/0070)."""

from __future__ import annotations

from ruantong.core.identifiers import make_uscc

FIRST_MONTH = 2  # of a year, in the ministry's survey: there is no return for January
PASSWORD = "Demo-2024-ruantong"  # published: the demo holds nothing to protect

# Registration department 9 (市场监管) with category Y, which that department does not use, the
# city's own division, and an organisation part that spells DEM0: no such code is ever issued.
_USCC_PREFIX = "9Y500000DEM0"

_FIRST = "云雀墨竹星槎青鸾白鹿松烟石榴琥珀麦浪银杏木棉海棠雪鸮灯塔渡口秋千风筝陶埙竹筏纸鸢萤火"
_SECOND = ("软件", "信息", "数智", "智联", "云科", "代码", "网安", "数据")
_KIND_WORDS = {
    "embedded": ("智控", "电子", "仪器"),
    "ic": ("芯片", "微电子", "集成电路"),
    "platform": ("工业互联", "平台", "联网"),
    "security": ("网安", "盾信", "密信"),
}
STEMS = "甲乙丙丁戊己庚辛壬癸"


def uscc(number: int) -> str:
    """A 统一社会信用代码 that passes every check and is never issued; ``number`` below 10,000."""
    return make_uscc(f"{_USCC_PREFIX}{number:04}")


def unit_name(number: int, kind: str) -> str:
    """``演示云雀软件0001号有限公司（虚构）``."""
    first = 2 * (number * 5 % (len(_FIRST) // 2))  # 21 words: 5 reaches all of them
    words = _KIND_WORDS.get(kind, _SECOND)
    return (
        f"演示{_FIRST[first : first + 2]}{words[number % len(words)]}{number:04}号有限公司（虚构）"
    )


def person(duty: str, number: int) -> str:
    """``演示填报员甲0001``."""
    return f"演示{duty}{STEMS[number % len(STEMS)]}{number:04}"


def mobile(number: int) -> str:
    """A mobile number of the 1600 block, which the numbering plan has not opened."""
    return f"1600{number:07}"


def landline(number: int) -> str:
    """A number of the 023-2000 block, in which the city has no exchange."""
    return f"023-2000{number % 10_000:04}"
