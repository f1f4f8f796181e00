"""``ruantong demo``: make the demo city in an empty database."""

from __future__ import annotations

import argparse
from functools import partial

from ruantong.commands.environment import (
    DEMO_CLOCK,
    CommandFault,
    demo_database,
    fail,
    migrate,
    start_django,
)

_MOST_UNITS = 9_999  # four digits of the invented 统一社会信用代码


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_city_arguments(parser)
    parser.add_argument("--database", metavar="地址", help="默认为 build/demo.sqlite3")
    parser.add_argument("--replace", action="store_true", help="先清空已有数据（仅限演示库）")


def add_city_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the city, shared with ``ruantong serve``."""
    parser.add_argument("--units", type=int, default=600, metavar="N", help="企业数，默认600")
    parser.add_argument("--years", type=int, default=2, metavar="N", help="历史年数，默认2")
    parser.add_argument("--clock", metavar="日期", help=f"演示时间，默认{DEMO_CLOCK}")
    parser.add_argument("--small", action="store_true", help="小城市：18家企业，几个报告期")
    parser.add_argument("--seed", type=int, default=2024, metavar="N", help="随机种子")


def run(args: argparse.Namespace) -> int:
    """0 when the city is made; 2 for a wrong option or a database that is not empty."""
    try:
        check(args)
        begin(args)
        from ruantong.demo.database import has_data, is_demo_database, wipe

        if has_data():
            if not args.replace:
                raise CommandFault(
                    "数据库中已有数据，没有改动；确要重新生成演示数据请加 --replace。"
                )
            if not is_demo_database():
                raise CommandFault("这不是演示数据库，不能清空。")
            wipe()
        make(args)
    except CommandFault as fault:
        return fail(fault)
    return 0


def check(args: argparse.Namespace) -> None:
    """``CommandFault`` for options out of range."""
    from ruantong.gateways.clock import parse_moment

    if not 1 <= args.units <= _MOST_UNITS:
        raise CommandFault(f"企业数应为1—{_MOST_UNITS}，现为{args.units}。")
    if not 1 <= args.years <= 10:
        raise CommandFault(f"历史年数应为1—10，现为{args.years}。")
    if args.clock:
        try:
            parse_moment(args.clock)
        except ValueError:
            raise CommandFault(
                f"演示时间“{args.clock}”不正确，应形如2024-06-10或2024-06-10T15:30。"
            ) from None


def begin(args: argparse.Namespace) -> None:
    """Load Django on the demo's database and bring its tables up to date."""
    import os

    database = args.database or os.environ.get("RUANTONG_DATABASE") or demo_database()
    start_django(demo=True, database=database)
    migrate()


def make(args: argparse.Namespace) -> None:
    """Build the city and say how it goes."""
    from ruantong.demo.city import CityOptions, NoPeriods, make_city

    options = CityOptions(
        units=18 if args.small else args.units,
        years=1 if args.small else args.years,
        clock=args.clock or DEMO_CLOCK,
        seed=args.seed,
        small=args.small,
    )
    try:
        make_city(options, progress=partial(print, flush=True))
    except NoPeriods as fault:
        raise CommandFault(str(fault)) from None
