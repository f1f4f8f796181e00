"""``ruantong demo``: make the demo city in an empty database."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from ruantong.commands.environment import (
    DEMO_CLOCK,
    CommandFault,
    demo_database,
    fail,
    is_file,
    look_at_database,
    migrate,
    start_django,
)

_MOST_UNITS = 9_999  # four digits of the invented 统一社会信用代码


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_city_arguments(parser)
    parser.add_argument("--database", metavar="地址", help="默认为 build/demo.sqlite3")
    parser.add_argument(
        "--balance", metavar="文件", help="只写一份虚构的科目余额表（.xlsx或.csv），供试用取数"
    )
    parser.add_argument("--replace", action="store_true", help="先清空已有数据（仅限演示库）")


def add_city_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the city, shared with ``ruantong serve``."""
    parser.add_argument("--units", type=int, default=600, metavar="N", help="企业数，默认600")
    parser.add_argument("--years", type=int, default=2, metavar="N", help="历史年数，默认2")
    parser.add_argument("--clock", metavar="日期", help=f"演示时间，默认{DEMO_CLOCK}")
    parser.add_argument("--small", action="store_true", help="小城市：18家企业，几个报告期")
    parser.add_argument("--seed", type=int, default=2024, metavar="N", help="随机种子")
    parser.add_argument(
        "--fill-database",
        action="store_true",
        help="确认在所指定的空数据库中生成演示数据（虚构企业、公开密码）",
    )


def run(args: argparse.Namespace) -> int:
    """0 when the city is made; 2 for a wrong option or a database that is not empty."""
    if args.balance:
        from ruantong.demo.balances import balance_file

        Path(args.balance).write_bytes(balance_file(args.balance))
        return 0
    try:
        check(args)
        begin(args)
        from ruantong.demo.database import has_data, wipe

        if has_data():
            if not args.replace:
                raise CommandFault(
                    "数据库中已有数据，没有改动；确要重新生成演示数据请加 --replace。"
                )
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
    """Load Django on the demo's database and bring its tables up to date.

    ``CommandFault`` unless the demo may use it: invented firms, published passwords and an open
    outbox are for a database that is the demo's, or that nobody has named by accident.
    """
    import os

    named = args.database or os.environ.get("RUANTONG_DATABASE", "")
    start_django(demo=True, database=named or demo_database())
    from ruantong.demo.database import Kind

    kind = look_at_database()
    # a file named on this very command line is as good as a confirmation; a variable is not
    own = not named or (args.database and kind is Kind.EMPTY and is_file(args.database))
    if kind is Kind.REAL or kind is Kind.OTHERS:
        raise CommandFault(
            "这不是演示数据库，没有作任何改动。试用演示请不设 RUANTONG_DATABASE；"
            "正式使用请用 ruantong init 和 ruantong serve。"
        )
    if kind is not Kind.DEMO and not own and not args.fill_database:
        raise CommandFault(
            "所指定的数据库不是演示数据库，没有作任何改动。演示会写入虚构企业和公开密码的账号，"
            "确要在这个空数据库中生成请加 --fill-database。"
        )
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
