"""When the ministry publishes: days that were seen, and what its habit lets expect."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ruantong.core.certainty import Certainty
from ruantong.core.pack_calendar import load_pack_calendar
from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.publications import read_publications
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period

PACK = load_pack_calendar(packs_dir() / "miit_software_2024")  # inherits all three files


def test_the_habit_gives_every_day_that_was_seen_in_2026() -> None:
    """The last working day of the month after; January 2025 came a day early, before the festival."""
    habit = PACK.publications.habits[Frequency.MONTHLY]
    gaps = {
        str(period): (seen.day - habit.day_of(period, PACK.calendar)).days
        for period, seen in PACK.publications.seen.items()
    }
    assert gaps == {
        "2024-12": -1, "2026-02": 0, "2026-03": 0, "2026-04": 0, "2026-05": 0, "2026-07": 0,
    }  # fmt: skip


def test_a_day_that_was_seen_is_told_as_it_was_and_others_are_expected() -> None:
    def of(period: str) -> tuple[date, bool, Certainty] | None:
        found = PACK.publications.of(Period.parse(period), PACK.calendar)
        return (found.day, found.expected, found.certainty) if found else None

    assert of("2026-05") == (date(2026, 6, 30), False, Certainty.SEEN)
    assert of("2026-06") == (date(2026, 7, 31), True, Certainty.INFERRED)
    assert of("2026-08") == (date(2026, 9, 30), True, Certainty.INFERRED)
    assert of("2023-12") == (date(2024, 1, 31), True, Certainty.INFERRED)
    # 30 September 2023 is in the arrangement of the National Day.
    assert of("2023-08") == (date(2023, 9, 28), True, Certainty.INFERRED)
    assert of("2023") is None


def test_what_is_wrong_with_a_file_of_days_is_said_with_its_line(tmp_path: Path) -> None:
    good = (packs_dir() / "miit_software_2021/publications.toml").read_text("utf-8")
    folder = tmp_path / "pack"
    folder.mkdir()
    for old, new, complaint in (
        ("month_offset = 1", "month_offset = 0", ":7: month_offset应为1至12的整数"),
        ('"monthly"', '"daily"', ":6: “frequency”的值“daily”不对，应为：annual"),
        ('"2026-02"', '"2026-13"', ":18: 月报没有13月"),
        ('"2026-02"', '"2024-12"', ":18: 2024年1—12月的公布日期重复"),
        ('"2026-03-31"', '"三月末"', ":19: date“三月末”不是日期"),
        ('"2026-03-31"', '"2026-02-28"', ":19: 公布日期2026-02-28应晚于2026年1—2月的期末"),
        ("[[seen]]", "[[saw]]", ":11: 不认识的键“saw”"),
        ("[[habit]]", "[habit]", ":5: “habit”应为若干段"),
    ):
        assert old in good
        (folder / "publications.toml").write_text(good.replace(old, new, 1), "utf-8")
        faults = Faults()
        read_publications(folder, faults)
        assert any(f"pack/publications.toml{complaint}" in str(f) for f in faults.found), (
            complaint,
            [str(fault) for fault in faults.found],
        )
