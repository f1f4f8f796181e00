"""Texts go out by themselves once what caused them is committed, and none before."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from ruantong.accounts import delivery, postman, texts
from ruantong.accounts.models import OutboxMessage
from ruantong.gateways.sms import SmsUnavailable, Text
from ruantong.gateways.sms_file import FileSms
from tests.at_once import real_database

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(real_database.__name__),
]
PHONE = "13800000004"


def at_rest(state: str) -> bool:
    """Every text has come to ``state`` and the thread has gone home, within half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        still = OutboxMessage.objects.exclude(state=state).exists()
        if not still and not postman._at_work:
            return True
        time.sleep(0.05)
    return False


def test_texts_go_out_after_the_commit_and_not_for_what_was_undone(
    settings: Any, tmp_path: Any
) -> None:
    settings.SMS_GATEWAY = "ruantong.gateways.sms_file.FileSms"
    settings.SMS_FILE = str(tmp_path / "sms.jsonl")
    with transaction.atomic():
        texts.send(PHONE, "approved", unit="撤销公司")
        transaction.set_rollback(True)
    for number in range(3):
        texts.send(PHONE, "approved", unit=f"第{number}公司")
    assert at_rest(OutboxMessage.SENT)
    lines = (tmp_path / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line)["text"].partition("：")[0] for line in lines]
    assert sorted(told) == ["第0公司", "第1公司", "第2公司"]


def test_the_thread_waits_for_the_next_attempt(settings: Any, monkeypatch: Any) -> None:
    tried: list[str] = []

    def stumbling(_: FileSms, text: Text) -> str:
        tried.append(text.key)
        if len(tried) < 3:
            raise SmsUnavailable("稍后再试")
        return "m"

    monkeypatch.setattr(delivery, "PAUSES", (timedelta(milliseconds=20),) * 4)
    monkeypatch.setattr(FileSms, "send", stumbling)
    settings.SMS_GATEWAY = "ruantong.gateways.sms_file.FileSms"
    texts.send(PHONE, "approved", unit="某公司")
    assert at_rest(OutboxMessage.SENT)
    assert len(tried) == 3
    assert len(set(tried)) == 1
