"""A provider that takes texts over HTTP: signed requests, one number per text, signed reports back.

What is signed: method, path, time, nonce and the hash of the body, each on a line of its own, by
HMAC-SHA256 with the common secret (docs/sign-in.md describes the exchange for the provider).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from ruantong.core.values import shown
from ruantong.gateways import clock, http
from ruantong.gateways.sms import SmsRefused, SmsUnavailable, Text

SECONDS = 5.0
CLOCKS_APART = 300  # seconds between the provider's clock and ours
ACCEPTED = "OK"


class HttpSms:
    """Hands each text to ``SMS_URL`` under its own number, which stays the same when it is repeated."""

    available = True
    kept = False

    def send(self, text: Text) -> str:
        body = json.dumps(
            {
                "request_id": text.key,
                "phone": text.phone,
                "sign_name": settings.SMS_SIGN,
                "template_id": settings.SMS_TEMPLATES[text.template],
                "template_params": dict(text.params),
            },
            ensure_ascii=False,
        ).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": text.key,
            **signed("POST", urlsplit(settings.SMS_URL).path or "/", body),
        }
        try:
            answer = http.ask("POST", settings.SMS_URL, seconds=SECONDS, headers=headers, body=body)
        except http.Unreachable as fault:
            raise SmsUnavailable(str(fault)) from fault
        return _accepted(answer)


def _accepted(answer: http.Answer) -> str:
    """The provider's number of the text. What is neither yes nor no may have been taken: ask again."""
    if answer.status in {408, 429} or answer.status >= 500:
        raise SmsUnavailable(f"短信服务商应答状态码{answer.status}")
    if answer.status >= 400:
        raise SmsRefused(f"短信服务商不接受请求，状态码{answer.status}")
    try:
        said = json.loads(answer.body)
        code = said["code"]
    except (ValueError, KeyError, TypeError):
        raise SmsUnavailable("短信服务商的应答无法识别") from None
    if answer.status != 200:
        raise SmsUnavailable(f"短信服务商应答状态码{answer.status}")
    if code != ACCEPTED:
        raise SmsRefused(
            f"短信服务商不接受：{shown(str(code))} {shown(str(said.get('message', '')))}".strip()
        )
    return str(said.get("message_id", ""))[:64]


def signed(method: str, path: str, body: bytes) -> dict[str, str]:
    """The headers that prove who sends this, now, and nothing else."""
    at, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16)
    return {
        "X-Sms-Key": settings.SMS_KEY,
        "X-Sms-Time": at,
        "X-Sms-Nonce": nonce,
        "X-Sms-Signature": signature(method, path, at, nonce, body),
    }


def signature(method: str, path: str, at: str, nonce: str, body: bytes) -> str:
    """HMAC-SHA256 of the five lines, in hexadecimal."""
    lines = "\n".join((method, path, at, nonce, hashlib.sha256(body).hexdigest()))
    return hmac.new(settings.SMS_SECRET.encode(), lines.encode(), hashlib.sha256).hexdigest()


def is_signed(method: str, path: str, headers: Mapping[str, Any], body: bytes) -> bool:
    """True when whoever knows the secret has sent exactly this within the last five minutes."""
    at, nonce = str(headers.get("X-Sms-Time", "")), str(headers.get("X-Sms-Nonce", ""))
    given = str(headers.get("X-Sms-Signature", ""))
    if not (at.isascii() and at.isdigit() and len(at) <= 12 and 16 <= len(nonce) <= 64):
        return False
    if abs(clock.now().timestamp() - int(at)) > CLOCKS_APART:
        return False
    named = hmac.compare_digest(
        str(headers.get("X-Sms-Key", "")).encode(), settings.SMS_KEY.encode()
    )
    expected = signature(method, path, at, nonce, body)
    return named and hmac.compare_digest(given.encode(), expected.encode())
