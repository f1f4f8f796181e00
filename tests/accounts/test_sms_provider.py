"""A real provider over HTTP that checks our signature and misbehaves: nobody gets a text twice."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from ruantong.accounts import delivery, texts
from ruantong.accounts.models import OutboxMessage
from ruantong.gateways import clock, sms, sms_http
from tests import people
from tests.other_server import Asked, Reply, other_server

pytestmark = pytest.mark.django_db
PHONE, KEY, SECRET = "13800000004", "ruantong-1", "common-secret"


def expected(asked: Asked) -> str:
    """The signature as the provider's own manual describes it."""
    digest = hashlib.sha256(asked.body).hexdigest()
    at, nonce = asked.headers["x-sms-time"], asked.headers["x-sms-nonce"]
    lines = f"{asked.method}\n{asked.path}\n{at}\n{nonce}\n{digest}"
    return hmac.new(SECRET.encode(), lines.encode(), hashlib.sha256).hexdigest()


class Provider:
    """Sends each text once per idempotency key; ``mood`` answers in place of it, or after it."""

    def __init__(self) -> None:
        self.sent: dict[str, dict[str, Any]] = {}
        self.nonces: list[str] = []
        self.moods: list[Reply] = []

    def __call__(self, asked: Asked) -> Reply:
        at = int(asked.headers["x-sms-time"])
        genuine = asked.headers["x-sms-signature"] == expected(asked)
        fresh = (
            abs(at - clock.now().timestamp()) < 60
            and asked.headers["x-sms-nonce"] not in self.nonces
        )
        if not (genuine and fresh and asked.headers["x-sms-key"] == KEY):
            return Reply(b'{"code": "SIGNATURE"}', 403)
        self.nonces.append(asked.headers["x-sms-nonce"])
        key = asked.headers["idempotency-key"]
        self.sent.setdefault(key, json.loads(asked.body))
        if self.moods:
            return self.moods.pop(0)
        return Reply(json.dumps({"code": "OK", "message_id": f"m-{len(self.sent)}"}).encode())


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setattr(sms_http, "SECONDS", 0.5)
    it = Provider()
    with clock.at("2024-06-10T09:00:00"), other_server(it) as running:
        settings.SMS_GATEWAY = "ruantong.gateways.sms_http.HttpSms"
        settings.SMS_URL = f"{running.address}/v1/send"
        settings.SMS_KEY, settings.SMS_SECRET, settings.SMS_SIGN = KEY, SECRET, "软统"
        settings.SMS_TEMPLATES = {name: f"T-{name}" for name in sms.TEMPLATES}
        yield it


def told(**params: Any) -> OutboxMessage:
    given: dict[str, Any] = {"code": "123456", "minutes": 5} | params
    texts.send(PHONE, "code", good_for=timedelta(minutes=5), **given)
    return OutboxMessage.objects.get()


def state() -> str:
    return OutboxMessage.objects.get().state


def later(**span: int) -> None:
    clock.set_base(clock.now() + timedelta(**span))


def test_a_text_goes_out_signed_with_template_and_parameters(provider: Provider) -> None:
    message = told()
    assert delivery.deliver_due() is None
    assert list(provider.sent.values()) == [
        {
            "request_id": str(message.key),
            "phone": PHONE,
            "sign_name": "软统",
            "template_id": "T-code",
            "template_params": {"code": "123456", "minutes": "5"},
        }
    ]
    message.refresh_from_db()
    assert (message.state, message.provider_id) == ("sent", "m-1")


def test_a_code_is_stored_in_no_readable_form_and_not_at_all_once_it_is_gone(
    provider: Provider,
) -> None:
    message = told()
    assert "123456" not in f"{message.text}{message.sealed}"
    delivery.deliver_due()
    message.refresh_from_db()
    assert (message.text, message.sealed) == ("", "")


