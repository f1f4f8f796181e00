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
    database: Path, *arguments: str, secret: bool = True, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the command on a database file of the test."""
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("RUANTONG_", "DJANGO_"))
    }
    environment |= {"RUANTONG_DATABASE": f"sqlite:///{database}"}
    if secret:
        environment["RUANTONG_SECRET_KEY"] = "test" * 20
    environment |= variables
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
    made = ruantong(database, "demo", "--small", "--fill-database")
    assert made.returncode == 0, made.stderr
    assert "18家虚构企业" in made.stdout
    refused = ruantong(database, "demo", "--small", "--fill-database")
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    replaced = ruantong(database, "demo", "--small", "--replace", "--clock", "2024-03-10")
    assert replaced.returncode == 0, replaced.stderr
    production = ruantong(database, "serve")
    assert production.returncode == 2
    assert "演示数据库，账号的密码是公开的" in production.stderr
    periods = sqlite3.connect(database).execute("SELECT DISTINCT period FROM returns_return")
    assert {"2023", "2024-02"} <= {period for (period,) in periods.fetchall()}


def test_a_city_with_real_people_is_never_replaced(tmp_path: Path) -> None:
    database = tmp_path / "real.sqlite3"
    assert ruantong(database, "init", "--admin", "guanli").returncode == 0
    before = database.read_bytes()
    for arguments in (
        ["demo", "--small", "--replace"],
        ["serve", "--demo", "--small"],
        ["serve", "--demo", "--small", "--fill-database"],
    ):
        done = ruantong(database, *arguments)
        assert done.returncode == 2
        assert "不是演示数据库" in done.stderr
        assert "qy0001" not in done.stdout
    assert database.read_bytes() == before


@pytest.mark.parametrize("command", [["demo"], ["serve", "--demo"]])
def test_a_database_named_by_a_variable_is_not_filled_by_accident(
    tmp_path: Path, command: list[str]
) -> None:
    database = tmp_path / "x.sqlite3"
    done = ruantong(database, *command, "--small")
    assert done.returncode == 2
    assert "--fill-database" in done.stderr
    assert sqlite3.connect(database).execute("SELECT name FROM sqlite_master").fetchall() == []


@pytest.mark.parametrize("command", [["init"], ["demo", "--small", "--fill-database"]])
def test_another_systems_database_is_left_alone(tmp_path: Path, command: list[str]) -> None:
    database = tmp_path / "other.sqlite3"
    with sqlite3.connect(database) as other:
        other.execute("CREATE TABLE theirs (x)")
    done = ruantong(database, *command)
    assert done.returncode == 2
    assert "没有作任何改动" in done.stderr
    tables = sqlite3.connect(database).execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("theirs",)]


def test_a_lost_secret_is_given_back_on_the_server_and_is_on_the_trail(tmp_path: Path) -> None:
    database = tmp_path / "real.sqlite3"
    ruantong(database, "init", "--admin", "guanli")
    done = ruantong(database, "account", "secret", "guanli")
    assert done.returncode == 0, done.stderr
    assert "系统管理员：guanli" in done.stdout
    acts = sqlite3.connect(database).execute(
        "SELECT act, subject, data FROM trail_trailentry ORDER BY number DESC LIMIT 1"
    )
    ((act, subject, data),) = acts.fetchall()
    assert (act, subject) == ("account.reset_secret", "user:guanli")
    assert "operator" in data
    unknown = ruantong(database, "account", "secret", "nobody")
    assert unknown.returncode == 2
    assert "没有用户名为“nobody”的账户" in unknown.stderr


def test_a_key_that_is_too_short_is_refused(tmp_path: Path) -> None:
    done = ruantong(tmp_path / "x.sqlite3", "init", RUANTONG_SECRET_KEY="short")
    assert done.returncode == 2
    assert "只有5个字符" in done.stderr


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


def test_a_lost_second_factor_is_cleared_on_the_server_with_a_reason(tmp_path: Path) -> None:
    database = tmp_path / "real.sqlite3"
    ruantong(database, "init", "--admin", "guanli")
    none = ruantong(
        database, "account", "second-factor", "guanli", "--reason", "手机丢失，已核实本人"
    )
    assert none.returncode == 2
    assert "没有启用双因素登录" in none.stderr
    with sqlite3.connect(database) as data:
        data.execute("UPDATE accounts_user SET second_factor_since = '2026-11-01 00:00:00'")
    silent = ruantong(database, "account", "second-factor", "guanli")
    assert silent.returncode == 2
    assert "清除双因素的原因" in silent.stderr
    done = ruantong(
        database, "account", "second-factor", "guanli", "--reason", "手机丢失，已核实本人"
    )
    assert done.returncode == 0, done.stderr
    assert "一次性口令：" in done.stdout
    with sqlite3.connect(database) as data:
        acts = data.execute("SELECT act, data FROM trail_trailentry ORDER BY number").fetchall()
        ((since,),) = data.execute("SELECT second_factor_since FROM accounts_user").fetchall()
    assert since is None
    act, said = acts[-1]
    assert act == "account.factor_reset"
    assert "operator" in said
