"""Telephone numbers of the mainland: one reading and one written form for every place.

Understood are mobiles, landlines with or without area code, 400 and 800 numbers, each landline and
service number with an extension, the country code +86, and the signs people put between digits.
The browser's copy is ``static/js/rules/phones.js``; both are held to tests/vectors/phones.json.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ruantong.core.text import fold

_COUNTRY = re.compile(r"\(?(?:\+|00)86\)?-?")
# Area codes: 010 and 02x have three digits, all others four; an odd one is left to its owner.
_NUMBER = re.compile(
    r"(?:(1[3-9][0-9](?:-?[0-9]){8})|([48]00(?:-?[0-9]){7})"
    r"|(?:\(?(0(?:10|2[0-9]|[3-9][0-9]{2}|[0-9]{2,3}))\)?[-/]?)?([2-9][0-9]{2,3}-?[0-9]{4}))"
    r"(?:(?:-|转|分机|ext\.?|x|#|\*|,)([0-9]{1,6}))?"
)


@dataclass(frozen=True)
class Phone:
    """``kind`` is mobile, landline or service (400, 800); ``str`` is the written form."""

    kind: str
    number: str
    area: str = ""
    extension: str = ""

    def __str__(self) -> str:
        return "-".join(part for part in (self.area, self.number, self.extension) if part)


def parse_phone(text: str) -> Phone | None:
    """The number a text writes; None when it is no telephone number."""
    plain = fold(text).replace("(0)", "0")
    country = _COUNTRY.match(plain)
    if country is None:
        return _number(plain)
    national = plain[country.end() :]
    return _number(national) or _number("0" + national.removeprefix("(").replace(")", "", 1))


def _number(plain: str) -> Phone | None:
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    mobile, service, area, local, extension = (part or "" for part in match.groups())
    number = (mobile or service or local).replace("-", "")
    if mobile:
        return None if extension else Phone("mobile", number)
    return Phone("service" if service else "landline", number, area, extension)