@pytest.mark.parametrize(
    "mood",
    [
        Reply(b"", 500),
        Reply(b"", 429),
        Reply(b"<html>"),
        Reply(b"[]"),
        Reply(b'{"code": "OK"}', 302, {"Location": "http://elsewhere.example/"}),
        Reply(silent=True),
        Reply(b'{"code": "OK"}', drip=True),
    ],
    ids=["500", "429", "no JSON", "other JSON", "another host", "silence", "slow"],
)
def test_what_is_not_known_to_have_arrived_is_repeated_and_sent_once(
    provider: Provider, mood: Reply
) -> None:
    told()
    provider.moods = [mood, mood]
    for _ in range(2):
        due = delivery.deliver_due()
        assert due is not None
        assert state() == "waiting"
        clock.set_base(due)
    delivery.deliver_due()
    assert state() == "sent"
    assert len(provider.sent) == 1, "one idempotency key"
    assert len(set(provider.nonces)) == 3, "each attempt is signed anew"


def test_after_five_attempts_it_is_given_up(provider: Provider) -> None:
    texts.send(PHONE, "approved", unit="某公司")
    provider.moods = [Reply(b"", 500)] * 9
    while due := delivery.deliver_due():
        clock.set_base(due)
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts, message.sealed) == ("failed", 5, "")
    assert "状态码500" in message.fault


def test_a_code_that_is_too_old_is_not_sent(provider: Provider) -> None:
    told()
    later(minutes=5, seconds=1)
    assert delivery.deliver_due() is None
    assert state() == "expired"
    assert provider.sent == {}


def test_a_refusal_is_final_and_says_why(provider: Provider) -> None:
    told()
    provider.moods = [Reply('{"code": "BLACKLIST", "message": "号码在黑名单"}'.encode())]
    assert delivery.deliver_due() is None
    message = OutboxMessage.objects.get()
    assert message.state == "failed"
    assert "号码在黑名单" in message.fault


def test_a_wrong_secret_is_found_out_by_the_provider(provider: Provider, settings: Any) -> None:
    settings.SMS_SECRET = "another secret"
    told()
    delivery.deliver_due()
    assert (state(), provider.sent) == ("failed", {})


def test_an_attempt_that_was_cut_off_is_made_again(provider: Provider) -> None:
    message = told()
    claimed = delivery._claimed(clock.now())  # the process ends here
    assert claimed == message
    assert delivery.deliver_due() is not None
    assert provider.sent == {}
    later(seconds=61)
    delivery.deliver_due()
    assert len(provider.sent) == 1


# ---- reports -------------------------------------------------------------------------------------


def reported(body: object, *, spoil: str = "", at: int = 0) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp, nonce = str(int(clock.now().timestamp()) + at), uuid4().hex
    headers = {
        "X-Sms-Key": KEY,
        "X-Sms-Time": stamp,
        "X-Sms-Nonce": nonce,
        "X-Sms-Signature": sms_http.signature("POST", "/sms/report/", stamp, nonce, raw),
    }
    if spoil:
        headers[spoil] = "0" * 64
    strict = Client(enforce_csrf_checks=True)
    return strict.post("/sms/report/", raw, content_type="application/json", headers=headers)


def sent() -> OutboxMessage:
    message = told()
    delivery.deliver_due()
    return message


def says(message: OutboxMessage, outcome: str, **more: str) -> dict[str, str]:
    return {"request_id": str(message.key), "phone": PHONE, "state": outcome} | more


def test_accepted_and_later_delivered(provider: Provider) -> None:
    answer = reported(says(sent(), "delivered"))
    assert (answer.status_code, answer.json()) == (200, {"code": "OK"})
    assert state() == "delivered"


def test_accepted_and_later_failed(provider: Provider) -> None:
    reported(says(sent(), "failed", reason="空号"))
    assert (state(), OutboxMessage.objects.get().fault) == ("failed", "空号")


def test_the_first_report_counts_and_a_second_changes_nothing(provider: Provider) -> None:
    message = sent()
    for outcome in ("delivered", "delivered", "failed"):
        assert reported(says(message, outcome)).status_code == 200
    assert state() == "delivered"


def test_a_report_that_overtakes_the_answer_stands(provider: Provider, monkeypatch: Any) -> None:
    message = told()
    send = sms_http.HttpSms.send

    def reporting(self: Any, text: Any) -> str:
        number = send(self, text)
        reported(says(message, "delivered"))
        return number

    monkeypatch.setattr(sms_http.HttpSms, "send", reporting)
    delivery.deliver_due()
    assert state() == "delivered"


