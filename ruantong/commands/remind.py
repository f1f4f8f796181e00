"""``ruantong remind``: sends the reminders that are due, to be called by a timer every few minutes."""

from __future__ import annotations

import argparse

from ruantong.commands.environment import CommandFault, fail, start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", metavar="地址", help="sqlite:///文件 或 postgres://…")


def run(args: argparse.Namespace) -> int:
    """0 when all was done; 2 without a usable database."""
    try:
        start_django(database=args.database)
        from django.db import Error

        from ruantong.followup.sending.working import work

        try:
            planned, done = work()
        except Error as error:
            raise CommandFault(f"数据库无法使用：{str(error).splitlines()[0]}") from None
    except CommandFault as fault:
        return fail(fault)
    print(f"新增催报{planned}份报表；发出{done.sent}条，未发出{done.other}条。")
    return 0
