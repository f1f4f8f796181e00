"""动态口令: set up by its owner, asked at every sign-in, each code taken once."""

from __future__ import annotations

import pytest
from django.test import Client

from ruantong.accounts.models import OutboxMessage, User
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import entry_hash
from tests import people
from tests.accounts.second_factor.devices import PAGE, VERIFY, Machine, app_of, enrol_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("strict")]


def signs_in(user: User, **more: str) -> Client:
    """With the password, and no further."""
    client = Client()
    sent = {"username": user.username, "password": people.PASSWORD, **more}
    assert client.post("/login/", sent).status_code == 302
    return client


def inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_who_has_none_is_led_to_set_it_up_and_gets_ten_codes(machine: Machine) -> None:
    client = signs_in(people.chen())
    assert client.get("/city/").headers["Location"] == PAGE
    app, codes = enrol_app(client, machine)
    assert len(set(codes)) == 10
    assert inside(client)
    assert app.key not in str(client.get(PAGE).content)


def test_a_code_opens_and_leads_to_where_the_person_wanted_to_go(machine: Machine) -> None:
    chen = people.chen()
    app, _ = enrol_app(signs_in(chen), machine)
    machine.later(30)
    client = signs_in(chen, next="/city/periods/")
    asked = client.get("/city/periods/")
    assert asked.headers["Location"] == f"{VERIFY}?next=/city/periods/"
    assert not inside(client)
    answer = client.post(VERIFY, {"code": app.code(), "next": "/city/periods/"})
    assert answer.headers["Location"] == "/city/periods/"
    assert inside(client)


@pytest.mark.parametrize("off", [-30, 0, 30])
def test_a_phone_may_be_half_a_minute_off(machine: Machine, off: int) -> None:
    chen = people.chen()
    app, _ = enrol_app(signs_in(chen), machine)
    machine.later(300)
    assert signs_in(chen).post(VERIFY, {"code": app.code(off)}).status_code == 302


@pytest.mark.parametrize("off", [-60, 60])
def test_a_phone_that_is_further_off_is_refused(machine: Machine, off: int) -> None:
    chen = people.chen()
    app, _ = enrol_app(signs_in(chen), machine)
    machine.later(300)
    client = signs_in(chen)
    assert client.post(VERIFY, {"code": app.code(off)}).status_code == 422
    assert not inside(client)


def test_a_code_is_taken_once(machine: Machine) -> None:
    chen = people.chen()
    app, _ = enrol_app(signs_in(chen), machine)
    setting_up = app.code()
    assert signs_in(chen).post(VERIFY, {"code": setting_up}).status_code == 422
    machine.later(30)
    code = app.code()
    assert signs_in(chen).post(VERIFY, {"code": code}).status_code == 302
    second = signs_in(chen)
    assert second.post(VERIFY, {"code": code}).status_code == 422
    assert not inside(second)
    machine.later(30)
    assert second.post(VERIFY, {"code": code}).status_code == 422, "still within a phone's drift"


def test_a_code_before_the_last_one_is_not_taken_either(machine: Machine) -> None:
    chen = people.chen()
    app, _ = enrol_app(signs_in(chen), machine)
    machine.later(60)
    assert signs_in(chen).post(VERIFY, {"code": app.code()}).status_code == 302
    assert signs_in(chen).post(VERIFY, {"code": app.code(-30)}).status_code == 422


def test_the_code_of_another_account_is_worth_nothing(machine: Machine) -> None:
    app, codes = enrol_app(signs_in(people.chen()), machine)
    enrol_app(signs_in(people.ding()), machine)
    machine.later(60)
    client = signs_in(people.ding())
    assert client.post(VERIFY, {"code": app.code()}).status_code == 422
    assert client.post(VERIFY, {"code": codes[0]}).status_code == 422
    assert not inside(client)


def test_a_wrong_code_sets_nothing_up(machine: Machine) -> None:
    client = signs_in(people.chen())
    _, offer = app_of(client.get(f"{PAGE}authenticator/").content.decode(), machine)
    sent = {"name": "手机", "code": "000000", "offer": offer}
    answer = client.post(f"{PAGE}authenticator/", sent)
    assert answer.status_code == 422
    assert "动态口令“000000”不正确" in answer.content.decode()
    assert client.get("/city/").headers["Location"] == PAGE


def test_the_offer_of_another_person_or_of_none_sets_nothing_up(machine: Machine) -> None:
    """Or somebody could make a colleague confirm a secret that is known."""
    app, offer = app_of(
        signs_in(people.ding()).get(f"{PAGE}authenticator/").content.decode(), machine
    )
    client = signs_in(people.chen())
    for wrong in (offer, "", "x", offer[:-4]):
        sent = {"name": "手机", "code": app.code(), "offer": wrong}
        answer = client.post(f"{PAGE}authenticator/", sent)
        assert answer.status_code == 422
        assert "页面已过期" in answer.content.decode()
    assert client.get("/city/").headers["Location"] == PAGE


def test_the_secret_is_not_readable_in_the_database(machine: Machine) -> None:
    chen = people.chen()
    app, _ = enrol_app(signs_in(chen), machine)
    bare = app.key.replace(" ", "")
    assert all(bare not in each.sealed for each in chen.authenticators.all())


def test_five_wrong_codes_close_the_door_for_longer_each_time(machine: Machine) -> None:
    chen = people.chen()
    app, _ = enrol_app(signs_in(chen), machine)
    machine.later(60)
    client = signs_in(chen)
    OutboxMessage.objects.all().delete()
    for _ in range(5):
        assert "验证码不正确" in client.post(VERIFY, {"code": "000000"}).content.decode()
    told = client.post(VERIFY, {"code": app.code()})
    assert told.status_code == 422
    assert "请在1分钟后再试" in told.content.decode()
    assert not inside(client)
    assert [text.phone for text in OutboxMessage.objects.filter(template="security")] == [
        chen.phone
    ]


def test_wrong_codes_are_counted_for_the_account_whatever_the_session(machine: Machine) -> None:
    chen = people.chen()
    app, _ = enrol_app(signs_in(chen), machine)
    machine.later(60)
    for _ in range(5):
        signs_in(chen).post(VERIFY, {"code": "000000"})
    assert "分钟后再试" in signs_in(chen).post(VERIFY, {"code": app.code()}).content.decode()


def test_what_happens_is_on_the_trail_and_told_to_the_person(machine: Machine) -> None:
    chen = people.chen()
    enrol_app(signs_in(chen), machine)
    signs_in(chen).post(VERIFY, {"code": "000000"})
    acts = list(TrailEntry.objects.filter(actor="chen").values_list("act", flat=True))
    assert acts == [
        "account.sign_in", "account.factor_add", "account.sign_in", "account.factor_failed",
    ]  # fmt: skip
    assert all(entry.hash == entry_hash(entry) for entry in TrailEntry.objects.all())
    assert "000000" not in str(list(TrailEntry.objects.values_list("data", flat=True)))
    text = OutboxMessage.objects.get(template="security")
    assert text.phone == chen.phone
    assert "已启用动态口令" in text.text
