"""What the platform refuses to start with: one sentence for whoever runs it, before anything is served."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from ruantong.accounts.policy import TRIAL, profiles

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
