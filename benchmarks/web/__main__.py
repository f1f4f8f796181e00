"""``./run bench web``: what a save and a page cost, beside a bare Django handler, in one run.

Prints a table for SQLite and PostgreSQL, and ends with one JSON line. All traffic stays on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.web.chart import drawn
from benchmarks.web.clients import bare_saving, reading, saving
from benchmarks.web.load import Client, Measured, rounds
from benchmarks.web.people import people_of, sign_in, signed_in_bare
from benchmarks.web.postgres import postgres
from benchmarks.web.servers import Served, free_port, serving

_NAMES = {
    "save": "保存一格",
    "bare": "　裸处理（同一行，一个事务）",
    "signed": "　裸处理，先认会话和用户",
    "form": "打开6表",
    "home": "我的报表",
    "page": "　裸页面",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench web", description="网页性能对比")
    parser.add_argument("--rounds", type=int, default=4, help="轮流的轮数")
    parser.add_argument("--requests", type=int, default=40, help="每轮每个连接的请求数")
    parser.add_argument("--chart", type=Path, metavar="文件", help="把处理器时间画成图（SVG）")
    given = parser.parse_args()
    found: dict[str, dict[str, Measured]] = {}
    grown: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="ruantong-bench.") as folder:
        database = f"sqlite:///{Path(folder) / 'city.sqlite3'}"
        found["sqlite"] = _measure(database, given.rounds, given.requests)
        grown["sqlite"] = _growth(database, given.requests)
    with postgres() as database:
        if database:
            found["postgres"] = _measure(database, given.rounds, given.requests)
            grown["postgres"] = _growth(database, given.requests)
    for name, measured in found.items():
        _print(name, measured)
        print(f"{'汇总页，10年比2年':<16}{grown[name]:>8.2f}")
    if given.chart:
        given.chart.write_text(drawn(_cpu(found)), encoding="utf-8")
    print(json.dumps({**_summary(found), "growth_10_vs_2_years": grown}))
    return 0


def _measure(database: str, times: int, each: int) -> dict[str, Measured]:
    """Ours and the bare handler in turn, so that a busy moment hits both."""
    make = ["-m", "ruantong.cli", "demo", "--small", "--fill-database", "--database", database]
    subprocess.run([sys.executable, *make], check=True, stdout=subprocess.DEVNULL)
    people = people_of(database)
    port, bare_port = free_port(), free_port()
    ours = ["-m", "ruantong.cli", "serve", "--demo", "--port", str(port), "--database", database]
    threads = 1 if database.startswith("sqlite") else 4  # as commands/serve.py decides
    bare = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(bare_port),
            "--workers", "2", "--blocking-threads", str(threads), "--no-log",
            "benchmarks.web.bare:application"]  # fmt: skip
    found = {name: Measured() for name in _NAMES}
    with (
        serving(ours, port, database, "/login/") as platform,
        serving(bare, bare_port, database, "/page") as rival,
    ):
        guests = zip(people, signed_in_bare(database, people), strict=True)
        known = [(person, sign_in(port, person.username)) for person in people]
        work: dict[str, tuple[Served, list[Client]]] = {
            "save": (platform, [saving(*each) for each in known]),
            "bare": (rival, [bare_saving(person, "save", {}) for person in people]),
            "signed": (rival, [bare_saving(p, "signed", h) for p, h in guests]),
            "form": (platform, [reading(f"/returns/{p.pk}/6/", h) for p, h in known]),
            "home": (platform, [reading("/returns/", h) for _, h in known]),
            "page": (rival, [reading("/page", {}) for _ in known]),
        }
        for served, clients in work.values():
            rounds(served, clients, 5, Measured())  # packs and rules are loaded once per worker
        for _ in range(times):
            for name, (served, clients) in work.items():
                rounds(served, clients, each, found[name])
    return found


def _growth(database: str, each: int) -> float:
    """Processor time of a table page with ten years of returns, as a multiple of that with two."""
    port = free_port()
    ours = ["-m", "ruantong.cli", "serve", "--demo", "--port", str(port), "--database", database]
    officer = _history(database, range(2023, 2025))
    found = [Measured(), Measured()]
    with serving(ours, port, database, "/login/") as platform:
        clients = [reading("/tables/main/2024-05/", sign_in(port, officer))] * 2
        rounds(platform, clients, 10, Measured())
        for measured in found:
            rounds(platform, clients, each, measured)
            if measured is found[0]:
                _history(database, range(2025, 2033))
    if any(measured.errors for measured in found):
        raise RuntimeError("a table page was not answered")
    return round(found[1].cpu_ms / found[0].cpu_ms, 2)


def _history(database: str, years: range) -> str:
    environment = {**os.environ, "RUANTONG_DATABASE": database}
    command = [sys.executable, "-m", "benchmarks.web.history", *map(str, years)]
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return told.stdout.strip()


def _print(name: str, measured: dict[str, Measured]) -> None:
    print(f"\n{name}（8个连接）")
    print(f"{'请求':<16}{'次/秒':>8}{'处理器ms':>10}{'p50 ms':>9}{'p99 ms':>9}{'出错':>6}")
    for key, one in measured.items():
        print(
            f"{_NAMES[key]:<16}{one.throughput:>8.1f}{one.cpu_ms:>10.2f}"
            f"{one.quantile_ms(0.5):>9.1f}{one.quantile_ms(0.99):>9.1f}{one.errors:>6}"
        )


def _cpu(found: dict[str, dict[str, Measured]]) -> dict[str, dict[str, float]]:
    """Milliseconds of processor time by request and database."""
    return {
        name: {base: round(measured[name].cpu_ms, 2) for base, measured in found.items()}
        for name in _NAMES
    }


def _summary(found: dict[str, dict[str, Measured]]) -> dict[str, object]:
    each = _cpu(found)

    def against(rival: str) -> dict[str, float]:
        return {
            base: round(measured["save"].throughput / measured[rival].throughput, 2)
            for base, measured in found.items()
        }

    return {
        "save_vs_bare": against("bare"),
        "save_vs_signed_bare": against("signed"),
        "save_cpu_ms": each["save"],
        "bare_cpu_ms": each["bare"],
        "signed_bare_cpu_ms": each["signed"],
        "form_cpu_ms": each["form"],
        "home_cpu_ms": each["home"],
        "p99_ms": {b: round(m["save"].quantile_ms(0.99), 1) for b, m in found.items()},
        "errors": sum(one.errors for m in found.values() for one in m.values()),
    }


if __name__ == "__main__":
    sys.exit(main())
