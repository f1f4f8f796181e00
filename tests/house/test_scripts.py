"""JavaScript mirrors the layers: rules know no page, and nothing is evaluated from text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import name, sources

SCRIPTS = sources(".js", under="ruantong/site/static/js")
# Numbers and characters are read the same way everywhere: the rules may use them and obey as they do.
SHARED = ("numbers.js", "characters.js", "options.js")
RULES = [path for path in SCRIPTS if path.parent.name == "rules" or path.name in SHARED]
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", flags=re.DOTALL)
PAGE = re.compile(
    r"\bdocument\.(?:body|head|cookie|create\w+|querySelector\w*|getElement\w*|addEventListener)"
    r"|\b(?:window|navigator|location|localStorage|sessionStorage)\s*[.\[]"
    r"|\bfetch\s*\(|\bXMLHttpRequest\b"
)
UPWARDS = re.compile(
    r"\bfrom\s+[\"']\.\./(?!(?:" + "|".join(map(re.escape, SHARED)) + r")[\"'])[^\"']+"
)
FROM_TEXT = re.compile(
    r"\beval\s*\(|\bnew\s+Function\b|\.innerHTML\s*=|\.outerHTML\s*=|document\.write\b"
)


def code(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def test_rule_scripts_know_no_page() -> None:
    found = {name(path): PAGE.findall(code(path)) + UPWARDS.findall(code(path)) for path in RULES}
    assert {path: hits for path, hits in found.items() if hits} == {}


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_script_makes_nothing_from_text(path: Path) -> None:
    assert FROM_TEXT.findall(code(path)) == []


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.name == "grid.js"], ids=name)
def test_grid_knows_no_address(path: Path) -> None:
    assert re.findall(r"[\"'`]/[a-z]", code(path)) == []


# Scripts that keep something in a browser, and what.
KEEPING = {
    "shelf.js": "texts sealed with a key that ends with the sign-in, and that the person chose it",
    "sealing.js": "the same",
    "forget.js": "nothing: it wipes what the others keep",
    "units.js": "the unit in which somebody types money",
}
STORE = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB|caches\s*\.)|document\.cookie\s*=")


def test_what_a_browser_keeps_is_a_preference_or_sealed() -> None:
    assert {path.name for path in SCRIPTS if STORE.search(code(path))} == set(KEEPING)
