"""Only ``core/content.py`` (text) and ``core/forms_json.py`` (values) know how a return is stored."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.tree import ROOT, name, sources

HOMES = {"ruantong/core/content.py", "ruantong/core/forms_json.py"}
KEYS = {"head", "cells", "rows"}
READERS = {"get", "setdefault", "pop"}
# Other documents with a key of that name.
OTHERS = {
    "ruantong/core/findings.py": "the cells of a stored finding",
    "ruantong/core/selective/score.py": "the figures a score is made of",
    "ruantong/returns/moving/scores.py": "the cells of a stored suspicion",
    "ruantong/desks/review/page.py": "the cells of a stored suspicion",
    "ruantong/returns/judging/findings.py": "the cells of a stored suspicion",
    "ruantong/returns/pages/repairing.py": "the cells of a stored suspicion",
    "ruantong/returns/views/acts.py": "what a page sends to be saved",
    "ruantong/web/workbook.py": "styles of a spreadsheet",
}


def reached_into(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            key: ast.expr | None = node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            key = node.args[0] if node.func.attr in READERS and node.args else None
        else:
            continue
        if isinstance(key, ast.Constant) and key.value in KEYS:
            yield node.lineno


def test_nobody_else_reaches_into_the_stored_json() -> None:
    found = [
        f"{name(path)}:{line}"
        for path in sources(".py", under="ruantong")
        if name(path) not in {*HOMES, *OTHERS}
        for line in reached_into(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_every_exception_is_still_needed() -> None:
    trees = {path: ast.parse((ROOT / path).read_text(encoding="utf-8")) for path in OTHERS}
    assert [path for path, tree in trees.items() if not [*reached_into(tree)]] == []


def test_the_check_sees_what_it_forbids() -> None:
    readers = "forms['6']['cells'], content.get('rows'), content.setdefault('head', {})"
    assert len(list(reached_into(ast.parse(readers)))) == 3
