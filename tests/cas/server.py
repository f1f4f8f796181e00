"""The CAS server of the tests, started on this machine, and a browser at it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from tests.environments import need, python_of

PYTHON = python_of(".venv-cas")
RUN = Path(__file__).with_name("run_server.py")
PASSWORD = "shiji-pingtai-2024"
_PATIENCE = 60
#: Name at the city's platform → its password and attributes.
People = Mapping[str, Mapping[str, Any]]


@contextmanager
def cas_server(folder: Path, people: People) -> Iterator[str]:
    """The base address of a CAS server that knows ``people`` and any platform of this machine."""
    need(PYTHON)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pattern = r"^http://(127\.0\.0\.1|localhost):\d+/login/cas/ticket/$"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RUANTONG_", "DJANGO_"))}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [PYTHON, RUN, str(port), str(folder), pattern, json.dumps(people)],
            cwd=folder, env=kept, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}/cas"
        try:
            _wait_for(f"{address}/login", process, folder / "log")
            yield address
        finally:
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            CasBrowser(address.removesuffix("/login")).get(address)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


class _Stay(HTTPRedirectHandler):
    """Redirects are told, not followed."""

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


@dataclass(frozen=True)
class Page:
    """What a server answered."""

    status: int
    text: str
    location: str


class CasBrowser:
    """A person's browser at the CAS server, with cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()), _Stay())

    def get(self, url: str, fields: Mapping[str, str] | None = None) -> Page:
        body = urlencode(fields).encode() if fields is not None else None
        try:
            answer = self._opener.open(url, body, timeout=20)
        except HTTPError as error:
            answer = error
        with answer:
            text = answer.read().decode()
        return Page(answer.status or 0, text, answer.headers.get("Location") or "")

    def ticket(self, service: str, name: str = "") -> str:
        """A ticket for ``service``; ``name`` signs in first, without it the sign-in of before holds."""
        url = f"{self.address}/login?{urlencode({'service': service})}"
        page = self.get(url)
        if name:
            hidden = dict(
                re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
            )
            page = self.get(url, {**hidden, "username": name, "password": PASSWORD})
        found = re.search(r"[?&]ticket=([^&]+)", page.location)
        assert found, page
        return found[1]

    def log_out(self) -> None:
        self.get(f"{self.address}/logout")
