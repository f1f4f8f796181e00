"""Registration begins with a phone that is proven: before that, nothing is told and nothing kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ruantong.accounts import codes
from ruantong.accounts.models import OutboxMessage, User
from ruantong.accounts.phones import proof_of
from ruantong.core.identifiers import make_uscc
from ruantong.gateways import clock
from ruantong.registry.models import Registration
from tests import people
from tests.registry.forms import answers

pytestmark = pytest.mark.django_db
PHONE, BO = "13900000001", "13800000002"


def ask(client: Client, phone: str = PHONE) -> Any:
    return client.post("/register/phone/", {"phone": phone}, follow=True)


def code_for(phone: str) -> str:
    found = re.search(r"\d{6}", OutboxMessage.objects.filter(phone=phone)[0].text)
    assert found
    return found[0]


def confirm(client: Client, code: str) -> Any:
    return client.post("/register/phone/confirm/", {"code": code}, follow=True)


def without_token(page: str) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page)


def test_who_types_the_code_fills_in_the_form_and_signs_in_by_that_phone(client: Client) -> None:
    ask(client)
    page = confirm(client, code_for(PHONE)).content.decode()
    assert f"{PHONE}（已验证）" in page
    proof = re.search(r'name="proof" value="([^"]+)"', page)
    assert proof
    given = answers() | {"proof": proof[1]}
    assert client.post("/register/", given).headers["Location"] == "/registration/"
    again = {"username": PHONE, "password": given["password"]}
    assert Client().post("/login/", again).status_code == 302


def test_a_known_phone_is_answered_like_an_unknown_one_until_it_is_proven() -> None:
    people.bo()
    known, unknown = Client(), Client()
    pages = [
        without_token(ask(client, phone).content.decode()).replace(phone, "")
        for client, phone in ((known, BO), (unknown, PHONE))
    ]
    assert pages[0] == pages[1]
    assert OutboxMessage.objects.filter(phone=BO).count() == 1
    wrong = "000000" if code_for(BO) != "000000" else "000001"
    assert "已有账户" not in confirm(known, wrong).content.decode()
    assert "已有账户，请直接登录" in confirm(known, code_for(BO)).content.decode()


def test_asking_costs_the_same_for_a_known_phone() -> None:
    people.bo()
    ask(Client())  # what is read once
    counts = []
    for phone in (BO, "13900000002"):
        with CaptureQueriesContext(connection) as made:
            Client().post("/register/phone/", {"phone": phone})
        counts.append(len(made))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("proof", ["", "made:up", "eyJwaG9uZSI6IjEzOTAwMDAwMDAxIn0:AAAA"])
def test_without_a_proven_phone_nothing_is_told_and_nothing_kept(
    client: Client, proof: str
) -> None:
    people.bo()
    answer = client.post("/register/", answers() | {"username": "Bo", "proof": proof}, follow=True)
    assert answer.redirect_chain == [("/register/phone/", 302)]
    assert "用户名“Bo”" not in answer.content.decode()
    assert not Registration.objects.exists()


def test_an_old_proof_has_to_be_made_again(client: Client) -> None:
    with clock.at("2024-06-10T08:00:00"):
        proof = proof_of(PHONE)
    with clock.at("2024-06-11T08:00:00"):
        answer = client.post("/register/", answers() | {"proof": proof}, follow=True)
    assert "请重新验证" in answer.content.decode()


def test_one_phone_brings_one_application(client: Client) -> None:
    given = answers()
    assert client.post("/register/", given).status_code == 302
    again = answers(username="other", uscc=make_uscc("91500105MA5U9002")) | {
        "proof": given["proof"]
    }
    page = Client().post("/register/", again).content.decode()
    assert "已登记在其他账户" in page
    assert Registration.objects.count() == 1


def test_a_code_to_prove_a_phone_does_not_sign_in_and_the_other_way_round(client: Client) -> None:
    people.bo()
    ask(client, BO)
    session = client.session
    session["code_phone"] = BO
    session.save()
    assert client.post("/login/code/confirm/", {"code": code_for(BO)}).status_code == 422
    assert client.get("/account/").status_code == 302


def test_strangers_bring_no_more_than_the_budget_from_one_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(codes, "PROOFS_PER_NETWORK_AND_HOUR", 3)
    for number in range(3):
        client, phone = Client(REMOTE_ADDR="10.1.2.3"), f"1390000010{number}"
        ask(client, phone)
        confirm(client, code_for(phone))
    late = "13900000109"
    assert "请1小时后再试" in ask(Client(REMOTE_ADDR="10.1.2.3"), late).content.decode()
    assert not OutboxMessage.objects.filter(phone=late).exists()
    ask(Client(REMOTE_ADDR="10.9.9.9"), "13900000108")
    assert OutboxMessage.objects.filter(phone="13900000108").exists()


def test_without_texts_nobody_registers(client: Client, settings: Any) -> None:
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    assert "暂时不能注册" in client.get("/register/", follow=True).content.decode()
    assert "暂时不能验证手机号" in ask(client).content.decode()


def test_a_mistyped_number_hands_the_account_to_nobody() -> None:
    """It is noted, it opens nothing, and its holder proves it for an account of his own."""
    bo = people.bo()
    User.objects.filter(pk=bo.pk).update(phone=PHONE, phone_proven_at=None)
    stranger = Client()
    stranger.post("/login/code/", {"phone": PHONE})
    assert not OutboxMessage.objects.filter(phone=PHONE).exists()
    given = {"username": PHONE, "password": people.PASSWORD}
    assert stranger.post("/login/", given).status_code == 422
    assert stranger.post("/register/", answers()).status_code == 302
    assert stranger.post("/logout/").status_code == 302
    he = {"username": PHONE, "password": answers()["password"]}
    assert stranger.post("/login/", he).status_code == 302
