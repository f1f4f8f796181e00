"""Environments of their own beside the product's: engines and servers that tests compare or talk with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def python_of(name: str) -> Path:
    """The interpreter of such an environment (".venv-vtl"), whether it is there or not."""
    return ROOT / name / "bin" / "python"


def need(python: Path) -> None:
    """Without the environment nothing can be tried; where changes are judged that is a failure."""
    if python.exists():
        return
    missing = f"no {python.parent.parent.name}: ./run setup makes it"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)
