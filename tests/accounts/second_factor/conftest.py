"""A policy that wants a second factor, and the machine's clock in the tests' hands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.accounts.second_factor.devices import Machine


@pytest.fixture
def strict(settings: Any) -> None:
    """等保三级: officers and administrators must, respondents need not."""
    settings.POLICY = "dengbao3"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The clock that apps and platform go by, standing still until it is moved."""
    clock = Machine()
    monkeypatch.setattr(
        "ruantong.accounts.second_factor.totp.machine_time", lambda: float(clock.seconds)
    )
    return clock
