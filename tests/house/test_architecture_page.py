"""Every file and folder that the page for newcomers names is there."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "architecture.md"
NAMED = re.compile(r"`((?:[A-Za-z_]+/)+[A-Za-z_.0-9]*)(?![A-Za-z_.0-9*])")
#: Where a path begins that is written from inside a room.
ROOMS = ("", "ruantong", "ruantong/core/rules", "ruantong/returns", "ruantong/desks")
PATHS = sorted(set(NAMED.findall(PAGE.read_text(encoding="utf-8"))))


def test_the_page_names_files() -> None:
    assert len(PATHS) > 60


@pytest.mark.parametrize("path", PATHS)
def test_it_is_there(path: str) -> None:
    wanted = path.replace("EDITION", "miit_software_2021")
    assert any((ROOT / room / wanted).exists() for room in ROOMS), path
