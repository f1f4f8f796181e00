"""What a reminder says. It never holds a figure, nor anything of the content of a return.

The wording is data (``wording.toml``), held to that when it is loaded; what is filled in are four
facts of the calendar and the register. What an officer adds is asked about when it is sent, too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from ruantong.core.days import chinese_day
from ruantong.core.guard import refusal
from ruantong.core.periods import Period
from ruantong.gateways.sms import TEMPLATES

KINDS = ("before", "today", "after", "last")
#: All that can be filled in.
FACTS = frozenset({"unit", "period", "due", "left"})
#: The templates of texts to phones that are reminders.
TEXTS = ("reminder", "overdue")
_SOURCE = Path(__file__).with_name("wording.toml")
_NUMERALS = re.compile(
    r"[0-9０-９]|[零〇一二两三四五六七八九十百千万亿]+(?:元|人|件|项|%|％)|%|％|‰"
)


class ContentFault(ValueError):
    """A wording that could tell a figure or the content of a return; the message is Chinese."""


@dataclass(frozen=True)
class Wording:
    """Title and text with places for :data:`FACTS`."""

    title: str
    text: str


@dataclass(frozen=True)
class Facts:
    """What a reminder may know of a return: whose, of which period, due when."""

    unit: str
    period: Period
    due: date
    today: date

    @property
    def kind(self) -> str:
        if self.today < self.due:
            return "before"
        return "today" if self.today == self.due else "after"

    def filled(self) -> dict[str, str]:
        return {
            "unit": self.unit,
            "period": self.period.label,
            "due": chinese_day(self.due),
            "left": str((self.due - self.today).days),
        }


@dataclass(frozen=True)
class Words:
    """A reminder ready to be sent."""

    title: str
    text: str


@cache
def wordings() -> Mapping[str, Wording]:
    """The wording of every kind, checked."""
    return read(tomllib.loads(_SOURCE.read_text(encoding="utf-8")))


def read(given: Mapping[str, Any]) -> Mapping[str, Wording]:
    """ContentFault unless every kind is there and none can tell more than the :data:`FACTS`."""
    if missing := [kind for kind in KINDS if kind not in given]:
        raise ContentFault(f"催报模板缺少：{'、'.join(missing)}。")
    found = {kind: Wording(given[kind]["title"], given[kind]["text"]) for kind in KINDS}
    for kind, wording in found.items():
        for text in (wording.title, wording.text):
            check(kind, text)
    for name in TEXTS:
        check(name, TEMPLATES[name])
    return found


def check(name: str, template: str) -> None:
    """ContentFault for a template with another place than the facts, with a figure, or with a value
    to file.
    """
    places = {place for _, place, _, _ in Formatter().parse(template) if place is not None}
    if unknown := sorted(places - FACTS):
        raise ContentFault(f"催报模板“{name}”不能填入：{'、'.join(unknown)}。")
    bare = re.sub(r"\{[a-z]*\}", "", template)
    if found := _NUMERALS.search(bare):
        raise ContentFault(f"催报模板“{name}”不能含有数值，现有“{found[0]}”。")
    if refused := refusal(bare):
        raise ContentFault(f"催报模板“{name}”不能使用。{refused}")


def words(facts: Facts, *, kind: str = "", note: str = "") -> Words:
    """Title and text with the facts in their places and the officer's addition, if there is one;
    ContentFault when that tells what to file.
    """
    if refused := refusal(note):
        raise ContentFault(refused)
    wording = wordings()[kind or facts.kind]
    filled = facts.filled()
    text = wording.text.format_map(filled)
    return Words(wording.title.format_map(filled), f"{text}\n附言：{note}" if note else text)


def text_of(facts: Facts) -> tuple[str, dict[str, Any]]:
    """The template of a text to a phone, and what is filled in."""
    filled = facts.filled()
    if facts.kind == "after":
        return "overdue", {name: filled[name] for name in ("unit", "period", "due")}
    return "reminder", {name: filled[name] for name in ("unit", "period", "due")}
