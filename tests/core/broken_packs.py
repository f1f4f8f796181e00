"""A copy of a pack with one place of one file changed, as an author might get it wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ruantong.core.pack import PackError, load_pack
from ruantong.core.pack_paths import packs_dir

PACK = "miit_software_2021"


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packs_dir() / PACK, tmp_path / PACK))


def refusal(folder: Path, file: str, change: tuple[str, str], complaint: str) -> PackError:
    """What is said of the pack once ``change`` is made in ``file``; it matches ``complaint``."""
    path = folder / file
    text = path.read_text("utf-8")
    assert change[0] in text
    path.write_text(text.replace(change[0], change[1], 1), "utf-8")
    with pytest.raises(PackError, match=complaint) as refused:
        load_pack(folder)
    return refused.value
