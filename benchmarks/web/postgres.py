"""A throw-away PostgreSQL that keeps its promises: unlike that of the tests it waits for the disk."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks.web.servers import free_port


@contextmanager
def postgres() -> Iterator[str]:
    """Its address; RUANTONG_TEST_POSTGRES names a server to use instead. "" where there is none."""
    if given := os.environ.get("RUANTONG_TEST_POSTGRES", ""):
        yield given
        return
    programs = _programs()
    if programs is None:
        yield ""
        return
    folder = Path(tempfile.mkdtemp(prefix="ruantong-postgres.", dir="/tmp"))  # short
    secret, port, as_user = secrets.token_hex(16), free_port(), _user(folder)
    (folder / "secret").write_text(secret, encoding="utf-8")

    def call(name: str, *options: str) -> None:
        command = [str(programs / name), "-D", str(folder / "data"), *options]
        log = (folder / "log").open("ab")
        subprocess.run(command, check=True, cwd=folder, stdout=log, stderr=log, **as_user)

    try:
        call("initdb", "-U", "ruantong", f"--pwfile={folder / 'secret'}", "--auth=scram-sha-256",
             "--encoding=UTF8", "--no-locale", "--no-sync")  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        call("pg_ctl", "-w", "-s", "-l", str(folder / "server.log"), "start", "-o", options)
        yield f"postgres://ruantong:{secret}@127.0.0.1:{port}/postgres"
    finally:
        with suppress(subprocess.CalledProcessError):
            call("pg_ctl", "-m", "immediate", "-s", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def _user(folder: Path) -> dict[str, Any]:
    """initdb refuses to run as root: another user, who then owns the folder."""
    if os.getuid() != 0:
        return {}
    with suppress(KeyError):
        person = pwd.getpwnam("postgres")
        os.chown(folder, person.pw_uid, person.pw_gid)
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    person = pwd.getpwnam("nobody")
    os.chown(folder, person.pw_uid, person.pw_gid)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
