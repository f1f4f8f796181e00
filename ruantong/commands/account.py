"""``ruantong account secret NAME``: a lost secret given back by whoever runs the server.

``confirm NAME`` makes a proposed account while no administrator exists who could confirm it on screen:
the first security and audit administrators. ``second-factor NAME --reason …`` clears a lost second factor
and gives a new secret with it.

The way for the three administrators, whose accounts nobody manages on screen, and for any officer
when no system administrator can sign in. Respondents are out of reach (docs/adr/0051).
"""

from __future__ import annotations

import argparse
import getpass

from ruantong.commands.environment import CommandFault, fail, start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=["secret", "confirm", "second-factor"],
        help="secret：发放新的一次性口令；confirm：确认首个安全、审计管理员账户；"
        "second-factor：设备丢失的，清除双因素登录并发放新的一次性口令",
    )
    parser.add_argument("--reason", metavar="原因", default="", help="second-factor 须写明原因")
    parser.add_argument("username", metavar="用户名")
    parser.add_argument("--database", metavar="地址", help="sqlite:///文件 或 postgres://…")


def run(args: argparse.Namespace) -> int:
    """Print the secret once; 2 when there is no such account or proposal, or it is a respondent's."""
    try:
        start_django(database=args.database)
        from django.db import Error

        from ruantong.accounts.access import Refused
        from ruantong.accounts.actions import restore_secret
        from ruantong.accounts.first_access import SECRET_LIFETIME
        from ruantong.accounts.proposals import confirm_at_server
        from ruantong.accounts.second_factor.factors import restore

        try:
            if args.action == "confirm":
                confirm_at_server(args.username, operator=getpass.getuser())
            if args.action == "second-factor":
                user, secret = restore(
                    args.username, operator=getpass.getuser(), reason=args.reason
                )
            else:
                user, secret = restore_secret(args.username, operator=getpass.getuser())
        except Refused as refusal:
            raise CommandFault(refusal.message) from None
        except Error as error:
            raise CommandFault(f"数据库无法使用：{str(error).splitlines()[0]}") from None
    except CommandFault as fault:
        return fail(fault)
    print(f"{user.role_label}：{user.username}（{user.display_name}）")
    if not secret:
        print("双因素登录已清除，原密码不变，已有登录随即失效；已记入操作日志。")
        return 0
    print(f"一次性口令：{secret}")
    print(f"口令只显示这一次，{SECRET_LIFETIME.days}天内有效，首次登录后须改密码；已记入操作日志。")
    return 0
