"""Pages work under the strict content security policy: nothing inline."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.house.tree import name, sources

TEMPLATES = sources(".html", under="ruantong")
# Data for our modules: the browser never runs it.
DATA_TYPES = {"application/json", "application/ld+json"}


class Inline(HTMLParser):
    """Collects what the policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        given = dict(attrs)
        if tag == "style":
            self.faults.append(f"line {line}: <style>")
        if tag == "script" and "src" not in given and given.get("type") not in DATA_TYPES:
            self.faults.append(f"line {line}: inline <script>")
        for attribute, value in attrs:
            if attribute == "style" or attribute.startswith(("on", "hx-on")):
                self.faults.append(f"line {line}: {attribute}=")
            if (value or "").strip().lower().startswith("javascript:"):
                self.faults.append(f"line {line}: javascript: in {attribute}")
            if attribute in {"src", "href"} and (value or "").startswith(("http:", "https:", "//")):
                self.faults.append(f"line {line}: {attribute} leaves the site")


def faults(text: str) -> list[str]:
    reader = Inline()
    reader.feed(text)
    return reader.faults


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_has_nothing_inline(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        '<button onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
        '<script src="//elsewhere.example/x.js"></script>',
    ],
)
def test_the_guard_notices(text: str) -> None:
    assert len(faults(text)) == 1


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_box_cuts_what_is_pasted(path: Path) -> None:
    """A browser cuts at ``maxlength`` without a word; ``data-limit`` says what is too much."""
    assert "maxlength=" not in path.read_text(encoding="utf-8")
