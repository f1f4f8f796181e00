"""The day of these tests: 10 June 2024, 1—5月 in filing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ruantong.gateways import clock


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.at("2024-06-10"):
        yield
