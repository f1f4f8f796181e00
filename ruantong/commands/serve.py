"""``ruantong serve``: the platform under granian; with ``--demo`` on the synthetic city."""

from __future__ import annotations

import argparse
import encodings.idna  # noqa: F401 - see _when_answering
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

from ruantong.commands import demo
from ruantong.commands.environment import CommandFault, fail, look_at_database, start_django

_PATIENCE = 60  # seconds until the first answer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="默认127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="默认8000")
    parser.add_argument("--demo", action="store_true", help="使用演示数据（RUANTONG_DEMO=1 同）")
    parser.add_argument(
        "--http", action="store_true", help="不加密，仅供在本机试用（对外须由反向代理终结TLS）"
    )
    parser.add_argument("--database", metavar="地址", help="sqlite:///文件 或 postgres://…")
    demo.add_city_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    try:
        if args.demo or os.environ.get("RUANTONG_DEMO") == "1":
            demo.check(args)
            demo.begin(args)
            closing = _prepare_demo(args)
        else:
            if args.http:
                os.environ["RUANTONG_HTTPS"] = "0"
            start_django(database=args.database)
            closing = _prepare_production()
        return _serve(args.host, args.port, closing)
    except ImproperlyConfigured as error:
        return fail(CommandFault(str(error)))
    except CommandFault as fault:
        return fail(fault)


def _prepare_demo(args: argparse.Namespace) -> str:
    """Make the city when there is none, and turn the clock to its present."""
    from ruantong.demo.accounts import accounts_table
    from ruantong.demo.database import has_data, present

    if not has_data():
        demo.make(args)
    moment = args.clock or present()
    if moment:
        os.environ["RUANTONG_CLOCK"] = moment
    return accounts_table()


def _prepare_production() -> str:
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from ruantong.accounts import starting
    from ruantong.demo.database import Kind

    kind = look_at_database()
    starting.database_fits(invented=kind is Kind.DEMO, demo=False)
    executor = MigrationExecutor(connection)
    if kind is Kind.OTHERS or executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandFault("数据库尚未建立或不是当前版本，请先运行 ruantong init。")
    hosts = "、".join(settings.ALLOWED_HOSTS)
    if not settings.HTTPS_ONLY:
        return f"未加密（http），只用于在本机试用；可用的主机名：{hosts}。"
    return (
        "以上是供反向代理转发的地址，直接用浏览器打开不能登录：TLS由反向代理（如nginx）终结，\n"
        "代理须带 X-Forwarded-Proto 和 X-Forwarded-For，见 docs/install.md。\n"
        f"可用的主机名（RUANTONG_HOSTS）：{hosts}。\n"
        "没有反向代理时在本机试用：ruantong serve --http"
    )


def _serve(host: str, port: int, closing: str) -> int:
    """granian with threads where the database has room for them; SQLite has one writer."""
    from django.conf import settings
    from django.db import connection, connections
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.server import Server

    from ruantong.accounts import starting
    from ruantong.returns.paper.typesetting import NO_FONT, family

    if not family():
        print(NO_FONT, file=sys.stderr)
    starting.listening(host, https=settings.HTTPS_ONLY, proxies=settings.PROXIES)
    _share_clock()
    _make_static_files()
    threads = 1 if connection.vendor == "sqlite" else 4
    connections.close_all()
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}/"
    server = Server(
        "ruantong.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        blocking_threads=threads,
        log_enabled=False,
    )
    _check_port(host, port)
    _when_answering(address, lambda: print(_banner(address, closing), flush=True))
    server.serve()
    print("平台已停止。")
    return 0


def _make_static_files() -> None:
    from django.conf import settings

    from ruantong.web import static_files

    try:
        static_files.make()
    except OSError as error:
        folder = settings.STATIC_ROOT
        raise CommandFault(
            f"不能在 {folder} 生成网页所用的文件：{error.strerror}。请让运行账号可以写入该文件夹。"
        ) from None


def _share_clock() -> None:
    """One clock for all workers, whether they are forked from this process or started anew."""
    from ruantong.gateways import clock

    if moment := os.environ.get("RUANTONG_CLOCK"):
        clock.set_base(clock.parse_moment(moment))
        os.environ["RUANTONG_CLOCK_STARTED"] = str(time.monotonic())


def _check_port(host: str, port: int) -> None:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandFault(
                f"{host}:{port} 不能使用（{error}），请用 --port 换一个端口。"
            ) from None


def _when_answering(address: str, tell: Callable[[], None]) -> None:
    """Call ``tell`` from a thread once the login page can be fetched.

    Meanwhile the workers are forked. A module that this thread is just loading stays locked in them
    for good, and the first request that needs it never ends: what it needs is loaded before, the
    codec of host names too, which Python loads at the first connection.
    """

    def wait() -> None:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{address}login/", timeout=5):  # noqa: S310
                    tell()
                return
            except urllib.error.HTTPError:
                tell()
                return
            except OSError:
                time.sleep(0.2)

    threading.Thread(target=wait, daemon=True).start()


def _banner(address: str, closing: str) -> str:
    line = "─" * 72
    return "\n".join(
        [line, f"平台已启动：{address}", *([closing] if closing else []), "按 Ctrl-C 停止。", line]
    )
