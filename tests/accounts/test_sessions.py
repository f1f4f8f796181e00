"""Sessions: whose they are, when they end, and what their owner sees of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ruantong.accounts import actions
from ruantong.accounts.models import Session, User
from ruantong.accounts.sessions.device import device_of
from ruantong.accounts.sessions.living import swept
from ruantong.accounts.sessions.store import SessionStore
from ruantong.trail.models import TrailEntry
from tests import people

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/128.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 14; HarmonyOS) Chrome/114.0 Mobile Safari/537.36"
CHANGE = "/account/password/"
Wait = Callable[[timedelta], None]


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Let time pass for sessions."""
    now = datetime(2024, 6, 10, 1, tzinfo=UTC)

    def passed(time: timedelta) -> None:
        nonlocal now
        now += time

    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return passed


def come_in(user: User, agent: str = CHROME, password: str = people.PASSWORD) -> Client:
    client = Client(headers={"user-agent": agent})
    answer = client.post("/login/", {"username": user.username, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def said(client: Client) -> str:
    return client.get("/account/").content.decode()


def test_session_and_person_are_one_query() -> None:
    client = people.signed_in(people.sun())
    assert is_in(client)
    with CaptureQueriesContext(connection) as asked:
        assert is_in(client)
    found = [q["sql"] for q in asked if "accounts_session" in q["sql"] or "_user" in q["sql"]]
    assert len(found) == 1


# ---- ends ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "hours"), [(people.alice, 12), (people.sun, 8)])
def test_a_session_ends_however_much_it_is_used(who: Any, hours: int, wait: Wait) -> None:
    client = come_in(who())
    for _ in range(hours * 6 - 1):
        wait(timedelta(minutes=10))
        assert is_in(client)
    wait(timedelta(minutes=10))
    assert not is_in(client)


def test_a_visitor_who_signs_in_late_has_the_whole_time(wait: Wait) -> None:
    client = Client()
    client.get("/account/")
    wait(timedelta(minutes=29))
    client.post("/login/", {"username": people.alice().username, "password": people.PASSWORD})
    for _ in range(11):
        for _ in range(6):
            wait(timedelta(minutes=10))
            assert is_in(client)


def test_administrators_are_signed_out_sooner_when_idle(wait: Wait) -> None:
    officer, administrator = come_in(people.chen()), come_in(people.sun())
    wait(timedelta(minutes=16))
    assert (is_in(officer), is_in(administrator)) == (True, False)


@pytest.mark.parametrize("desk", [True, False], ids=["by the administrator", "however it is done"])
def test_sessions_of_a_disabled_account_stay_ended_when_it_is_enabled_again(desk: bool) -> None:
    chen = people.chen()
    client = come_in(chen)
    for enabled in (False, True):
        if desk:
            actions.set_enabled(
                chen.pk, enabled=enabled, reason="该同志借调半年", actor=people.sun()
            )
        else:
            chen.is_active = enabled
            chen.save()
    assert not is_in(client)
    assert is_in(come_in(chen))


def test_a_new_password_ends_all_other_sessions_at_once() -> None:
    alice = people.alice()
    here, there = come_in(alice), come_in(alice)
    new = "xin-de-mi-ma-2024"
    sent = {"current": people.PASSWORD, "new": new, "again": new}
    assert here.post("/account/password/", sent).status_code == 302
    assert is_in(here)
    assert "目前在1处登录" in here.get("/account/sessions/").content.decode()
    assert not is_in(there)


def test_a_reset_password_ends_every_session() -> None:
    chen = people.chen()
    client = come_in(chen)
    actions.restore_secret("chen", operator="root")
    assert not Session.objects.filter(user=chen, ended_at=None).exists()
    assert not is_in(client)


def test_a_request_under_way_does_not_revive_a_session() -> None:
    alice = people.alice()
    client = come_in(alice)
    under_way = SessionStore(client.session.session_key)
    under_way["something"] = 1
    come_in(alice).post("/account/sessions/others/end/")
    with pytest.raises(UpdateError):
        under_way.save()
    assert not is_in(client)


# ---- how many ------------------------------------------------------------------------------------


def test_the_oldest_session_ends_and_its_person_is_told(settings: Any, wait: Wait) -> None:
    settings.POLICY = "dengbao3"
    alice = people.alice()
    browsers = []
    for _ in range(3):
        browsers.append(come_in(alice))
        wait(timedelta(minutes=1))
    assert all(is_in(each) for each in browsers)
    fourth = come_in(alice, PHONE)
    assert "同时登录不超过3个，最早的登录（" in said(fourth)
    assert [is_in(each) for each in [*browsers, fourth]] == [False, True, True, True]
    again = said(come_in(alice))
    assert "因同时登录的个数超过规定，已退出" in again
    assert "Windows Chrome" in again


def test_what_was_told_is_not_told_again(settings: Any) -> None:
    settings.POLICY = "dengbao3"
    alice = people.alice()
    told = []
    for client in [come_in(alice) for _ in range(4)][1:]:
        client.post("/logout/")
    for _ in range(2):
        client = come_in(alice)
        told.append("超过规定" in said(client))
        client.post("/logout/")
    assert told == [True, False]


def test_the_demo_lets_any_number_in() -> None:
    alice = people.alice()
    browsers = [come_in(alice) for _ in range(6)]
    assert all(is_in(each) for each in browsers)


# ---- what their owner sees -----------------------------------------------------------------------


def test_the_last_sign_in_is_told() -> None:
    alice = people.alice()
    first = come_in(alice, PHONE)
    assert "上次登录" not in said(first)
    first.post("/logout/")
    second = said(come_in(alice))
    assert "上次登录：" in second
    assert "鸿蒙 Chrome，127.0.0.1" in second


def test_own_sessions_are_listed_and_ended_one_by_one() -> None:
    alice = people.alice()
    here, there = come_in(alice), come_in(alice, PHONE)
    page = here.get("/account/sessions/").content.decode()
    assert "Windows Chrome" in page
    assert "鸿蒙 Chrome" in page
    assert page.count("退出此登录") == 1, "the present one is left by 退出"
    row = Session.objects.get(key=there.session.session_key)
    assert here.post(f"/account/sessions/{row.pk}/end/").status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert here.post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert TrailEntry.objects.filter(act="account.end_sessions", actor="alice").count() == 1


def test_nobody_ends_the_sessions_of_others() -> None:
    alice, mallory = come_in(people.alice()), come_in(people.sun())
    row = Session.objects.get(key=alice.session.session_key)
    assert mallory.post(f"/account/sessions/{row.pk}/end/").status_code == 404
    mallory.post("/account/sessions/others/end/")
    assert is_in(alice)
    assert "alice" not in mallory.get("/account/sessions/").content.decode()


def test_all_others_end_at_once() -> None:
    alice = people.alice()
    here, *others = (come_in(alice) for _ in range(3))
    assert "其他2个登录已退出" in here.post(
        "/account/sessions/others/end/", follow=True
    ).content.decode()  # fmt: skip
    assert [is_in(each) for each in (here, *others)] == [True, False, False]


def test_of_what_is_over_only_the_last_sign_in_is_kept(wait: Wait) -> None:
    alice = people.alice()
    Client().get("/account/")  # a visitor who is told to sign in
    for _ in range(3):
        come_in(alice).post("/logout/")
    assert Session.objects.filter(user=alice).count() <= 2
    come_in(alice)
    wait(timedelta(hours=1))
    swept()
    assert set(Session.objects.values_list("user", "data")) == {(alice.pk, "")}
    wait(timedelta(days=91))
    swept()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Windows Chrome"),
        (CHROME + " Edg/128.0", "Windows Edge"),
        (CHROME + " 360SE", "Windows 360浏览器"),
        (PHONE, "鸿蒙 Chrome"),
        ("Mozilla/5.0 (X11; Linux x86_64; UOS) Firefox/115.0", "统信UOS Firefox"),
        ("<script>alert(1)</script>", "未知设备"),
        ("", "未知设备"),
        ("x" * 10_000, "未知设备"),
    ],
)
def test_a_device_is_two_words(agent: str, words: str) -> None:
    assert device_of(agent) == words


