"""The clause file and the holiday table: what is in the pack, and how a broken one is refused."""

from datetime import date
from pathlib import Path

import pytest

from ruantong.core.deadlines import CalendarFault, ClauseFault, load_calendar, load_clauses
from ruantong.core.pack_calendar import PackCalendarError, load_pack_calendar

FOLDER = Path(__file__).parents[2] / "packs" / "miit_software_2021"
PACK = load_pack_calendar(FOLDER)

CLAUSE = """
[[clause]]
frequency = "monthly"
role = "enterprise"
month_offset = 1
day = 12
shifts = true
source = "某文号"
"""


def test_the_pack_has_a_clause_per_frequency_and_role_with_its_source():
    held = [
        (c.frequency.value, c.role, c.month, c.month_offset, c.day, c.shifts) for c in PACK.clauses
    ]
    assert held == [
        ("annual", "enterprise", 3, 0, 20, True),
        ("annual", "district", 3, 0, 25, True),
        ("annual", "city", 3, 0, 31, False),
        ("monthly", "enterprise", 0, 1, 12, True),
        ("monthly", "district", 0, 1, 13, True),
        ("monthly", "city", 0, 1, 15, False),
    ]
    assert {c.source for c in PACK.clauses} == {"渝经信软件〔2024〕8号"}


def test_the_table_covers_its_years():
    assert PACK.calendar.years == frozenset(range(2018, 2027))


@pytest.mark.parametrize(
    ("festival", "first", "last"),
    [
        ("端午节", "2018-06-16", "2018-06-18"),
        ("中秋节", "2018-09-22", "2018-09-24"),
        ("中秋节", "2019-09-13", "2019-09-15"),
        ("国庆节、中秋节", "2020-10-01", "2020-10-08"),
        ("春节", "2021-02-11", "2021-02-17"),
        ("端午节", "2021-06-12", "2021-06-14"),
        ("中秋节", "2022-09-10", "2022-09-12"),
        ("中秋节、国庆节", "2023-09-29", "2023-10-06"),
        ("元旦", "2023-12-30", "2024-01-01"),
        ("春节", "2024-02-10", "2024-02-17"),
        ("清明节", "2024-04-04", "2024-04-06"),
        ("劳动节", "2024-05-01", "2024-05-05"),
        ("端午节", "2024-06-08", "2024-06-10"),
        ("中秋节", "2024-09-15", "2024-09-17"),
        ("国庆节", "2024-10-01", "2024-10-07"),
        ("春节", "2026-02-15", "2026-02-23"),
    ],
)
def test_announced_arrangements_are_whole(festival, first, last):
    for day in (first, last):
        arrangement = PACK.calendar.arrangement(date.fromisoformat(day))
        assert arrangement is not None
        assert arrangement.festival == festival
        assert (arrangement.first.isoformat(), arrangement.last.isoformat()) == (first, last)


def test_makeup_workdays_are_weekend_days_outside_arrangements():
    for day in PACK.calendar.days:
        if day.kind == "makeup_workday":
            assert day.date.weekday() >= 5
            assert PACK.calendar.arrangement(day.date) is None
    assert PACK.calendar.makeup_workday(date(2024, 10, 12))


def test_plain_weekends_are_not_in_the_table():
    for day in (date(2024, 5, 12), date(2024, 3, 31), date(2024, 10, 13)):
        assert PACK.calendar.arrangement(day) is None
        assert PACK.calendar.makeup_workday(day) is None


