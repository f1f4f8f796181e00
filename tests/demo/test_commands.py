"""``ruantong init`` and ``ruantong demo`` as somebody calls them, each in a process of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def ruantong(
    database: Path, *arguments: str, secret: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run the command on a database file of the test."""
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("RUANTONG_", "DJANGO_"))
    }
    environment |= {"RUANTONG_DATABASE": f"sqlite:///{database}"}
    if secret:
        environment["RUANTONG_SECRET_KEY"] = "test" * 20
    return subprocess.run(
        [sys.executable, "-m", "ruantong.cli", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_init_makes_one_administrator_with_a_secret_shown_once(tmp_path: Path) -> None:
    database = tmp_path / "new" / "city.sqlite3"
    first = ruantong(database, "init", "--admin", "guanli")
    assert first.returncode == 0, first.stderr
    assert "报送区县41个" in first.stdout
    secret = first.stdout.partition("一次性口令：")[2].split()[0]
    assert len(secret) >= 12
    again = ruantong(database, "init", "--admin", "guanli2")
    assert again.returncode == 2
    assert "已有系统管理员" in again.stderr
    assert secret not in again.stdout
    stored = sqlite3.connect(database).execute(
        "SELECT username, role, must_change_password, password FROM accounts_user"
    )
    ((name, role, change, password),) = stored.fetchall()
    assert (name, role, change) == ("guanli", "system_admin", 1)
    assert secret not in password


def test_without_a_secret_key_the_platform_says_what_to_set(tmp_path: Path) -> None:
    done = ruantong(tmp_path / "x.sqlite3", "serve", secret=False)
    assert done.returncode == 2
    assert "RUANTONG_SECRET_KEY" in done.stderr
    assert done.stderr.count("\n") == 1


def test_serving_an_empty_database_points_to_init(tmp_path: Path) -> None:
    done = ruantong(tmp_path / "x.sqlite3", "serve")
    assert done.returncode == 2
    assert "ruantong init" in done.stderr


def test_demo_fills_an_empty_database_and_touches_no_other(tmp_path: Path) -> None:
    database = tmp_path / "demo.sqlite3"
    made = ruantong(database, "demo", "--small")
    assert made.returncode == 0, made.stderr
    assert "18家虚构企业" in made.stdout
    refused = ruantong(database, "demo", "--small")
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    replaced = ruantong(database, "demo", "--small", "--replace", "--clock", "2024-03-10")
    assert replaced.returncode == 0, replaced.stderr
    periods = sqlite3.connect(database).execute("SELECT DISTINCT period FROM returns_return")
    assert {"2023", "2024-02"} <= {period for (period,) in periods.fetchall()}


def test_a_city_with_real_people_is_never_replaced(tmp_path: Path) -> None:
    database = tmp_path / "real.sqlite3"
    assert ruantong(database, "init", "--admin", "guanli").returncode == 0
    done = ruantong(database, "demo", "--small", "--replace")
    assert done.returncode == 2
    assert "不是演示数据库" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--units", "0"], "企业数"),
        (["--units", "10000"], "企业数"),
        (["--years", "0"], "历史年数"),
        (["--clock", "yesterday"], "演示时间"),
        (["--clock", "2019-06-10"], "没有"),
    ],
)
def test_wrong_options_are_named(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = ruantong(tmp_path / "x.sqlite3", "demo", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
