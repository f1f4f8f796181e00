"""The platform as it is served: a process of its own, on its own database and at its own moment."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_PATIENCE = 90


@dataclass(frozen=True)
class Platform:
    """A running platform. ``secret`` is the first administrator's one-time secret ("" in a demo)."""

    address: str
    folder: Path
    environment: dict[str, str]
    secret: str = ""

    def url(self, path: str) -> str:
        return self.address + path

    def code_for(self, phone: str, words: str = "用于验证您的手机号") -> str:
        """The digits of the newest such text to that phone."""
        return re.findall(r"\d{6}", self.text_to(phone, words))[0]

    def confirm_at_server(self, name: str) -> str:
        """A proposed account made by whoever runs the server; answers with its one-time secret."""
        done = _ruantong(self.environment, "account", "confirm", name)
        return re.findall(r"一次性口令：(\S+)", done)[0]

    def text_to(self, phone: str, words: str) -> str:
        """The newest text with these words to that phone, once it has been handed over."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            texts = self.folder / "texts"
            lines = texts.read_text(encoding="utf-8").splitlines() if texts.exists() else []
            for said in map(json.loads, reversed(lines)):
                if said["phone"] == phone and words in said["text"]:
                    return str(said["text"])
            time.sleep(0.1)
        raise AssertionError(f"no such text went to {phone}: {words}")


@contextmanager
def new_platform(folder: Path, clock: str, **variables: str) -> Iterator[Platform]:
    """An empty platform with one system administrator ``guanli``, at a moment of our choice."""
    environment = _environment(folder, clock) | variables
    done = _ruantong(environment, "init", "--admin", "guanli")
    found = re.search(r"一次性口令：(\S+)", done)
    assert found, done
    with _served(environment) as address:
        yield Platform(address, folder, environment, found[1])


@contextmanager
def demo_platform(folder: Path, clock: str, **variables: str) -> Iterator[Platform]:
    """The small demo city."""
    environment = demo_city(folder, clock, **variables)
    with _served(environment) as address:
        yield Platform(address, folder, environment)


def demo_city(folder: Path, clock: str, **variables: str) -> dict[str, str]:
    """The small demo city made, for a server that is yet to run; answers with its variables."""
    environment = _environment(folder, clock) | {"RUANTONG_DEMO": "1"} | variables
    _ruantong(environment, "demo", "--small", "--clock", clock, "--fill-database")
    return environment


def _environment(folder: Path, clock: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RUANTONG_", "DJANGO_"))}
    return kept | {
        "RUANTONG_DATABASE": f"sqlite:///{folder / 'platform.sqlite3'}",
        "RUANTONG_FILES": str(folder / "files"),
        "RUANTONG_SECRET_KEY": "browser-test-" * 5,
        "RUANTONG_HTTPS": "0",
        "RUANTONG_LOG": str(folder / "log.jsonl"),
        "RUANTONG_SMS": "file",
        "RUANTONG_SMS_FILE": str(folder / "texts"),
        "RUANTONG_CLOCK": clock,
        "PYTHONUNBUFFERED": "1",
    }


def _ruantong(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruantong.cli", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    """``ruantong serve`` on a free port, stopped as Ctrl-C stops it."""
    with running(environment, free_port()) as process:
        yield f"http://127.0.0.1:{process.port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    process: subprocess.Popen[str]
    port: int

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]


@contextmanager
def running(environment: dict[str, str], port: int) -> Iterator[Running]:
    """``ruantong serve`` on that port, stopped as Ctrl-C stops it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ruantong.cli", "serve", "--port", str(port)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/login/", process)
        yield Running(process, port)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            said, _ = process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            # a worker left behind would hold the pipe open for good
            for pid in Running(process, port).workers():
                os.kill(pid, signal.SIGKILL)
            process.kill()
            said, _ = process.communicate()
        if "Traceback" in said:
            sys.stderr.write(said)


def _wait_for(address: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError(process.stdout.read() if process.stdout else "")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")
