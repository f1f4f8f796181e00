"""The item of a code list that a text means: by code, by name, or by both in any usual spelling.

The page reads pasted texts by the same rules (site/static/js/options.js).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from ruantong.core.code_lists import CodeItem

_BETWEEN = re.compile(r"[;；,，、\t\r\n]+")


def option_meant(text: str, items: Sequence[CodeItem]) -> str | None:
    """The code of the one item that ``text`` names: “3”, “私人控股”, “3 私人控股”, “3-私人控股”,
    “（３）私人控股”, or a code whose leading zeros a spreadsheet has dropped. None when no item or
    more than one answers to it.
    """
    wanted = _folded(text)
    if not wanted:
        return None
    exact = {item.code for item in items if _folded(item.code) == wanted}
    named = exact or {item.code for item in items if wanted in _spellings(item)}
    if not named and wanted.isdecimal():
        bare = wanted.lstrip("0")
        named = {item.code for item in items if _folded(item.code).lstrip("0") == bare}
    return named.pop() if len(named) == 1 else None


def options_meant(text: str, items: Sequence[CodeItem]) -> tuple[list[str], list[str]]:
    """The codes that a list of several names, and the parts that name none of ``items``."""
    whole = option_meant(text, items)
    if whole is not None:
        return [whole], []
    codes: list[str] = []
    unknown: list[str] = []
    for part in filter(None, (each.strip() for each in _BETWEEN.split(text))):
        meant = option_meant(part, items)
        words = [option_meant(word, items) for word in part.split()] if meant is None else [meant]
        found = [word for word in words if word is not None]
        if found and len(found) == len(words):
            codes += found
        else:
            unknown.append(part)
    return list(dict.fromkeys(codes)), unknown


def _spellings(item: CodeItem) -> tuple[str, ...]:
    code, name = _folded(item.code), _folded(item.name)
    return name, code + name, name + code


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    """Letters and digits only, half width, without case."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in plain if character.isalnum())