def test_new_years_eve_alone_covers_no_year():
    table = load_calendar("date,festival,kind\n2026-12-31,元旦,holiday\n2027-01-01,元旦,holiday\n")
    assert table.years == {2027}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "第1行：节假日表为空"),
        ("# 说明\n日期,节日,类别\n", "第2行：表头应为“date,festival,kind”"),
        ("date,festival,kind\n2024-6-10,端午节,holiday\n", "第2行：日期“2024-6-10”不正确"),
        ("date,festival,kind\n20240610,端午节,holiday\n", "第2行：日期“20240610”不正确"),
        ("date,festival,kind\n2024-02-30,春节,holiday\n", "第2行：日期“2024-02-30”不正确"),
        ("date,festival,kind\n2024-06-10,,holiday\n", "第2行：未填写节日名称"),
        ("date,festival,kind\n\n2024-06-10,端午节,放假\n", "第3行：类别“放假”不正确，应为holiday"),
        ("date,festival,kind\n2024-06-10,端午节\n", "第2行：有2列，应为3列"),
        (
            "date,festival,kind\n2024-06-10,端午节,holiday\n2024-06-10,端午节,holiday\n",
            "第3行：日期2024-06-10与第2行重复",
        ),
    ],
)
def test_a_broken_table_names_line_and_expectation(text, message):
    with pytest.raises(CalendarFault) as caught:
        load_calendar(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[clause", "不是正确的TOML"),
        ("", "截止条款为空"),
        ("clause = 3", "截止条款为空"),
        ("clause = [3]", "第1个[[clause]]应为表"),
        (CLAUSE.replace("monthly", "daily"), "第1个[[clause]]的frequency为“daily”，应为annual"),
        (
            CLAUSE.replace("enterprise", "企业"),
            "的role为“企业”，应为enterprise、district、city之一",
        ),
        (CLAUSE.replace("12", "31"), "的day为“31”，应为1—28的整数"),
        (CLAUSE.replace("12", "true"), "的day为“True”，应为1—28的整数"),
        (CLAUSE.replace("month_offset = 1", "month = 3"), "有未知字段“month”"),
        (CLAUSE.replace("shifts = true", ""), "的shifts为“None”，应为true或false"),
        (CLAUSE.replace("某文号", " "), "未写明source"),
        (CLAUSE + CLAUSE, "第2个[[clause]]与第1个重复"),
        (
            CLAUSE.replace("monthly", "annual")
            .replace("month_offset = 1", "month = 2")
            .replace("12", "30"),
            "的day为“30”，应为1—28的整数",
        ),
    ],
)
def test_a_broken_clause_is_named(text, message):
    with pytest.raises(ClauseFault) as caught:
        load_clauses(text)
    assert message in str(caught.value)


def test_weekends_inside_an_arrangement_are_a_choice_of_the_pack():
    assert load_clauses(CLAUSE)[0].weekends_shift
    assert not load_clauses(CLAUSE + "weekends_in_arrangement = false\n")[0].weekends_shift


def test_an_extending_pack_inherits_what_it_does_not_have(tmp_path):
    base, extension = tmp_path / "base", tmp_path / "extension"
    base.mkdir()
    extension.mkdir()
    (base / "deadlines.toml").write_text(CLAUSE, encoding="utf-8")
    (base / "holidays.csv").write_text("date,festival,kind\n", encoding="utf-8")
    (extension / "regime.toml").write_text('extends = "base"\n', encoding="utf-8")
    assert load_pack_calendar(extension).clauses == load_clauses(CLAUSE)
    own = CLAUSE.replace("12", "20")
    (extension / "deadlines.toml").write_text(own, encoding="utf-8")
    assert load_pack_calendar(extension).clauses[0].day == 20


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("deadlines.toml", b"[[clause", "deadlines.toml：截止条款不是正确的TOML"),
        ("holidays.csv", b"date", "holidays.csv：第1行"),
        ("holidays.csv", b"\xff\xfe", "holidays.csv：应为UTF-8编码"),
        ("regime.toml", b'extends = "pack"', "没有holidays.csv"),
    ],
)
def test_a_broken_pack_names_the_file(tmp_path, name, content, message):
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "deadlines.toml").write_text(CLAUSE, encoding="utf-8")
    (folder / name).write_bytes(content)
    with pytest.raises(PackCalendarError) as caught:
        load_pack_calendar(folder)
    assert message in str(caught.value)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(PackCalendarError, match="没有制度包文件夹"):
        load_pack_calendar(tmp_path / "none")
