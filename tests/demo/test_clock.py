"""The demo's clock: one for all processes of a server, and never back behind the last act."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest

from ruantong.demo.city import CityOptions, make_city
from ruantong.demo.database import present
from ruantong.gateways import clock
from ruantong.trail.record import record

ASK = "from ruantong.gateways import clock; print(clock.now().isoformat())"


def told(**variables: str) -> datetime:
    """What a new process says the time is."""
    environment = os.environ | {"RUANTONG_CLOCK": "2024-06-10"} | variables
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    return datetime.fromisoformat(done.stdout.strip())


def test_a_process_started_later_takes_over_the_time_that_has_passed() -> None:
    hour_ago = str(time.monotonic() - 3600)
    start = datetime(2024, 6, 10, 9, tzinfo=clock.SHANGHAI)
    assert timedelta(0) <= told() - start < timedelta(minutes=5)
    assert timedelta(hours=1) <= told(RUANTONG_CLOCK_STARTED=hour_ago) - start


@pytest.mark.django_db
def test_the_next_visit_goes_on_after_the_last_act() -> None:
    options = CityOptions(units=6, years=1, small=True)
    make_city(options, progress=lambda _: None)
    assert present() == options.clock
    with clock.at("2024-06-10T11:30"):
        record("return.remark", "return:1", actor=None)
    assert clock.parse_moment(present()) > datetime(2024, 6, 10, 11, 30, tzinfo=clock.SHANGHAI)
    assert clock.parse_moment(present()) < datetime(2024, 6, 10, 11, 31, tzinfo=clock.SHANGHAI)
