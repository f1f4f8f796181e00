"""The source itself: one place writes states, one module of one role writes figures."""

from __future__ import annotations

import re

from tests.house.tree import name, sources

# The kernel stores nothing; the demo makes its city in bulk and checks it by tests of its own.
PRODUCT = [
    path
    for path in sources(".py", under="ruantong")
    if not {"migrations", "demo", "core"} & set(path.parts)
]
STATE = re.compile(r"\.state\s*=[^=]|\.update\([^)]*\bstate\s*=|[\"']state[\"'][^\n]*update_fields")
FIGURES = re.compile(
    r"\.forms\s*=[^=]|\bRevision\(\s*\n?\s*owner|\bDraft\.objects\.(?!filter|get|none)|update\(\s*forms"
    r"|\bComposedUpdate\(\s*\n"
)


def writers(pattern: re.Pattern[str]) -> set[str]:
    return {name(path) for path in PRODUCT if pattern.search(path.read_text(encoding="utf-8"))}


def test_every_entry_of_the_trail_is_written_by_one_module() -> None:
    """The demo's too, which only stores them faster."""
    made = re.compile(r"\bTrailEntry\(|TrailEntry\.objects\.(create|bulk_create|get_or_create)")
    found = {
        name(path)
        for path in sources(".py", under="ruantong")
        if made.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"ruantong/trail/models.py", "ruantong/trail/record.py"}


def test_only_moves_sets_a_state() -> None:
    """Accounts and registry know no return: the states of messages and imports are others."""
    knowing_none = ("ruantong/accounts/", "ruantong/registry/")
    found = {each for each in writers(STATE) if not each.startswith(knowing_none)}
    assert found == {"ruantong/returns/moving/moves.py"}


def test_only_the_respondents_acts_write_figures() -> None:
    assert writers(FIGURES) == {
        "ruantong/returns/filing/acts.py",
        "ruantong/returns/filing/drafts.py",
        "ruantong/returns/filing/giving_up.py",
        "ruantong/returns/filing/nil.py",
        "ruantong/returns/filing/save.py",
    }


def test_every_state_set_comes_from_the_table() -> None:
    source = next(path for path in PRODUCT if path.name == "moves.py").read_text(encoding="utf-8")
    assignments = re.findall(r"\.state(?:, ret\.state_since)?\s*=\s*([^\n]+)", source)
    assert assignments
    assert all(text.startswith(("state.value", "require(")) for text in assignments)
