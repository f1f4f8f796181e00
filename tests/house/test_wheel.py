"""An installed wheel needs neither the checkout nor Node: everything it serves is inside."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, name


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel was unpacked, as pip would do it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("ruantong-*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_wheel_holds_every_file_of_the_package(installed: Path) -> None:
    package = [name(path) for path in files() if ROOT / "ruantong" in path.parents]
    packs = ["ruantong/" + name(path) for path in files() if ROOT / "packs" in path.parents]
    assert packs
    assert [path for path in package + packs if not (installed / path).is_file()] == []


def test_wheel_serves_the_libraries_of_others(installed: Path) -> None:
    vendor = installed / "ruantong/site/static/vendor"
    assert {path.name for path in vendor.iterdir()} == {"echarts.min.js", "htmx.min.js"}


def test_wheel_finds_its_packs_inside(installed: Path) -> None:
    program = "from ruantong.core.pack_paths import packs_dir; print(packs_dir())"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=installed,
        env={"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(answer.stdout.strip()) == installed / "ruantong/packs"
