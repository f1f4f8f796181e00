"""What the platform refuses to start with: one sentence for whoever runs it, before anything is served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured

from ruantong.accounts.policy import TRIAL, profiles

#: Names and addresses of the machine itself, as hosts and as addresses to listen on.
LOOPBACK: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
_KEY = "only-for-demo-and-tests-" + "0123456789abcdef" * 3
_SHORTEST_KEY = 50


def secret_key(environ: Mapping[str, str], *, trial: bool) -> str:
    """From RUANTONG_SECRET_KEY; ``trial`` (demo, development, tests) has a published one."""
    given = environ.get("RUANTONG_SECRET_KEY", "")
    if not given and not trial:
        raise ImproperlyConfigured(
            "请设置环境变量 RUANTONG_SECRET_KEY（不少于50个随机字符），可用以下命令生成："
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    key = given or _KEY
    if len(key) < _SHORTEST_KEY:
        raise ImproperlyConfigured(
            f"RUANTONG_SECRET_KEY 只有{len(key)}个字符，应为不少于{_SHORTEST_KEY}个随机字符。"
        )
    return key


def policy_name(environ: Mapping[str, str], *, trial: bool) -> str:
    """From RUANTONG_POLICY: 等保三级 unless another profile is asked for."""
    name = environ.get("RUANTONG_POLICY", "") or (TRIAL if trial else "dengbao3")
    allowed = [one for one in profiles() if trial or one != TRIAL]
    if name not in allowed:
        raise ImproperlyConfigured(
            f"RUANTONG_POLICY 应为{'或'.join(f' {one} ' for one in allowed)}，现为“{name}”。"
        )
    return name


def https_only(environ: Mapping[str, str], hosts: Iterable[str], *, trial: bool) -> bool:
    """From RUANTONG_HTTPS: plain http is for trying out on this machine, under its own names."""
    if environ.get("RUANTONG_HTTPS", "0" if trial else "1") == "1":
        return True
    if beyond := [host for host in hosts if host not in LOOPBACK]:
        raise ImproperlyConfigured(
            f"未加密（RUANTONG_HTTPS=0）只能在本机试用，RUANTONG_HOSTS 不得有“{beyond[0]}”；"
            "对外使用须由反向代理终结TLS，并设 RUANTONG_HTTPS=1。"
        )
    return False


def listening(host: str, *, https: bool, proxies: Iterable[str]) -> None:
    """Plain http answers nobody but this machine, and encrypted http nobody but the proxy.

    A body that does not come holds a thread of the platform; the proxy takes bodies first (docs/adr/0104).
    """
    if host in {*LOOPBACK, "::1"}:
        return
    if https and all(ip_network(proxy).is_loopback for proxy in proxies):
        raise ImproperlyConfigured(
            f"监听地址“{host}”在本机以外，而 RUANTONG_PROXIES 只有本机：平台只能由反向代理连接。"
            "代理在本机的，监听127.0.0.1；代理在另一台机器的，把它的地址写入 RUANTONG_PROXIES，"
            "并以防火墙只放行该地址。"
        )
    if not https:
        raise ImproperlyConfigured(
            f"未加密的平台只用于在本机试用，监听地址应为127.0.0.1，现为“{host}”；"
            "对外使用请由反向代理终结TLS。"
        )


def database_fits(*, invented: bool, demo: bool) -> None:
    """The demo's passwords are published and its outbox open: never over real people, nor its
    invented city without the word 演示 on every page.
    """
    if demo and not invented:
        raise ImproperlyConfigured("RUANTONG_DEMO=1 只能用于演示数据库；正式使用请去掉该变量。")
    if invented and not demo:
        raise ImproperlyConfigured(
            "这是演示数据库，账号的密码是公开的，不能正式使用；试用演示请加 --demo。"
        )
