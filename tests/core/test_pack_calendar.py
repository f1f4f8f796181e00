"""The calendar files of a pack are checked with it: file, line and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruantong.core.pack import PackError, load_pack
from ruantong.core.pack_paths import packs_dir
from tests.core.pack_sample import later_edition, sound_pack

OURS = packs_dir() / "miit_software_2021"


def faults_with(folder: Path, name: str, content: bytes) -> list[str]:
    (folder / name).write_bytes(content)
    with pytest.raises(PackError) as refused:
        load_pack(folder)
    (folder / name).unlink()
    return [str(fault) for fault in refused.value.faults]


def test_a_fault_of_the_calendar_is_a_fault_of_the_pack(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    clauses = (OURS / "deadlines.toml").read_text("utf-8")
    for old, new, complaint in (
        ("day = 20", "day = 32", ":15: 第1个[[clause]]的day为“32”，应为1—31的整数"),
        ('"city"\nmonth = 3', '"town"\nmonth = 3', ":31: 第3个[[clause]]的role为“town”"),
        ("shifts = true", "shifts = true\n[[clause", ":21: 截止条款不是正确的TOML"),
        ('role = "district"\nmonth = 3', 'role = "enterprise"\nmonth = 3', ":23: 第2个[[clause]]与第1个重复"),
    ):  # fmt: skip
        assert old in clauses
        (fault,) = faults_with(folder, "deadlines.toml", clauses.replace(old, new, 1).encode())
        assert fault.startswith(f"base/deadlines.toml{complaint}"), fault
    (fault,) = faults_with(folder, "holidays.csv", b"date,festival,kind\n2024-02-30,x,holiday\n")
    assert fault.startswith("base/holidays.csv:2: 日期“2024-02-30”不正确，应形如2024-06-10")


def test_hostile_calendar_files_are_named(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    for name, content in (
        ("deadlines.toml", b"clause = " + b"[" * 5000),
        ("deadlines.toml", b"\xff\xfe"),
        ("holidays.csv", b"date,festival,kind\n" + b"x" * 900_000),
        ("holidays.csv", b"x" * 1_000_001),
        ("publications.toml", b"habit = " + b"[" * 5000),
        ("publications.toml", b"[[seen]]\nperiod = 3"),
    ):
        assert all(f.startswith(f"base/{name}:") for f in faults_with(folder, name, content)), name


def test_what_is_asked_for_has_a_date_for_every_level(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    clauses = (OURS / "deadlines.toml").read_text("utf-8")
    only_years = clauses[: clauses.index('[[clause]]\nfrequency = "monthly"')]
    (fault,) = faults_with(folder, "deadlines.toml", only_years.encode())
    assert fault == (
        "base/deadlines.toml:1: 布置了月报，但没有它的企业、区县、市级截止条款，每一级应有一段[[clause]]"
    )


def test_an_edition_is_held_to_the_dates_it_inherits(tmp_path: Path) -> None:
    """Also where no holidays are stated anywhere."""
    clauses = (OURS / "deadlines.toml").read_text("utf-8")
    (sound_pack(tmp_path) / "deadlines.toml").write_text(clauses, "utf-8")
    later = later_edition(tmp_path)
    assert load_pack(later).extends == "base"
    with (later / "forms/2.toml").open("a", encoding="utf-8") as file:
        file.write('frequency = "quarterly"\n')
    with pytest.raises(
        PackError, match=r"later/deadlines\.toml:1: 布置了季报，但没有它的企业、区县"
    ):
        load_pack(later)
