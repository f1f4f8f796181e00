"""What a run of tests under mutmut needs beyond pytest: honest selection, order, no luck.

Loaded by ``-p tests.mutation.plugin`` (pyproject.toml) and nowhere else.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import _lru_cache_wrapper, wraps
from pathlib import Path
from time import process_time
from typing import Any

import hypothesis
import pytest
from mutmut.mutation import trampoline
from mutmut.mutation.trampoline import get_mutant_under_test
from mutmut.state import state

#: Seconds of tests per mutant, quickest first; without it every test that reaches the function.
BUDGET = "RUANTONG_MUTATION_SECONDS"

Function = Callable[..., Any]
_FEWEST = 3
_SETTING_UP = 0.02  # seconds that even an empty test takes
_PLANS = "ruantong.core.rules.executors.columns"
_entered_by_fixture: dict[str, set[str]] = {}


class _Switch:
    """One function of the engine: what is called in its place in this process."""

    def __init__(self, function: Function, mutants: dict[str, Function], slow: Function) -> None:
        self.function, self.mutants, self.slow = function, mutants, slow
        self.target = slow

    def turn(self, mutant: str) -> None:
        """Once per process, not at every call: the mutant of a process does not change."""
        module, _, name = mutant.rpartition(".")
        if mutant == "stats" and "_mutmut_orig" in self.mutants:
            self.target = self._recorded()
        elif mutant == "fail":
            self.target = self.slow
        elif module == self.function.__module__ and name in self.mutants:
            self.target = self.mutants[name]
        else:
            self.target = self.mutants.get("_mutmut_orig", self.slow)

    def _recorded(self) -> Function:
        original, entered = self.mutants["_mutmut_orig"], state()._stats
        name = f"{self.function.__module__}.{original.__name__.rpartition('__mutmut')[0]}"

        def record(*args: Any, **kwargs: Any) -> Any:
            entered.add(name)
            return original(*args, **kwargs)

        return record


_switches: list[_Switch] = []
_wrap = trampoline.wrap_in_trampoline


def _quick_wrap(mutants: dict[str, Function], is_classmethod: bool = False) -> Function:
    """mutmut's own, which asks the environment at every call, for what is rarely called."""

    def decorated(function: Function) -> Function:
        slow = _wrap(mutants, is_classmethod)(function)
        if is_classmethod:
            return slow
        switch = _Switch(function, mutants, slow)
        _switches.append(switch)

        @wraps(function)
        def quick(*args: Any, **kwargs: Any) -> Any:
            return switch.target(*args, **kwargs)

        return quick

    return decorated


trampoline.wrap_in_trampoline = _quick_wrap


def pytest_sessionstart() -> None:
    _turn()


def _turn() -> None:
    mutant = get_mutant_under_test()
    for switch in _switches:
        switch.turn(mutant)


def pytest_collection(session: pytest.Session) -> None:
    """Before any test module is read: repeatable examples, no clock, no search for small ones."""
    hypothesis.settings.register_profile(
        "mutation",
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=40,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("mutation")
    _limit_processor_time()
    every = get_mutant_under_test() in {"stats", "list_all_tests"}
    if not every and BUDGET in os.environ and "::" in "".join(session.config.args):
        session.config.args = _within_budget(session.config.args, float(os.environ[BUDGET]))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quickest tests first: the run ends with the first that fails."""
    seconds = _seconds_by_test()
    items.sort(key=lambda item: seconds.get(item.nodeid, 0.0))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Nothing that was worked out while test modules were read may reach a test."""
    for item in session.items:  # or pytest escapes Chinese names again when it collects again
        for mark in item.iter_markers("parametrize"):
            object.__setattr__(mark, "_param_ids_generated", None)
            if mark._param_ids_from is not None:
                object.__setattr__(mark._param_ids_from, "_param_ids_generated", None)
    _turn()
    _forget()
    state()._stats.clear()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Generator[None, Any, Any]:
    """A session's rule sets are compiled in the first test that asks and belong to all that do."""
    if get_mutant_under_test() != "stats":
        return (yield)
    with _noted() as entered:
        result = yield
    _entered_by_fixture.setdefault(fixturedef.argname, set()).update(entered)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    if get_mutant_under_test() == "stats":
        for name in getattr(item, "fixturenames", ()):
            state()._stats.update(_entered_by_fixture.get(name, ()))
        _forget()  # what one test left in a cache must not hide the path of the next
    return (yield)


@contextmanager
def _noted() -> Iterator[set[str]]:
    """The functions entered meanwhile; what was known before stays known."""
    before = set(state()._stats)
    state()._stats.clear()
    entered: set[str] = set()
    yield entered
    entered |= state()._stats
    state()._stats.update(before)


def _limit_processor_time() -> None:
    """A change that makes a loop endless is stopped soon: mutmut would wait for all tests' time."""
    if BUDGET in os.environ and "__mutmut_" in get_mutant_under_test():
        allowed = int(process_time() + 15 + 5 * float(os.environ[BUDGET]))
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, allowed + 1))


def _within_budget(tests: Sequence[str], seconds: float) -> list[str]:
    """The quickest tests that fit, at least three."""
    each = _seconds_by_test()
    chosen: list[str] = []
    for test in sorted(tests, key=lambda name: each.get(name, 0.0)):
        seconds -= each.get(test, 0.0) + _SETTING_UP
        if seconds < 0 and len(chosen) >= _FEWEST:
            break
        chosen.append(test)
    return chosen


def _seconds_by_test() -> dict[str, float]:
    stats = Path("mutmut-stats.json")
    if not stats.exists():
        return {}
    measured: dict[str, float] = json.loads(stats.read_text())["duration_by_test"]
    return measured


def _forget() -> None:
    """Empty every cache of the engine and of what makes returns for the tests."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("ruantong.core", "tests.differential", "benchmarks")):
            for held in vars(module).values():
                if isinstance(held, _lru_cache_wrapper):
                    held.cache_clear()
    columnar = sys.modules.get(_PLANS)
    if columnar is not None:
        columnar._NEEDS.clear()
        columnar._PLANS.clear()
