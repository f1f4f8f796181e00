"""Acts that start at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection, connections

from ruantong.accounts.access import Refused


@pytest.fixture
def real_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """SQLite's test database lies in memory, where threads lock each other out at once; these
    tests want the file that a deployment has."""
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "concurrent.sqlite3"
    wrapper: Any = connections["default"]
    memory, name = wrapper.connection, wrapper.settings_dict["NAME"]
    with sqlite3.connect(path) as file:
        memory.backup(file)
        # A deployment's file is in this mode since `init`; two first connections that both change
        # it refuse each other without waiting.
        file.execute("PRAGMA journal_mode=WAL")
    wrapper.connection, wrapper.settings_dict["NAME"] = None, str(path)
    yield
    wrapper.close()
    wrapper.connection, wrapper.settings_dict["NAME"] = memory, name


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; results, or the refusals they met."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


class AllHaveLooked:
    """Holds back the first statement that begins with ``sql`` until each of the threads wants to make
    it, or until ``patience`` seconds have shown that a lock lets only one of them come so far.
    """

    def __init__(self, sql: str, threads: int = 2, patience: float = 1) -> None:
        self.sql = sql
        self.patience = patience
        self.barrier = Barrier(threads)

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(self.sql):
            with suppress(BrokenBarrierError):  # some were stopped before they came to write
                self.barrier.wait(timeout=self.patience)
        return execute(sql, *rest)
