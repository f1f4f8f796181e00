"""E-mails go through Django's backend: certainly sent, certainly not, or not known and not sent again."""

from __future__ import annotations

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any, ClassVar

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend

from ruantong.accounts.access import Refused
from ruantong.followup import own
from ruantong.followup.models import Reminder
from ruantong.gateways import clock
from tests import people
from tests.followup.owing import proven_address, rule, sent, unit_with, worked

pytestmark = pytest.mark.django_db
MORNING = "2024-06-09T09:05:00"


class Broken(EmailBackend):
    """A server that fails as it is told, when it is reached or when it is handed something."""

    on_open: ClassVar[Exception | None] = None
    on_send: ClassVar[Exception | None] = None
    handed: ClassVar[int] = 0

    def open(self) -> bool:
        if self.on_open:
            raise self.on_open
        return True

    def send_messages(self, messages: Any) -> int:
        Broken.handed += 1
        if self.on_send:
            raise self.on_send
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Broken]:
    settings.EMAIL_KEPT, settings.EMAIL_FROM = False, "tongji@example.gov.cn"
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    for name, value in (("on_open", None), ("on_send", None), ("handed", 0)):
        monkeypatch.setattr(Broken, name, value)
    return Broken


def reminded() -> Any:
    """One return that is owed, with somebody whose address is proven."""
    alice = people.alice()
    proven_address(alice)
    ret = unit_with(1, alice)
    rule()
    worked(MORNING)
    return ret


def result(ret: Any) -> str:
    return sent(ret, channel="email")[0][1]


def test_it_goes_to_the_proven_address_and_says_what_the_message_says(server: type[Broken]) -> None:
    assert result(reminded()) == Reminder.SENT
    [letter] = outbox.outbox
    assert letter.to == ["a@example.cn"]
    assert "2024年1—5月" in letter.subject
    assert "还有3天" in str(letter.body)


def test_a_server_that_is_not_reached_is_tried_again(server: type[Broken]) -> None:
    server.on_open = ConnectionRefusedError()
    ret = reminded()
    assert result(ret) == Reminder.WAITING
    server.on_open = None
    worked("2024-06-09T09:15:00")
    assert (result(ret), server.handed) == (Reminder.SENT, 1)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (SMTPRecipientsRefused({"a@example.cn": (550, b"no such user")}), Reminder.FAILED),
        (SMTPDataError(452, b"later"), Reminder.WAITING),
        (SMTPServerDisconnected(), Reminder.UNKNOWN),
        (TimeoutError(), Reminder.UNKNOWN),
    ],
)
def test_what_the_server_answers_is_the_result(
    server: type[Broken], fault: Exception, outcome: str
) -> None:
    server.on_send = fault
    ret = reminded()
    assert result(ret) == outcome
    server.on_send = None
    worked("2024-06-09T09:15:00")
    again = outcome == Reminder.WAITING
    assert (result(ret), server.handed) == (Reminder.SENT if again else outcome, 2 if again else 1)


def test_nobodys_mailbox_is_filled_with_links(server: type[Broken]) -> None:
    alice = people.alice()
    own.state(own.Wishes(True, True, "b@example.cn", 5, 20, 8), actor=alice)
    own.ask(alice, "https://tongji.example/1")
    alice.refresh_from_db()
    with pytest.raises(Refused, match="10分钟"):
        own.ask(alice, "https://tongji.example/2")
    with clock.at("2024-06-09T08:11:00"):
        own.ask(alice, "https://tongji.example/3")
    assert server.handed == 2