@pytest.mark.parametrize("change", [{"request_id": str(uuid4())}, {"phone": "13900000000"}])
def test_a_report_for_what_we_never_sent_changes_nothing(
    provider: Provider, change: dict[str, str]
) -> None:
    answer = reported(says(sent(), "failed") | change)
    assert answer.json() == {"code": "UNKNOWN"}
    assert state() == "sent"


@pytest.mark.parametrize("spoil", ["X-Sms-Signature", "X-Sms-Key", "X-Sms-Nonce", "X-Sms-Time"])
def test_a_report_without_a_valid_signature_is_refused(provider: Provider, spoil: str) -> None:
    assert reported(says(sent(), "delivered"), spoil=spoil).status_code == 403
    assert state() == "sent"


@pytest.mark.parametrize("at", [-301, 301])
def test_an_old_report_is_refused(provider: Provider, at: int) -> None:
    assert reported(says(sent(), "delivered"), at=at).status_code == 403


@pytest.mark.parametrize(
    "body", [b"", b"<", b"[]", b"{}", {"request_id": "x"}, {"request_id": 1}, b"\xff", b'"x"']
)
def test_a_report_that_is_none_is_told_so(provider: Provider, body: object) -> None:
    assert reported(body).status_code == 400


def test_a_report_of_an_unknown_state_is_told_so(provider: Provider) -> None:
    assert reported(says(sent(), "perhaps")).status_code == 400
    assert state() == "sent"


def test_without_a_provider_there_is_nobody_to_report(client: Client) -> None:
    assert client.post("/sms/report/").status_code == 404


# ---- what people see -----------------------------------------------------------------------------


def test_the_administrator_sees_what_became_of_texts_and_no_code(provider: Provider) -> None:
    message = sent()
    reported(says(message, "failed", reason="空号"))
    desk = people.signed_in(people.sun())
    page = desk.get("/admin/outbox/").content.decode()
    for shown in ("138****0004", "登录验证码", "发送失败", "空号", "m-1"):
        assert shown in page
    assert "123456" not in page
    assert PHONE not in page
    assert "没有符合条件的短信" in desk.get("/admin/outbox/?state=delivered").content.decode()
    assert "138****0004" in desk.get(f"/admin/outbox/?q={PHONE}").content.decode()


def test_the_export_of_texts_holds_what_the_page_shows_and_no_more(provider: Provider) -> None:
    message = sent()
    reported(says(message, "failed", reason="空号"))
    desk = people.signed_in(people.sun())
    assert "export=csv" in desk.get("/admin/outbox/").content.decode()
    file = b"".join(desk.get("/admin/outbox/?export=csv")).decode("utf-8-sig")
    for shown in ("138****0004", "登录验证码", "发送失败", "空号", "m-1"):
        assert shown in file
    assert "123456" not in file
    assert PHONE not in file
    assert PHONE not in b"".join(desk.get(f"/admin/outbox/?q={PHONE}&export=csv")).decode()


def test_a_code_asked_for_at_the_door_arrives_and_opens(
    provider: Provider, client: Client, django_capture_on_commit_callbacks: Any, monkeypatch: Any
) -> None:
    people.chen()
    woken: list[bool] = []
    monkeypatch.setattr("ruantong.accounts.postman.wake", lambda: woken.append(True))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/login/code/", {"phone": PHONE}).status_code == 302
    assert woken == [True]
    assert provider.sent == {}, "no page waits for a provider"
    delivery.deliver_due()
    (text,) = provider.sent.values()
    answer = client.post("/login/code/confirm/", {"code": text["template_params"]["code"]})
    assert answer.status_code == 302


def test_a_file_keeps_texts_for_whoever_runs_the_server(settings: Any, tmp_path: Any) -> None:
    settings.SMS_GATEWAY = "ruantong.gateways.sms_file.FileSms"
    settings.SMS_FILE = str(tmp_path / "sms.jsonl")
    told()
    delivery.deliver_due()
    (line,) = (tmp_path / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    assert "登录验证码123456，5分钟内有效" in json.loads(line)["text"]
    assert (tmp_path / "sms.jsonl").stat().st_mode & 0o777 == 0o600
    settings.SMS_FILE = str(tmp_path)
    texts.send(PHONE, "approved", unit="某公司")
    delivery.deliver_due()
    assert "短信文件无法写入" in OutboxMessage.objects.filter(template="approved").get().fault
