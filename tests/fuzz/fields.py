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
    files: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[PageForm] = []
        self.named: dict[str, PageForm] = {}
        self.open: PageForm | None = None
        self.choosing: tuple[PageForm, str] | None = None
        self.writing: tuple[PageForm, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            action = given.get("action") or self.path
            self.open = PageForm(action, given.get("method", "get").lower())
            self.forms.append(self.open)
            self.named[given.get("id", "")] = self.open
            return
        form = self.named.get(given["form"]) if "form" in given else self.open
        if tag == "button" and given.get("formaction"):  # the same form, sent elsewhere
            values = form.values if form else {}
            self.forms.append(PageForm(given["formaction"], "post", values))
        if tag == "option" and self.choosing:
            chooser, chosen = self.choosing
            if "selected" in given or not chooser.values[chosen]:
                chooser.values[chosen] = given.get("value", "")
        elif form is None or not name:
            return
        elif tag == "select":
            self.choosing = form, name
            form.values.setdefault(name, "")
        elif tag == "textarea":
            self.writing = form, name
            form.values[name] = ""
        elif tag in {"input", "button"}:
            usual = ACCEPTABLE.get(name.rsplit("-", 1)[-1], TEXT)
            form.values.setdefault(name, given.get("value") or usual)
            if given.get("type") == "file":
                form.files.add(name)

    def handle_data(self, data: str) -> None:
        if self.writing:
            form, name = self.writing
            form.values[name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.choosing = None
        elif tag == "textarea" and self.writing:
            form, name = self.writing
            form.values[name] = form.values[name].removeprefix("\n") or TEXT
            self.writing = None


def forms_on(path: str, page: str) -> list[PageForm]:
    """Those that the page sends, with what they would hold if somebody filled them properly."""
    reader = _Reader(path)
    reader.feed(page)
    return reader.forms
