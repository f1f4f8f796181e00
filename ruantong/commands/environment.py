"""What the commands that need Django share: variables, start-up, the state of the database."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from ruantong.demo.database import Kind

DEMO_CLOCK = "2024-06-10"


class CommandFault(Exception):
    """The command cannot go on; one Chinese line for standard error."""


def demo_database() -> str:
    """Where the demo lives when nothing else is said: ``build/`` of a checkout, else here."""
    checkout = Path(__file__).resolve().parent.parent.parent
    folder = checkout / "build" if (checkout / "packs").is_dir() else Path.cwd()
    return f"sqlite:///{folder / 'demo.sqlite3'}"


def database_url(text: str) -> str:
    """A database option: a ``sqlite://`` or ``postgres://`` address, or the path of a file."""
    return text if "://" in text else f"sqlite:///{Path(text).resolve()}"


def is_file(text: str) -> bool:
    """True when a database option names a file and no server."""
    return database_url(text).startswith("sqlite:")


def start_django(*, demo: bool = False, database: str | None = None, clock: str = "") -> None:
    """Set the variables (worker processes inherit them) and load Django."""
    if demo:
        os.environ["RUANTONG_DEMO"] = "1"
    if database:
        os.environ["RUANTONG_DATABASE"] = database_url(database)
    if clock:
        os.environ["RUANTONG_CLOCK"] = clock
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruantong.site.settings")
    _make_folder(os.environ.get("RUANTONG_DATABASE", ""))
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CommandFault(str(error)) from None


def look_at_database() -> Kind:
    """What the database is, before anything is written; ``CommandFault`` when it cannot be read."""
    from django.db import Error

    from ruantong.demo.database import kind_of_database

    try:
        return kind_of_database()
    except Error as error:
        raise _unusable(error) from None


def _unusable(error: Exception) -> CommandFault:
    reason = str(error).strip().splitlines()[0]
    return CommandFault(f"数据库无法使用：{reason}（检查 RUANTONG_DATABASE）")


def migrate() -> None:
    """Bring the tables up to date, silently; ``CommandFault`` when the database cannot be used."""
    from django.core.management import call_command
    from django.db import Error

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except Error as error:
        raise _unusable(error) from None


def fail(fault: CommandFault) -> int:
    """Print the fault on standard error; exit code of a wrong call."""
    print(fault, file=sys.stderr)
    return 2


def _make_folder(url: str) -> None:
    prefix = "sqlite:///"
    if url.startswith(prefix) and len(url) > len(prefix):
        try:
            Path(url.removeprefix(prefix)).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandFault(f"无法建立数据库所在的文件夹：{error.strerror}") from None
