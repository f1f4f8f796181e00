"""The day of these tests: 9 June 2024, three days before the deadline of 1—5月."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ruantong.gateways import clock


@pytest.fixture(autouse=True)
def three_days_before() -> Iterator[None]:
    with clock.at("2024-06-09T08:00:00"):
        yield
