"""What people have in their hands: an app that shows codes, and a device with passkeys."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

PAGE, VERIFY = "/account/second-factor/", "/login/second-factor/"
_KEY = re.compile(r'<span class="secret secret--key">([A-Z2-7 ]+)</span>')
_OFFER = re.compile(r'name="offer" value="([^"]+)"')
_CODES = re.compile(r"<li><code>([^<]+)</code></li>")


@dataclass
class Machine:
    """A clock that is moved by hand."""

    seconds: int = 1_795_000_000

    def later(self, seconds: int) -> None:
        self.seconds += seconds


@dataclass
class App:
    """An authenticator app; ``key`` is what its owner typed or scanned."""

    key: str
    machine: Machine

    def code(self, off: int = 0) -> str:
        """What it shows, on a phone whose clock is ``off`` seconds wrong."""
        return pyotp.TOTP(self.key.replace(" ", "")).at(self.machine.seconds + off)


def enrol_app(client: Client, machine: Machine, name: str = "我的手机") -> tuple[App, list[str]]:
    """启用动态口令 as a person does it; the app and the recovery codes that were shown."""
    shown = client.get(f"{PAGE}authenticator/").content.decode()
    app, offer = app_of(shown, machine)
    sent = {"name": name, "code": app.code(), "offer": offer}
    answer = client.post(f"{PAGE}authenticator/", sent, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return app, codes_on(answer)


def app_of(page: str, machine: Machine) -> tuple[App, str]:
    """An app that has read the page, and what the page carries along."""
    key, offer = _KEY.search(page), _OFFER.search(page)
    assert key, page
    assert offer
    return App(key[1], machine), offer[1]


def codes_on(answer: Any) -> list[str]:
    """The recovery codes of a page."""
    return [unescape(code) for code in _CODES.findall(answer.content.decode())]


@dataclass
class Device:
    """A security key in software: verifies its user, signs, and counts (unless it is ``synced``)."""

    host: str = "localhost"
    verifies: bool = True
    synced: bool = False
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: hashlib.sha256(b"device").digest())

    def make(self, client: Client, name: str = "安全密钥") -> Any:
        """登记通行密钥; the answer of the page."""
        options = _options(client.post(f"{PAGE}passkey/options/", headers={"host": self.host}))
        credential = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = self._data(credential)
        answer = {
            "rawId": websafe_encode(self.id),
            "response": {
                "clientDataJSON": websafe_encode(self._client("webauthn.create", options)),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            },
        }
        return client.post(
            f"{PAGE}passkey/",
            {"name": name, "passkey": json.dumps(answer)},
            headers={"host": self.host},
        )

    def use(self, client: Client) -> Any:
        """使用通行密钥; the answer of the page."""
        options = _options(client.post(f"{VERIFY}passkey/", headers={"host": self.host}))
        data, about = self._data(), self._client("webauthn.get", options)
        signed = self.key.sign(data + hashlib.sha256(about).digest(), ec.ECDSA(SHA256()))
        return self.send(client, data, about, signed)

    def send(self, client: Client, data: bytes, about: bytes, signed: bytes) -> Any:
        answer = {
            "rawId": websafe_encode(self.id),
            "response": {
                "clientDataJSON": websafe_encode(about),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signed),
            },
        }
        return client.post(VERIFY, {"passkey": json.dumps(answer)}, headers={"host": self.host})

    def _data(self, credential: AttestedCredentialData | None = None) -> AuthenticatorData:
        flags = AuthenticatorData.FLAG.UP
        if self.verifies:
            flags |= AuthenticatorData.FLAG.UV
        if credential is not None:
            flags |= AuthenticatorData.FLAG.AT
        self.count += 0 if self.synced else 1
        host = hashlib.sha256(self.host.encode()).digest()
        return AuthenticatorData.create(host, flags, self.count, credential or b"")

    def _client(self, kind: str, options: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(
            kind, websafe_decode(options["challenge"]), f"https://{self.host}"
        )


def _options(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content.decode()
    options: dict[str, Any] = answer.json()["publicKey"]
    assert options.get("authenticatorSelection", options)["userVerification"] == "required"
    return options
