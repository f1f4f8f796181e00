"""``ruantong deadline annual|monthly PERIOD``: when a return is due for each role, and why."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ruantong.core.deadlines import (
    FLAG_LABELS,
    ROLE_LABELS,
    ClauseFault,
    Deadline,
    DeadlineSet,
    deadlines_for,
)
from ruantong.core.pack import PackError, load_packs
from ruantong.core.pack_calendar import PackCalendarError, load_pack_calendar
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period, PeriodFault
from ruantong.core.values import shown

_FREQUENCIES = "、".join(f"{each.value}（{each.label}）" for each in Frequency)
_EXAMPLES = {
    Frequency.ANNUAL: "年份（如2023）",
    Frequency.HALF_YEARLY: "半年（如2024-H1）",
    Frequency.WEEKLY: "周（如2024-W05）",
    Frequency.QUARTERLY: "季度（如2024-Q1）",
    Frequency.MONTHLY: "年月（如2024-05）",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments; words that argparse would refuse in English are checked in ``run``."""
    parser.add_argument("frequency", metavar="annual|monthly|…", help=f"报告期别：{_FREQUENCIES}")
    parser.add_argument(
        "period", metavar="PERIOD", help="报告期：年报写年份（2023），月报写年月（2024-05）"
    )
    parser.add_argument("--json", action="store_true", help="输出JSON")
    parser.add_argument(
        "--pack", type=Path, metavar="DIR", help="制度包文件夹（默认随平台所带的制度包）"
    )


def run(args: argparse.Namespace) -> int:
    """Print the dates; 0 fine, 2 with one Chinese line on standard error for a wrong call."""
    try:
        period = _period(args.frequency, args.period)
        pack = load_pack_calendar(args.pack or _serving(period))
        found = deadlines_for(period, pack.clauses, pack.calendar)
    except PackError as error:
        print(error.faults[0].message, file=sys.stderr)
        return 2
    except (PeriodFault, ClauseFault, PackCalendarError) as fault:
        print(fault, file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(_page(found))
    return 0


def _serving(period: Period) -> Path:
    """The folder of the edition that serves a period; of the first one where none does."""
    editions = list(load_packs(packs_dir()).values())
    for edition in editions:
        if gap := edition.gap(period):
            raise PeriodFault(gap)
    serving = [edition for edition in editions if edition.serves_period(period)] or editions
    return packs_dir() / serving[0].key


def _period(frequency: str, text: str) -> Period:
    """The period asked for; ``PeriodFault`` when it is none or of another frequency."""
    known = [f.value for f in Frequency]
    if frequency not in known:
        raise PeriodFault(f"“{shown(frequency)}”不是报告期别，应为{_FREQUENCIES}")
    period = Period.parse(text)
    wanted = Frequency(frequency)
    if period.frequency is not wanted:
        raise PeriodFault(
            f"“{period}”是{period.frequency.label}的报告期，{wanted.label}应为{_EXAMPLES[wanted]}"
        )
    return period


def _page(found: DeadlineSet) -> str:
    title = f"{found.period.label}{'' if found.frequency is Frequency.ANNUAL else found.frequency.label}"
    lines = [f"{title}报送截止时间（含当日，至24:00，北京时间）"]
    for deadline in found.roles.values():
        lines += ["", *_role(deadline)]
    if found.flags:
        lines += ["", *(f"提示：{FLAG_LABELS[flag]}（{flag}）" for flag in found.flags)]
    return "\n".join(lines)


def _role(deadline: Deadline) -> list[str]:
    moved = "顺延" if deadline.shifted else "不顺延"
    weekday = "一二三四五六日"[deadline.date.weekday()]
    return [
        f"{ROLE_LABELS[deadline.role]}　{deadline.date}　星期{weekday}　{moved}",
        f"    为什么是这一天：{deadline.reason}",
        *(f"    提示：{FLAG_LABELS[flag]}（{flag}）" for flag in deadline.flags),
    ]
