"""Lower layers know nothing of higher ones; and the guard itself bites."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

# What a careless edit may add, and the contract that has to break.
BREACHES = {
    "core/__init__.py": ("import django", "The kernel knows no framework"),
    "core/values.py": ("from ruantong import trail", "Dependency direction"),
    "core/rules/__init__.py": ("from ruantong.core import lifecycle", "The rule language"),
    "core/rules/language/tree.py": (
        "from ruantong.core.rules.lowering import ops",
        "Rooms of the rules",
    ),
    "core/rules/lowering/ops.py": (
        "from ruantong.core.rules.executors import python",
        "What a rule means is lowered",
    ),
    "core/rules/linear/reading.py": (
        "from ruantong.core.rules.words import names",
        "Rooms of the rules",
    ),
    "core/rules/linting/lint.py": (
        "from ruantong.core.rules.localisation import search",
        "Rooms of the rules",
    ),
    "core/rules/ruleset.py": ("from ruantong.core import validation", "No circles"),
    "core/rules/language/names.py": (
        "from ruantong.core.rules.language import resolve",
        "No circles",
    ),
    "core/validation.py": ("import polars", "Only the columnar executor"),
    "registry/__init__.py": ("from ruantong import desks", "Dependency direction"),
    "returns/reading/access.py": (
        "from ruantong.returns.filing import acts",
        "The life of a return",
    ),
    "returns/judging/dossiers.py": (
        "from ruantong.returns.moving import moves",
        "The life of a return",
    ),
    "returns/sheets/model.py": ("from ruantong.returns.views import home", "The life of a return"),
    "returns/models/returns.py": (
        "from ruantong.returns.reading import access",
        "The life of a return",
    ),
    "desks/lists/groups.py": ("from ruantong.desks.lists import rows", "No circles inside"),
    "registry/survey/codes.py": ("from ruantong.registry.units import desk", "No circles inside"),
    "outputs/__init__.py": ("from ruantong import desks", "Dependency direction"),
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    # Imported from the copy: the checkout must not be found on the path.
    program = (
        "import sys; sys.path.insert(0, sys.argv.pop()); "
        "from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", program, str(root)],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", root)
    ignore = shutil.ignore_patterns("__pycache__", "*.html", "static")
    shutil.copytree(ROOT / "ruantong", root / "ruantong", ignore=ignore)
    return root


def test_the_contracts_hold(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_noticed(copy: Path, breach: str) -> None:
    statement, contract = BREACHES[breach]
    victim = copy / "ruantong" / breach
    text = victim.read_text(encoding="utf-8")
    victim.write_text(f"{text}\n{statement}\n", encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        victim.write_text(text, encoding="utf-8")
    assert result.returncode == 1, result.stdout
    broken = result.stdout.partition("Broken contracts")[2]
    assert contract in broken, result.stdout