# ---- age of the password -------------------------------------------------------------------------


def aged(user: User, days: int) -> User:
    User.objects.filter(pk=user.pk).update(
        password_changed_at=datetime.now(UTC) - timedelta(days=days)
    )
    return user


@pytest.mark.parametrize(
    ("policy", "who", "days", "asked"),
    [
        ("dengbao3", people.chen, 91, True),
        ("dengbao3", people.chen, 89, False),
        ("dengbao3", people.alice, 91, False),
        ("dengbao3", people.alice, 181, True),
        ("asvs5", people.alice, 1000, False),
        ("trial", people.chen, 1000, False),
    ],
)
def test_an_old_password_is_changed_where_the_policy_asks_for_it(
    settings: Any, policy: str, who: Any, days: int, asked: bool
) -> None:
    settings.POLICY = policy
    client = come_in(aged(who(), days))
    assert (led_to(client) == CHANGE) is asked
    if not asked:
        return
    assert "天须更换一次" in client.get(CHANGE).content.decode()
    same = {"current": people.PASSWORD, "new": people.PASSWORD, "again": people.PASSWORD}
    assert client.post(CHANGE, same).status_code == 422
    new = "xin-de-mi-ma-2024"
    sent = {"current": people.PASSWORD, "new": new, "again": new}
    assert client.post(CHANGE, sent).status_code == 302
    assert led_to(client) != CHANGE
    assert led_to(come_in(who(), password=new)) != CHANGE


def led_to(client: Client) -> str:
    return str(client.get("/account/").headers.get("Location", ""))
