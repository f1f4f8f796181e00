"""Environments of their own beside the product's: engines and servers that tests compare or talk with."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent


def python_of(name: str) -> Path:
    """The interpreter of such an environment (".venv-vtl"), whether it is there or not."""
    return ROOT / name / "bin" / "python"


def need(python: Path) -> None:
    """Without the environment nothing can be tried; where changes are judged that is a failure."""
    if not python.exists():
        _missing(f"no {python.parent.parent.name}: ./run setup makes it")


def need_program(name: str) -> str:
    """The path of a system's program that ./run installs where it may; the same where it is missing."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    return found or _missing(f"no {name}: ./run setup installs it, or apt-get install {name}")


def _missing(missing: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)
