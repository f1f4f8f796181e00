"""A worker that is killed loses no reminder and sends none twice."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connections

from ruantong.accounts.models import OutboxMessage
from ruantong.core.lifecycle import Role
from ruantong.followup.models import Message, Reminder
from ruantong.followup.sending import delivery, planning
from ruantong.followup.sending.working import work
from ruantong.gateways import clock, mail
from tests import people
from tests.at_once import real_database
from tests.followup.owing import many, proven_address, rule

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(real_database.__name__),
]
RETURNS, EVERY_NTH_HAS_MAIL = 300, 15


class Kills:
    """A function after whose n-th call the process is gone, as with ``kill -9``."""

    def __init__(self, call: Callable[..., Any], number: int) -> None:
        self.call, self.left = call, number

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        answer = self.call(*args, **kwargs)
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def killed_in(place: Any, name: str, number: int) -> None:
    """A round of work in a process of its own, killed right after that call of that function."""

    def die() -> None:
        with patch.object(place, name, Kills(getattr(place, name), number)):
            work()

    connections.close_all()  # the process must not inherit one
    process = get_context("fork").Process(target=die)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def test_three_kills_and_300_reminders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handed = tmp_path / "mails"
    handed.touch()

    def kept_in_a_file(letter: mail.Mail) -> None:
        with handed.open("a") as file:
            file.write(f"{letter.key}\n")

    monkeypatch.setattr(mail, "send", kept_in_a_file)
    alice = people.alice()
    mallory = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    proven_address(mallory)
    many(RETURNS, *[alice] * (EVERY_NTH_HAS_MAIL - 1), mallory)
    rule()
    with clock.at("2024-06-09T09:05:00"):
        killed_in(planning, "record_many", 2)  # before the second hundred is committed
        assert Reminder.objects.values("owner").distinct().count() == planning.AT_ONCE
        killed_in(delivery, "_some_inside", 2)
        killed_in(Message.objects, "bulk_create", 2)  # before the letters are committed
        assert 0 < Message.objects.count() < RETURNS
        killed_in(mail, "send", 5)  # handed over, and not marked
        work()
    with clock.at("2024-06-09T09:30:00"):
        work()
    letters = Counter(Message.objects.values_list("link", flat=True))
    assert (len(letters), set(letters.values())) == (RETURNS, {1})
    assert OutboxMessage.objects.count() == RETURNS
    keys = handed.read_text().split()
    assert len(keys) == len(set(keys)) == RETURNS // EVERY_NTH_HAS_MAIL
    results = Counter(
        Reminder.objects.exclude(outcome=Reminder.NOT_SENT).values_list("channel", "outcome")
    )
    assert results == {
        ("site", Reminder.SENT): RETURNS,
        ("sms", Reminder.SENT): RETURNS,
        ("email", Reminder.SENT): RETURNS // EVERY_NTH_HAS_MAIL - 1,
        ("email", Reminder.UNKNOWN): 1,
    }
