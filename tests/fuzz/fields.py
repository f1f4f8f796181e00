"""The names of everything a request may carry, and the forms that a page holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from django import forms

from tests.house.tree import sources

_READ = re.compile(r"""\.(?:GET|POST)(?:\.get|\.getlist)?[\(\[]\s*["']([\w.-]+)["']""")
_FILTER = re.compile(r"""\bFilter\(\s*["'](\w+)["']""")
_ALWAYS = ("q", "sort", "page", "export", "next", "period")

# what a field has to hold for the act behind it to be reached
ACCEPTABLE = {
    "phone": "13911112222",
    "username": "fuzzer",
    "display_name": "何某",
    "date": "2024-07-01",
    "password": "tongji-lianwang-2024",
    "period": "2024-04",
    "email": "he@example.com",
    "cell": "6.2010.A",
}
TEXT = "核对报表时发现的情况，请予说明"


@cache
def parameter_names() -> tuple[str, ...]:
    """All names that some view reads, and all fields of all forms, plain and with a prefix."""
    found = set(_ALWAYS)
    for path in sources(".py", under="ruantong"):
        text = path.read_text(encoding="utf-8")
        found.update(_READ.findall(text), _FILTER.findall(text))
    for form in _below(forms.Form):
        if form.__module__.startswith("ruantong."):
            found.update(form.base_fields)
    return tuple(sorted(found))


def _below(kind: type[forms.Form]) -> list[type[forms.Form]]:
    subs = kind.__subclasses__()
    return subs + [each for sub in subs for each in _below(sub)]


@dataclass
class PageForm:
    """A form as a page holds it: where it is sent and what it would send."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[PageForm] = []
        self.open: PageForm | None = None
        self.choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            action = given.get("action") or self.path
            self.open = PageForm(action, given.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is None:
            return
        elif tag in {"input", "textarea", "button"} and name:
            usual = ACCEPTABLE.get(name.rsplit("-", 1)[-1], TEXT)
            self.open.values.setdefault(name, given.get("value") or usual)
        elif tag == "select" and name:
            self.choosing = name
            self.open.values.setdefault(name, "")
        elif tag == "option" and self.choosing and not self.open.values[self.choosing]:
            self.open.values[self.choosing] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.choosing = ""


def forms_on(path: str, page: str) -> list[PageForm]:
    reader = _Reader(path)
    reader.feed(page)
    return reader.forms
