"""docs/security.md: every row names tests that exist, or says why there is none."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.house.tree import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d[^|]*?) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
SCRIPTS = re.compile(r"`(tests/js/[\w.]+\.js)`")


@cache
def named_in(file: str) -> frozenset[str]:
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return frozenset(name for name in names if name.startswith("test_"))


def test_every_named_test_exists() -> None:
    named = TEST.findall(TEXT)
    assert len(named) > 60
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not named_in(file) or (name and name not in named_in(file))
    ]
    missing += [file for file in SCRIPTS.findall(TEXT) if not (ROOT / file).is_file()]
    assert missing == []


def test_every_row_has_a_test_or_a_reason() -> None:
    rows = ROW.findall(TEXT)
    assert len(rows) == sum(line.startswith("| ") for line in TEXT.splitlines()) - 2
    reasons = (
        "不适用：",
        "不由软件满足：",
        "部分：",
        "由反向代理满足",
        "用 argon2id",
    )
    assert [
        n for n, _, proof in rows if not TEST.search(proof) and not proof.startswith(reasons)
    ] == []


def test_every_clause_of_the_computing_environment_has_a_row() -> None:
    clauses = {n.split()[0] for n, _, _ in ROW.findall(TEXT) if n.startswith("8.1.4.")}
    assert clauses == {f"8.1.4.{number}" for number in range(1, 12)}
