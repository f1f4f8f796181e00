"""``ruantong contributions verify|rebuild``: the figures kept for tables against the revisions."""

from __future__ import annotations

import argparse

from ruantong.commands.environment import CommandFault, fail, start_django

_MOST_SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "act", choices=["verify", "rebuild"], help="verify 逐份核对；rebuild 由上报版本重新生成"
    )
    parser.add_argument("--database", metavar="地址", help="sqlite:///文件 或 postgres://…")


def run(args: argparse.Namespace) -> int:
    """0 when every figure kept is that of its revision; 1 when not; 2 without a usable database."""
    try:
        start_django(database=args.database)
        from django.db import Error

        try:
            return _rebuilt() if args.act == "rebuild" else _verified()
        except Error as error:
            raise CommandFault(f"数据库无法使用：{str(error).splitlines()[0]}") from None
    except CommandFault as fault:
        return fail(fault)


def _rebuilt() -> int:
    from ruantong.returns.moving.contributions import rebuild

    print(f"已由上报版本重新生成{rebuild()}份取数。")
    return 0


def _verified() -> int:
    from ruantong.returns.moving.contributions import deviations

    found = list(deviations())
    for each in found[:_MOST_SHOWN]:
        print(f"报表{each.return_id}（{each.period}）：{each.reason}")
    if found:
        print(f"共{len(found)}处不一致；可运行 ruantong contributions rebuild 重新生成。")
        return 1
    print("各份取数与市级已通过的上报版本一致。")
    return 0
