"""``ruantong init``: tables, districts and, once, the first system administrator."""

from __future__ import annotations

import argparse
import secrets
from datetime import timedelta

from ruantong.commands.environment import (
    CommandFault,
    fail,
    look_at_database,
    migrate,
    start_django,
)

_SECRET_DAYS = 7


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--admin", metavar="用户名", help="创建首个系统管理员，一次性口令只显示一次"
    )
    parser.add_argument("--database", metavar="地址", help="sqlite:///文件 或 postgres://…")


def run(args: argparse.Namespace) -> int:
    """Safe to repeat: what is there already stays as it is."""
    try:
        start_django(database=args.database)
        _check_database()
        migrate()
        print(f"数据库已就绪，报送区县{seed()}个。")
        if args.admin:
            secret = first_administrator(args.admin)
            print(f"系统管理员：{args.admin}\n一次性口令：{secret}")
            print(f"口令只显示这一次，{_SECRET_DAYS}天内有效，首次登录后须改密码。")
        print("下一步：ruantong serve 启动平台；安装步骤见 docs/install.md。")
    except CommandFault as fault:
        return fail(fault)
    return 0


def _check_database() -> None:
    from ruantong.demo.database import Kind

    kind = look_at_database()
    if kind is Kind.OTHERS:
        raise CommandFault("数据库中已有其他系统的表，没有作任何改动；请为本平台另建一个数据库。")
    if kind is Kind.DEMO:
        raise CommandFault("这是演示数据库，不能用于正式使用；请为平台另建一个数据库。")


def seed() -> int:
    """Districts of the newest edition; returns their number."""
    from ruantong.core.pack import PackError
    from ruantong.registry.survey.packs import regimes
    from ruantong.registry.units.districts import seed_districts

    try:
        newest = list(regimes().values())[-1]
    except PackError as error:
        raise CommandFault(f"制度包无法载入：{error.faults[0].message}") from None
    return seed_districts(newest.code_lists["districts"])


def first_administrator(name: str) -> str:
    """Create the first system administrator; returns its one-time secret.

    ``CommandFault`` when there is one already: further accounts are made inside the platform.
    """
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from ruantong.accounts.models import User
    from ruantong.core.lifecycle import Role
    from ruantong.gateways import clock
    from ruantong.trail.record import record

    if User.objects.filter(role=Role.SYSTEM_ADMIN.value).exists():
        raise CommandFault(
            "已有系统管理员；其余账户请登录平台后在“账户管理”中分配，口令遗失的用 ruantong account。"
        )
    secret = secrets.token_urlsafe(12)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                name,
                role=Role.SYSTEM_ADMIN.value,
                password=secret,
                display_name="系统管理员",
                must_change_password=True,
                secret_valid_until=clock.now() + timedelta(days=_SECRET_DAYS),
                created_at=clock.now(),
            )
            record("account.create", f"user:{user.pk}", actor=None, role=user.role)
    except ValidationError as error:
        raise CommandFault(f"用户名“{name}”不能使用：{'；'.join(error.messages)}") from None
    return secret
