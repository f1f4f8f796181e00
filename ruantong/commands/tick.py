"""``ruantong tick``: what the platform does by itself, to be called by cron once a day or oftener."""

from __future__ import annotations

import argparse

from ruantong.commands.environment import CommandFault, fail, start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", metavar="地址", help="sqlite:///文件 或 postgres://…")


def run(args: argparse.Namespace) -> int:
    """0 when all was done; 1 when a period could not be opened; 2 without a usable database."""
    try:
        start_django(database=args.database)
        from django.db import Error

        from ruantong.accounts.delivery import deliver_due
        from ruantong.accounts.lockout.tries import clean
        from ruantong.accounts.sessions.living import swept
        from ruantong.followup.sending.working import work
        from ruantong.registry.contact_sheet.acts import remind_by_itself
        from ruantong.returns.ledger.waiting import forget_old as forget_balances
        from ruantong.returns.moving.automatic_opening import run_tick
        from ruantong.returns.moving.scores import keep_in_step
        from ruantong.returns.workbook.taking import forget_old as forget_workbooks
        from ruantong.trail.client import forget_old

        try:
            done = run_tick()
            keep_in_step()
            swept()
            clean()
            reminded = remind_by_itself()
            forget_old()
            forget_workbooks()
            forget_balances()
            work()  # where no timer calls `ruantong remind`
            deliver_due()  # what a server that was stopped has left behind
        except Error as error:
            raise CommandFault(f"数据库无法使用：{str(error).splitlines()[0]}") from None
    except CommandFault as fault:
        return fail(fault)
    for period, made in done.opened:
        print(f"{period.label}已自动开启，新增应报{made}家。")
    for period, reason in done.refused:
        print(f"{period.label}未能自动开启：{reason}")
    if reminded.districts:
        print(f"已提醒{reminded.districts}个区县报送联系信息表。")
    if not done.opened and not done.refused:
        print("没有到期须开启的报告期。")
    return 1 if done.refused else 0
