"""A CAS server that fails or lies: a sentence, nobody signed in, nothing half done."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import CasIdentity, CasSession
from ruantong.gateways import cas as server
from ruantong.trail.models import TrailEntry
from tests import people
from tests.cas.conftest import ALICE_USCC
from tests.other_server import Other, Reply, other_server

pytestmark = pytest.mark.django_db
XMLNS = 'xmlns:cas="http://www.yale.edu/tp/cas"'


def success(inner: str = "", user: str = "<cas:user>alice-cq</cas:user>") -> bytes:
    said = f"<cas:attributes><cas:creditCode>{ALICE_USCC}</cas:creditCode></cas:attributes>"
    return (
        f"<cas:serviceResponse {XMLNS}><cas:authenticationSuccess>{user}{said}{inner}"
        "</cas:authenticationSuccess></cas:serviceResponse>"
    ).encode()


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    + success(user="<cas:user>&c;</cas:user>")
)  # fmt: skip
OUTSIDE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + success(
    user="<cas:user>&f;</cas:user>"
)
BAD = {
    "error": (Reply(success(), status=500), "状态码500"),
    "another host": (Reply(success(), 302, {"Location": "http://elsewhere.example/"}), "状态码302"),
    "no XML": (Reply(b"<html><p>login"), "内容无法识别"),
    "bomb": (Reply(BOMB), "内容无法识别"),
    "entity of a file": (Reply(OUTSIDE), "内容无法识别"),
    "other XML": (Reply(b"<html/>"), "不是CAS应答"),
    "other namespace": (Reply(success().replace(b"yale", b"jale")), "不是CAS应答"),
    "two results": (
        Reply(success().replace(b"</cas:serviceR", b"<cas:authenticationFailure/></cas:serviceR")),
        "不是CAS应答",
    ),
    "nobody": (Reply(success(user="")), "没有用户名"),
    "two people": (Reply(success(user="<cas:user>a</cas:user><cas:user>b</cas:user>")), "没有用户名"),
    "too large": (Reply(success(" " * 100_000)), "应答过大"),
    "proxy": (Reply(success("<cas:proxies><cas:proxy>x</cas:proxy></cas:proxies>")), "不是发给本人"),
    "silence": (Reply(silent=True), "没有在规定时间内应答"),
    "drip": (Reply(success(), drip=True), "没有在规定时间内应答"),
    "refusal": (
        Reply(
            f'<cas:serviceResponse {XMLNS}><cas:authenticationFailure code="INTERNAL_ERROR">'
            "x</cas:authenticationFailure></cas:serviceResponse>".encode()
        ),
        "没有确认您的登录",
    ),
}  # fmt: skip


@pytest.fixture
def other(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(server, "SECONDS", 0.5)
    with other_server(lambda _: Reply(success())) as running:
        settings.CAS_SERVER = running.address
        yield running


def come_back(client: Client, ticket: str = "ST-1") -> Any:
    client.get("/login/cas/go/")
    return client.get("/login/cas/ticket/", {"ticket": ticket})


def test_the_good_answer_opens(other: Other, client: Client) -> None:
    people.alice()
    assert come_back(client).status_code == 302
    assert client.get("/account/").status_code == 200
    assert [asked.path.partition("?")[0] for asked in other.asked] == ["/p3/serviceValidate"]


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_opens_nothing(case: str, other: Other, client: Client) -> None:
    people.alice()
    reply, said = BAD[case]
    other.answer = lambda _: reply
    answer = come_back(client)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "统一身份认证" in page
    assert client.get("/account/").status_code == 302
    assert not CasSession.objects.exists()
    assert not CasIdentity.objects.exists()
    assert not TrailEntry.objects.filter(act__startswith="account.sign_in").exists()
    assert len(other.asked) == 1, "a ticket is asked about once"


def test_a_head_that_comes_line_after_line_is_cut_off(other: Other, client: Client) -> None:
    other.answer = lambda _: Reply(success(), drip_head=True)
    assert "没有在规定时间内应答" in come_back(client).content.decode()
    assert other.answered == [], "it was not read to its end"


def test_a_server_that_is_gone(other: Other, client: Client, settings: Any) -> None:
    settings.CAS_SERVER = "http://127.0.0.1:9"
    assert "无法连接" in come_back(client).content.decode()


@pytest.mark.parametrize("ticket", ["PT-1", "x", "ST-", "ST-" + "a" * 300, "ST-a b", "ST-登录"])
def test_what_is_no_service_ticket_is_not_even_asked_about(
    ticket: str, other: Other, client: Client
) -> None:
    assert come_back(client, ticket).status_code == 422
    assert other.asked == []


def test_a_mark_said_twice_is_none(other: Other, client: Client) -> None:
    people.alice()
    both = "<cas:attributes><cas:creditCode>91500103MA5U8888XX</cas:creditCode></cas:attributes>"
    other.answer = lambda _: Reply(success(both))
    assert come_back(client).headers["Location"] == "/register/"


def request_to_end(ticket: str, before: str = "") -> str:
    return (
        f'{before}<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="1">'
        f"<samlp:SessionIndex>{ticket}</samlp:SessionIndex></samlp:LogoutRequest>"
    )


def test_the_front_channel_ends_the_session_too(other: Other, client: Client) -> None:
    people.alice()
    come_back(client)
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(request_to_end("ST-1").encode()) + packer.flush()
    carried = {"logoutRequest": base64.b64encode(packed).decode()}
    assert Client().get("/login/cas/ticket/", carried).status_code == 204
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "told",
    [
        request_to_end("ST-2"),
        request_to_end("ST-1", '<!DOCTYPE x [<!ENTITY a "b">]>'),
        request_to_end("ST-1").replace("samlp:LogoutRequest", "samlp:Other"),
        request_to_end("ST-1") + " " * 20_000,
        "ST-1",
        "",
        "<",
    ],
)
def test_other_requests_end_nothing(told: str, other: Other, client: Client) -> None:
    people.alice()
    come_back(client)
    answer = Client().post("/login/cas/ticket/", {"logoutRequest": told})
    assert answer.status_code in {204, 400}
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("carried", ["", "!", base64.b64encode(b"no deflate").decode()])
def test_a_front_channel_request_that_is_none(carried: str, other: Other, client: Client) -> None:
    assert client.get("/login/cas/ticket/", {"logoutRequest": carried}).status_code == 400


def test_single_log_out_needs_no_token_of_ours(other: Other, client: Client) -> None:
    people.alice()
    come_back(client)
    strict = Client(enforce_csrf_checks=True)
    told = {"logoutRequest": request_to_end("ST-1")}
    assert strict.post("/login/cas/ticket/", told).status_code == 204
    assert client.get("/account/").status_code == 302


def test_who_is_signed_in_stays_the_same_person(other: Other) -> None:
    client = people.signed_in(people.chen())
    asked_before = len(other.asked)
    assert client.get("/login/cas/ticket/", {"ticket": "ST-1"}).status_code == 302
    assert "chen" in client.get("/account/").content.decode()
    assert len(other.asked) == asked_before


def test_the_request_carries_ticket_and_service(other: Other, client: Client) -> None:
    come_back(client, "ST-7")
    assert other.asked[0].path == (
        "/p3/serviceValidate?service=http%3A%2F%2Ftestserver%2Flogin%2Fcas%2Fticket%2F&ticket=ST-7"
    )
