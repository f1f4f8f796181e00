"""Write a pack's ``holidays.csv`` from the chinesecalendar package (a development dependency).

The package lists the announced days but, for 「与周末连休」, not always the weekend that joins them
(2024 端午 is only 10 June there, 8–10 June in the announcement). Weekend days that touch an announced
day and are no make-up workdays belong to the arrangement, so they are added here.
The file is meant to be edited afterwards: the city keeps it, this script only seeds it.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, workdays

FIRST_YEAR = 2018
FESTIVALS = {
    Holiday.new_years_day.value: "元旦",
    Holiday.spring_festival.value: "春节",
    Holiday.tomb_sweeping_day.value: "清明节",
    Holiday.labour_day.value: "劳动节",
    Holiday.dragon_boat_festival.value: "端午节",
    Holiday.national_day.value: "国庆节",
    Holiday.mid_autumn_festival.value: "中秋节",
}
# Years in which both festivals were announced as one arrangement, in the announcement's order.
JOINED = {2020: "国庆节、中秋节", 2023: "中秋节、国庆节", 2025: "国庆节、中秋节"}
HEADER = """\
# 节假日放假安排（每日一行）：holiday 放假，makeup_workday 调休上班。
# 放假安排包括其中的以及与之连休的星期六、星期日；普通周末不列入。
# 依据国务院办公厅历年关于部分节假日安排的通知，其中文号已核对的：
#   2021年 国办发明电〔2020〕27号；2024年 国办发明电〔2023〕7号；
#   2022年 2021年10月25日通知；2026年 2025年11月4日通知。
# 本表由市级维护，可增改；一年的1月1日在表中即视为该年安排已录入。
date,festival,kind
"""
_DAY = timedelta(days=1)


def arrangement_days() -> dict[date, str]:
    """Every day of every announced arrangement from ``FIRST_YEAR`` on, with its festival."""
    days = {day: _festival(day, name) for day, name in holidays.items() if day.year >= FIRST_YEAR}
    for day in sorted(days):
        for step in (-_DAY, _DAY):
            beside = day + step
            while beside.weekday() >= 5 and beside not in workdays and beside not in days:
                days[beside] = days[day]
                beside += step
    return {day: name for day, name in days.items() if day.year >= FIRST_YEAR}


def _festival(day: date, name: str) -> str:
    joined = JOINED.get(day.year)
    return joined if joined and FESTIVALS[name] in joined else FESTIVALS[name]


def rows() -> list[tuple[date, str, str]]:
    """All lines of the table in order of date."""
    off = [(day, name, "holiday") for day, name in arrangement_days().items()]
    on = [
        (day, _festival(day, name), "makeup_workday")
        for day, name in workdays.items()
        if day.year >= FIRST_YEAR
    ]
    return sorted(off + on)


def main() -> None:
    """Write the table to the file named on the command line."""
    parser = argparse.ArgumentParser(description="由chinesecalendar生成节假日表")
    parser.add_argument("file", type=Path, help="packs/…/holidays.csv")
    path = parser.parse_args().file
    lines = [f"{day},{festival},{kind}\n" for day, festival, kind in rows()]
    path.write_text(HEADER + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
