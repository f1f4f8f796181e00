"""Uploaded files of the tests go to a folder of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import people


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _districts(db: None) -> None:
    people.district()
