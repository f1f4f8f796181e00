"""The kernel is functions over data: standard library only, no clock, no framework."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, name, sources

# The modules whose whole subject is a library.
COLUMNAR = ("columns.py", "columns_frame.py", "columns_code.py", "columns_plan.py")
ALLOWED = {module: {"polars"} for module in COLUMNAR}
CLOCK = {("datetime", "now"), ("datetime", "today"), ("date", "today"), ("time", "time")}
KERNEL = sources(".py", under="ruantong/core")


def imported(tree: ast.AST) -> Iterator[str]:
    """Top-level packages a module imports, its own relatives left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def clock_readings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in CLOCK:
                yield f"line {node.lineno}: {owner}.{node.attr}"


def test_there_is_a_kernel() -> None:
    assert ROOT / "ruantong/core/regime.py" in KERNEL


@pytest.mark.parametrize("path", KERNEL, ids=name)
def test_kernel_module_imports_only_the_standard_library(path: Path) -> None:
    used = set(imported(ast.parse(path.read_text(encoding="utf-8"))))
    foreign = used - sys.stdlib_module_names - {"ruantong"} - ALLOWED.get(path.name, set())
    assert foreign == set()


@pytest.mark.parametrize("path", KERNEL, ids=name)
def test_kernel_module_reads_no_clock(path: Path) -> None:
    assert list(clock_readings(ast.parse(path.read_text(encoding="utf-8")))) == []
