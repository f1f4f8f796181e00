"""Signing in by name or phone with a password; the answer tells nothing about accounts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.trail.models import TrailEntry
from tests import people

pytestmark = pytest.mark.django_db

REFUSAL = "用户名、手机号或密码不正确"


def sign_in(client: Client, name: str, password: str, **more: str) -> Any:
    return client.post("/login/", {"username": name, "password": password, **more})


@pytest.mark.parametrize("name", ["chen", "13800000004", "１３８００００ 0004", " chen "])
def test_name_and_phone_both_open_the_door(client: Client, name: str) -> None:
    people.chen()
    answer = sign_in(client, name, people.PASSWORD)
    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200
    assert TrailEntry.objects.filter(act="account.sign_in", actor="chen").exists()


def test_known_and_unknown_names_get_the_same_answer() -> None:
    people.chen()
    pages = set()
    for name in ("chen", "nobody", "13800000004", "13999999999"):
        answer = sign_in(Client(), name, "not the password")
        assert answer.status_code == 422
        page = answer.content.decode().replace(name, "NAME")
        assert REFUSAL in page
        pages.add(re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page))
    assert len(pages) == 1


def test_empty_boxes_are_named(client: Client) -> None:
    page = sign_in(client, "", "").content.decode()
    assert "请填写用户名或手机号" in page
    assert "请填写密码" in page


def test_a_disabled_account_stays_out(client: Client) -> None:
    chen = people.chen()
    chen.is_active = False
    chen.save()
    assert REFUSAL in sign_in(client, "chen", people.PASSWORD).content.decode()


def test_disabling_ends_open_sessions() -> None:
    chen = people.chen()
    client = people.signed_in(chen)
    assert client.get("/account/").status_code == 200
    chen.is_active = False
    chen.save()
    assert client.get("/account/").status_code == 302


def test_failures_are_on_the_trail_without_what_was_typed(client: Client) -> None:
    people.chen()
    sign_in(client, "chen", "wrong-secret")
    sign_in(client, "my-password-typed-as-name", "x")
    failed = TrailEntry.objects.filter(act="account.sign_in_failed").order_by("number")
    assert [entry.subject for entry in failed] == ["user:chen", "user:?"]
    assert "wrong-secret" not in str([entry.data for entry in failed])


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/account/", "/account/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("foo", "/"),
        ("accounts:account", "/"),
        ("\\\\elsewhere.example", "/"),
    ],
)
def test_one_lands_where_one_wanted_to_go_but_only_here(
    client: Client, wanted: str, reached: str
) -> None:
    people.chen()
    answer = sign_in(client, "chen", people.PASSWORD, next=wanted)
    assert answer.headers["Location"] == reached
    assert TrailEntry.objects.filter(act="account.sign_in").count() == 1


def test_signing_out_needs_a_form_and_ends_the_session(client: Client) -> None:
    people.chen()
    sign_in(client, "chen", people.PASSWORD)
    assert client.get("/logout/").status_code == 405
    assert "您已退出登录" in client.post("/logout/", follow=True).content.decode()
    assert client.get("/account/").status_code == 302
    assert TrailEntry.objects.filter(act="account.sign_out").exists()


def test_an_expired_session_says_that_nothing_is_lost(client: Client) -> None:
    people.chen()
    sign_in(client, "chen", people.PASSWORD)
    client.session.flush()
    page = client.get("/account/", follow=True).content.decode()
    assert "已保存的内容不会丢失" in page
