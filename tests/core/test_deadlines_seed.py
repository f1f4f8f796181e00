"""The holiday table of the pack is what the seeding script writes, however often it runs."""

from datetime import date
from pathlib import Path

from ruantong.core.deadlines import load_calendar
from scripts import seed_holidays

TABLE = Path(__file__).parents[2] / "packs" / "miit_software_2021" / "holidays.csv"
# Later than this a newer chinesecalendar may know more than the table.
KNOWN_UNTIL = date(2026, 12, 1)


def known(text):
    return [day for day in load_calendar(text).days if day.date < KNOWN_UNTIL]


def test_seeding_again_gives_the_same_table(tmp_path, monkeypatch):
    again = tmp_path / "holidays.csv"
    monkeypatch.setattr("sys.argv", ["seed_holidays.py", str(again)])
    seed_holidays.main()
    seeded = again.read_text(encoding="utf-8")
    assert known(seeded) == known(TABLE.read_text(encoding="utf-8"))
