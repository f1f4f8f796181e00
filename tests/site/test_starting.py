"""What the platform refuses to start with, tried by starting it in a process of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "k" * 50
COMMAND = ["-m", "ruantong.cli", "serve", "--port", "1"]  # refused before it could listen
WORKER = ["-c", "import ruantong.site.wsgi; print('started')"]


def run(database: Path, arguments: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RUANTONG_", "DJANGO_"))
    }
    environment |= {"RUANTONG_DATABASE": f"sqlite:///{database}", "RUANTONG_SECRET_KEY": KEY}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={name: value for name, value in (environment | variables).items() if value},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a person in it."""
    database = tmp_path_factory.mktemp("real") / "city.sqlite3"
    made = run(database, ["-m", "ruantong.cli", "init", "--admin", "guanli"])
    assert made.returncode == 0, made.stderr
    return database


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the mark of the demo."""
    database = tmp_path_factory.mktemp("invented") / "city.sqlite3"
    assert run(database, ["-m", "ruantong.cli", "init", "--admin", "guanli"]).returncode == 0
    with sqlite3.connect(database) as opened:
        opened.execute(
            "UPDATE trail_trailentry SET act = 'demo.made', data = ? "
            "WHERE number = (SELECT max(number) FROM trail_trailentry)",
            ['{"clock": "2024-06-10"}'],
        )
    return database


@pytest.mark.parametrize("arguments", [COMMAND, WORKER], ids=["command", "worker"])
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"RUANTONG_SECRET_KEY": ""}, "请设置环境变量 RUANTONG_SECRET_KEY"),
        ({"RUANTONG_SECRET_KEY": "k" * 49}, "只有49个字符，应为不少于50个"),
        ({"RUANTONG_SECRET_KEY": "k" * 49, "RUANTONG_DEMO": "1"}, "只有49个字符"),
        ({"RUANTONG_POLICY": "dengbao4"}, "应为 dengbao3 或 asvs5 ，现为“dengbao4”"),
        ({"RUANTONG_POLICY": "trial"}, "应为 dengbao3 或 asvs5 ，现为“trial”"),
        (
            {"RUANTONG_HTTPS": "0", "RUANTONG_HOSTS": "localhost,tongji.example.gov.cn"},
            "不得有“tongji.example.gov.cn”",
        ),
        ({"RUANTONG_DEMO": "1", "RUANTONG_HOSTS": "tongji.example.gov.cn"}, "须由反向代理终结TLS"),
        ({"RUANTONG_DEMO": "1"}, "演示数据库"),
    ],
)
def test_a_real_city_is_not_served_in_an_unsafe_way(
    real: Path, arguments: list[str], variables: dict[str, str], said: str
) -> None:
    done = run(real, arguments, **variables)
    assert done.returncode != 0
    assert said in done.stderr
    assert "started" not in done.stdout


@pytest.mark.parametrize("arguments", [COMMAND, WORKER], ids=["command", "worker"])
def test_an_invented_city_is_not_served_as_a_real_one(invented: Path, arguments: list[str]) -> None:
    done = run(invented, arguments)
    assert done.returncode != 0
    assert "账号的密码是公开的" in done.stderr


@pytest.mark.parametrize("more", [["--http"], ["--demo"]])
def test_plain_http_listens_on_this_machine_alone(
    real: Path, invented: Path, more: list[str]
) -> None:
    database = invented if more == ["--demo"] else real
    done = run(database, [*COMMAND, *more, "--host", "192.0.2.1"])
    assert done.returncode == 2
    assert "监听地址应为127.0.0.1，现为“192.0.2.1”" in done.stderr


def test_nobody_but_a_proxy_connects_to_the_platform(real: Path) -> None:
    """A body that does not come holds a thread: the proxy takes bodies first."""
    for host in ("192.0.2.1", "::"):
        done = run(real, [*COMMAND, "--host", host])
        assert done.returncode == 2
        assert "平台只能由反向代理连接" in done.stderr
    done = run(real, [*COMMAND, "--host", "192.0.2.1"], RUANTONG_PROXIES="192.0.2.9")
    assert "192.0.2.1:1 不能使用" in done.stderr, (
        "no address of this machine, but not refused before"
    )


def test_what_is_sound_starts(real: Path, invented: Path) -> None:
    for database, variables in (
        (real, {}),
        (real, {"RUANTONG_POLICY": "asvs5", "RUANTONG_HOSTS": "tongji.example.gov.cn"}),
        (real, {"RUANTONG_HTTPS": "0"}),
        (invented, {"RUANTONG_DEMO": "1"}),
        (invented, {"RUANTONG_DEMO": "1", "RUANTONG_POLICY": "dengbao3"}),
    ):
        done = run(database, WORKER, **variables)
        assert done.stdout.strip() == "started", done.stderr


def test_nothing_is_loaded_by_the_thread_beside_the_forking_of_workers() -> None:
    """A worker forked while a module was being loaded waits for it for good: CAS sign-in hung."""
    asked = "import sys, ruantong.commands.serve; print('encodings.idna' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
