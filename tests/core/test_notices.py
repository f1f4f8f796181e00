"""Notices as data: which one a period has, what it lays down, and what is wrong with a file of them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ruantong.core.notices import notice_for, told
from ruantong.core.pack import PackError, load_pack
from ruantong.core.pack_format.faults import Faults, PackFault
from ruantong.core.pack_format.notices import read_notices
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from tests.core.pack_sample import sound_pack


@pytest.fixture(scope="module")
def regime() -> Regime:
    """The later edition, with the notices and tables of the one that it extends."""
    return load_pack(packs_dir() / "miit_software_2024")


def read(regime: Regime, tmp_path: Path, content: bytes) -> list[PackFault]:
    """What is said of a file of notices beside the tables of an edition."""
    folder = tmp_path / "pack"
    folder.mkdir(exist_ok=True)
    (folder / "notices.toml").write_bytes(content)
    faults = Faults()
    read_notices(folder, (), regime.tables, faults)
    return faults.found


SCANS = """
[[notice.scans]]
frequency = "annual"
floor = "2000"
until = "2024-03-26"
"""


def test_a_period_has_the_notice_that_names_it(regime: Regime) -> None:
    expected = {
        "2021": "city_2022", "2022-02": "city_2022", "2022-12": "city_2022", "2022": None,
        "2023-05": None, "2023": "city_2024", "2024-02": "city_2024", "2026-10": "city_2024",
        "2025-Q1": None,
    }  # fmt: skip
    notices = {period: notice_for(regime.notices, Period.parse(period)) for period in expected}
    assert {period: found.key if found else None for period, found in notices.items()} == expected


def test_floors_are_of_the_notice_and_measured_as_the_tables_say(regime: Regime) -> None:
    """The city's notice for 2022 had the ministry's floors, the one for 2024 none."""
    before, now = regime.notices
    assert before.floors == {"software": 2000, "ic_design": 500, "key_field": 500}
    assert now.floors == {}
    assert regime.tables.tests_from(before.floors) == regime.tables.scope_tests
    (only,) = regime.tables.tests_from({"ic_design": 800})
    assert (only.minimum_revenue, only.share_percent) == (80_000, 60)


def test_what_a_notice_lays_down_is_told_in_words(regime: Regime, tmp_path: Path) -> None:
    text = (packs_dir() / "miit_software_2021/notices.toml").read_text("utf-8")
    (tmp_path / "notices.toml").write_text(text + SCANS, "utf-8")
    notices = read_notices(tmp_path, (), regime.tables, Faults())
    before, now = (told(notice, regime.survey) for notice in notices)
    assert before.periods == "2021年年报；2022年1—2月至2022年1—12月"
    assert before.floors == "软件和信息技术服务2000万元，集成电路设计500万元，重点领域500万元"
    assert (before.notice.name, before.scans) == (before.notice.title, "不需要")
    assert (now.notice.name, now.floors) == ("渝经信软件〔2024〕8号", "不设门槛")
    assert now.periods == "2023年年报起；2024年1—2月起"
    assert now.scans == "年报主要指标达到2000的单位，2024年3月26日前"
    assert notices[1].scans[Frequency.ANNUAL].until == date(2024, 3, 26)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (('key = "city_2022"', 'key = "2022年"'), "notices.toml:6: key“2022年”不对"),
        (('key = "city_2024"', 'key = "city_2022"'), "notices.toml:29: key“city_2022”重复"),
        (('certainty = "S"', 'certainty = "?"'), "notices.toml:8: “certainty”的值“\\?”不对"),
        (('first = "2021"', 'first = "2021-Q5"'), "notices.toml:13: 季报没有5季度"),
        (('last = "2022-12"', 'last = "2021-12"'), "notices.toml:20: last“2021-12”早于"),
        (('software = "2000"', 'software = "2千"'), "notices.toml:24: 门槛“software”的“2千”不对"),
        (('software = "2000"', "software = 2000"), "notices.toml:24: “floors.software”应为带引号"),
        (('ic_design = "500"', 'chips = "500"'), "门槛“chips”没有取数，应为.*ic_design、key_field"),
        (("[notice.floors]", "[notice.floor]"), "不认识的键“floor”"),
        (('title = "重庆', 'titel = "重庆'), "缺少“title”"),
        (('until = "2024-03-26"', 'until = "3月26日"'), "until“3月26日”不是日期"),
        (('until = "2024-03-26"', 'until = "2023-12-31"'), "应晚于2023年年报的期末"),
        (('floor = "2000"', 'floor = "-1"'), "floor“-1”不对"),
        (('"annual"\nfloor', '"quarterly"\nfloor'), "没有布置季报，不应要求它的盖章扫描件"),
        (('until = "2024-03-26"', f'until = "2024-03-26"\n{SCANS}'), "年报的盖章扫描件重复"),
        (('first_of_year = 2\nfirst = "2024-02"', 'first_of_year = 9\nfirst = "2024-02"'), "first_of_year应为1至4"),
    ],
)  # fmt: skip
def test_a_faulty_notice_is_named_with_its_line(
    regime: Regime, tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    text = (packs_dir() / "miit_software_2021/notices.toml").read_text("utf-8") + SCANS
    assert change[0] in text
    faults = read(regime, tmp_path, text.replace(*change, 1).encode())
    assert re.search(complaint, "\n".join(map(str, faults)))


def test_hostile_files_are_named(regime: Regime, tmp_path: Path) -> None:
    hostile = (
        b"notice = 3", b"[notice]\nkey = 1", b"\xff", b"x" * 1_000_001, b"[[notice]]\nperiods = [[]]",
        b"[[notice]]\nfloors = []\nscans = 1\nperiods = 2",
        b"[[notice]]\n[[notice.scans]]\nuntil = 2024-01-01",
    )  # fmt: skip
    for content in hostile:
        faults = read(regime, tmp_path, content)
        assert {fault.file for fault in faults} == {"pack/notices.toml"}, content[:40]


def test_the_faults_of_notices_are_among_those_of_their_pack(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    (folder / "notices.toml").write_text('[[notice]]\nkey = "one"\n', "utf-8")
    with pytest.raises(PackError, match=r"base/notices\.toml:1: 没有写明布置的报告期"):
        load_pack(folder)
