"""Settings of the ways in beside the password: what a city connects, checked when the platform starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from ruantong.gateways.sms import TEMPLATES

_GATEWAYS = {
    "outbox": "ruantong.accounts.outbox.OutboxSms",
    "file": "ruantong.gateways.sms_file.FileSms",
    "http": "ruantong.gateways.sms_http.HttpSms",
}
_NONE = "ruantong.gateways.sms.UnavailableSms"
#: Which attribute of a CAS server means what to us; "user" is the name one signs in with there.
_ATTRIBUTES = {
    "uscc": "creditCode",
    "phone": "mobile",
    "username": "",
    "unit_name": "unitName",
    "contact_name": "realName",
    "email": "email",
}


@dataclass(frozen=True)
class Doors:
    """What the settings of the same names in capitals are."""

    sms_gateway: str
    sms_file: str = ""
    sms_url: str = ""
    sms_key: str = ""
    sms_secret: str = ""
    sms_sign: str = ""
    sms_templates: Mapping[str, str] = field(default_factory=dict)
    email_kept: bool = False
    email_from: str = ""
    email_host: str = ""
    email_port: int = 0
    email_user: str = ""
    email_password: str = ""
    email_ssl: bool = False
    email_tls: bool = False
    cas_server: str = ""
    cas_attributes: Mapping[str, str] = field(default_factory=dict)


def read(environ: Mapping[str, str], *, trial: bool) -> Doors:
    """From the ``RUANTONG_*`` variables; ``trial``: demo, development or tests.

    ImproperlyConfigured with a Chinese sentence for what cannot work or must not be.
    """
    kind = environ.get("RUANTONG_SMS", "") or ("outbox" if trial else "")
    if kind == "outbox" and not trial:
        raise ImproperlyConfigured(
            "RUANTONG_SMS=outbox 只用于演示：能看到发件箱的人可以登录任何人的账户。"
        )
    if kind and kind not in _GATEWAYS:
        raise ImproperlyConfigured(f"RUANTONG_SMS 应为 http 或 file，现为“{kind}”。")
    needed = {"http": ("URL", "KEY", "SECRET", "TEMPLATES"), "file": ("FILE",)}.get(kind, ())
    if missing := [name for name in needed if not environ.get(f"RUANTONG_SMS_{name}")]:
        names = "、".join(f"RUANTONG_SMS_{name}" for name in missing)
        raise ImproperlyConfigured(f"RUANTONG_SMS={kind} 还须设置 {names}。")
    templates = _pairs(environ, "RUANTONG_SMS_TEMPLATES", dict.fromkeys(TEMPLATES, ""))
    if kind == "http" and (unnamed := [name for name, number in templates.items() if not number]):
        raise ImproperlyConfigured(f"RUANTONG_SMS_TEMPLATES 缺少：{'、'.join(unnamed)}。")
    return Doors(
        sms_gateway=_GATEWAYS.get(kind, _NONE),
        sms_file=environ.get("RUANTONG_SMS_FILE", ""),
        sms_url=_address(environ, "RUANTONG_SMS_URL"),
        sms_key=environ.get("RUANTONG_SMS_KEY", ""),
        sms_secret=environ.get("RUANTONG_SMS_SECRET", "") if kind == "http" else "",
        sms_sign=environ.get("RUANTONG_SMS_SIGN", ""),
        sms_templates=templates,
        **_mail_server(environ, trial=trial),
        cas_server=_address(environ, "RUANTONG_CAS").rstrip("/"),
        cas_attributes=_pairs(environ, "RUANTONG_CAS_ATTRIBUTES", _ATTRIBUTES),
    )


def _mail_server(environ: Mapping[str, str], *, trial: bool) -> dict[str, Any]:
    """``smtps://user:password@host:465`` (encrypted from the start) or ``smtp://…:587`` (STARTTLS);
    without one e-mails are kept in a trial, and there are none otherwise.
    """
    given, sender = environ.get("RUANTONG_SMTP", ""), environ.get("RUANTONG_EMAIL_FROM", "")
    if not given:
        return {"email_kept": trial}
    parts = urlsplit(given)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("RUANTONG_SMTP 应形如 smtps://用户名:口令@邮件服务器:465。")
    if "@" not in sender:
        raise ImproperlyConfigured("RUANTONG_SMTP 还须设置 RUANTONG_EMAIL_FROM（发件人邮箱）。")
    encrypted = parts.scheme == "smtps"
    here = parts.hostname in {"127.0.0.1", "localhost"}
    return {
        "email_from": sender,
        "email_host": parts.hostname,
        "email_port": parts.port or (465 if encrypted else 587),
        "email_user": unquote(parts.username or ""),
        "email_password": unquote(parts.password or ""),
        "email_ssl": encrypted,
        "email_tls": not encrypted and not here,
    }


def _address(environ: Mapping[str, str], name: str) -> str:
    """An address that is encrypted, or of this machine; "" where none is given."""
    given = environ.get(name, "").strip()
    parts = urlsplit(given)
    here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
    if given and not (here or (parts.scheme == "https" and parts.hostname)):
        raise ImproperlyConfigured(f"{name} 应以 https:// 开头，现为“{given}”。")
    return given


def _pairs(environ: Mapping[str, str], name: str, defaults: Mapping[str, str]) -> dict[str, str]:
    """``ours=theirs,…`` over the defaults, whose names are the only ones."""
    found = dict(defaults)
    for pair in filter(None, (part.strip() for part in environ.get(name, "").split(","))):
        ours, _, theirs = pair.partition("=")
        if ours.strip() not in defaults:
            raise ImproperlyConfigured(f"{name} 中的“{ours}”不对，应为：{'、'.join(defaults)}。")
        found[ours.strip()] = theirs.strip()
    return found
