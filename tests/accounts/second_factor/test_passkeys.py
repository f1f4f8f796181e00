"""通行密钥: of one's own, of this host, verified by its user, counted, answered once."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client

from ruantong.trail.models import TrailEntry
from tests import people
from tests.accounts.second_factor.devices import PAGE, VERIFY, Device, codes_on
from tests.accounts.second_factor.test_codes_of_an_app import inside, signs_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("strict")]


@pytest.fixture
def device() -> Device:
    """Chen's key, registered and good."""
    made = Device()
    answer = made.make(signs_in(people.chen()))
    assert len(codes_on(answer)) == 10
    return made


def test_it_opens(device: Device) -> None:
    client = signs_in(people.chen())
    assert device.use(client).status_code == 302
    assert inside(client)


def test_a_key_that_counts_backwards_is_refused_and_on_the_trail(device: Device) -> None:
    assert device.use(signs_in(people.chen())).status_code == 302
    device.count -= 1
    client = signs_in(people.chen())
    answer = device.use(client)
    assert answer.status_code == 422
    assert "可能已被复制" in answer.content.decode()
    assert not inside(client)
    assert TrailEntry.objects.filter(act="account.factor_failed").exists()


def test_a_synced_key_counts_nothing_and_opens_every_time() -> None:
    device = Device(synced=True)
    device.make(signs_in(people.chen()))
    for _ in range(2):
        assert device.use(signs_in(people.chen())).status_code == 302


def test_a_key_that_did_not_verify_its_user_is_refused(device: Device) -> None:
    device.verifies = False
    client = signs_in(people.chen())
    assert device.use(client).status_code == 422
    assert not inside(client)
    unverified = Device(verifies=False, id=b"other" * 6)
    assert unverified.make(signs_in(people.ding())).status_code == 422


def test_the_key_of_another_account_opens_nothing(device: Device) -> None:
    own = Device(id=b"own" * 8)
    own.make(signs_in(people.ding()))
    client = signs_in(people.ding())
    assert device.use(client).status_code == 422
    assert not inside(client)


def test_another_key_under_the_same_number_opens_nothing(device: Device) -> None:
    client = signs_in(people.chen())
    assert Device(count=9).use(client).status_code == 422
    assert not inside(client)


def test_an_answer_is_good_once(device: Device) -> None:
    client = signs_in(people.chen())
    options = client.post(f"{VERIFY}passkey/", headers={"host": "localhost"}).json()["publicKey"]
    sent: dict[str, Any] = {}

    def note(_: Client, data: bytes, about: bytes, signed: bytes) -> Any:
        sent.update(data=data, about=about, signed=signed)

    assert options["allowCredentials"]
    device.send, real = note, device.send  # type: ignore[method-assign,assignment]
    device.use(client)
    device.send = real  # type: ignore[method-assign]
    assert device.send(client, **sent).status_code == 302
    other = signs_in(people.chen())
    assert device.send(other, **sent).status_code == 422
    assert not inside(other)


def test_a_key_of_another_host_is_not_offered(device: Device, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "testserver", "elsewhere.example"]
    client = signs_in(people.chen())
    answer = client.post(f"{VERIFY}passkey/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 409
    page = client.get(VERIFY, headers={"host": "elsewhere.example"}).content.decode()
    assert "是在 localhost 登记的" in page


def test_a_page_of_another_site_cannot_pass_the_question_on(device: Device) -> None:
    client = signs_in(people.chen())
    options = client.post(f"{VERIFY}passkey/", headers={"host": "localhost"}).json()["publicKey"]
    liar = Device(host="phishing.example", key=device.key, id=device.id, count=5)
    about = liar._client("webauthn.get", options)
    data = device._data()
    signed = device.key.sign(data + hashlib.sha256(about).digest(), ec.ECDSA(SHA256()))
    assert device.send(client, data, about, signed).status_code == 422
    assert not inside(client)


def test_a_key_is_registered_once(device: Device) -> None:
    answer = device.make(signs_in(people.ding()))
    assert answer.status_code == 422
    assert "已登记过" in answer.content.decode()


@pytest.mark.parametrize(
    "answer",
    [
        "", "{}", "[]", "null", "1", '"x"', "{", "\x00", "{" * 5000, "x" * 20_000,
        json.dumps({"rawId": "AA", "response": {}}),
        json.dumps({"rawId": 7, "response": 7}),
        json.dumps({"rawId": "AA", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}),
        json.dumps(
            {
                "rawId": "AA",
                "response": {"clientDataJSON": "_w", "authenticatorData": "AA", "signature": "AA"},
            }
        ),
    ],
)  # fmt: skip
def test_a_malformed_answer_is_a_sentence(device: Device, answer: str) -> None:
    client = signs_in(people.chen())
    client.post(f"{VERIFY}passkey/", headers={"host": "localhost"})
    told = client.post(VERIFY, {"passkey": answer}, headers={"host": "localhost"})
    assert told.status_code == 422
    assert not inside(client)
    newcomer = signs_in(people.ding())
    newcomer.post(f"{PAGE}passkey/options/", headers={"host": "localhost"})
    sent = {"name": "密钥", "passkey": answer}
    told = newcomer.post(f"{PAGE}passkey/", sent, headers={"host": "localhost"})
    assert told.status_code == 422
    assert newcomer.get("/city/").headers["Location"] == PAGE


def test_by_an_ip_address_none_is_offered() -> None:
    client = signs_in(people.chen())
    page = client.get(PAGE, headers={"host": "127.0.0.1"}).content.decode()
    assert "请改用平台的域名" in page
    answer = client.post(f"{PAGE}passkey/options/", headers={"host": "127.0.0.1"})
    assert answer.status_code == 409
