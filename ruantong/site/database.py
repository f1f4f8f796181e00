"""How the database is reached, and how long the serving platform waits for it (docs/adr/0109)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# seconds
CONNECT = 5
STATEMENT = 30
LOCK = 5
IDLE_IN_TRANSACTION = 30


def described(url: str, folder: Path) -> dict[str, Any]:
    """``sqlite:///path`` or ``postgres://user:password@host:port/name`` to Django's form.

    SQLite without a path is a file in ``folder``.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] or str(folder / "ruantong.sqlite3"),
            # kept between requests: the last connection that closes moves the whole log into the
            # file and deletes it, two waits for the disk that nobody asked for
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # acknowledged means durable: FULL survives power loss, NORMAL does not
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path[1:],
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            # a connection that a restart of the server has cut is replaced, not used
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"connect_timeout": CONNECT},
        }
    raise ImproperlyConfigured(
        f"RUANTONG_DATABASE 应为 sqlite:///文件 或 postgres://…，现为“{parts.scheme}”。"
    )


def limit(database: dict[str, Any]) -> None:
    """Bound what a request may wait for. Console commands have no such bounds: a migration may take
    as long as it needs.
    """
    if not database["ENGINE"].endswith("postgresql"):
        return
    bounds = {
        "statement_timeout": STATEMENT,
        "lock_timeout": LOCK,
        # who holds locks and does nothing loses them
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION,
    }
    database["OPTIONS"] |= {
        "options": " ".join(f"-c {name}={seconds * 1000}" for name, seconds in bounds.items()),
        # a server that vanished without a word is noticed
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": STATEMENT * 1000,
    }
