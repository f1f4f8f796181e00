"""What was typed when the session had ended is offered again, to its own person and nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.test import Client

from ruantong.accounts.kept import MOST_BYTES, SECRET_FIELDS
from ruantong.gateways import clock
from ruantong.returns.models import Return
from tests import people
from tests.desks.pages import may_return
from tests.registry.forms import answers
from tests.returns.story import submitted

pytestmark = pytest.mark.django_db

WHY = "第2020行与所附财务报表不符，请核对。\n另：单位负责人未填。"


@pytest.fixture(autouse=True)
def _tenth_of_june() -> Any:
    with clock.at("2024-06-10"):
        yield


def sign_in(client: Client, user: Any, **more: str) -> Any:
    given = {"username": user.username, "password": people.PASSWORD, **more}
    return client.post("/login/", given)


def at_work(user: Any) -> Client:
    """A browser in which the user has signed in and looked at a page."""
    client = Client()
    sign_in(client, user)
    client.get("/account/")
    return client


def end_session(client: Client) -> None:
    client.session.flush()


def send_back(client: Client, ret: Return, why: str = WHY) -> Any:
    given = {"back-cell": "6.2020.A", "back-text": why, "back-target": ""}
    page = f"http://testserver/desk/{ret.pk}/"
    return client.post(f"/desk/{ret.pk}/back/", given, headers={"referer": page})


def press_again(client: Client, page: str) -> Any:
    """Press the button of the offer, with what the page holds."""
    form = re.search(
        r'<form method="post" action="([^"]+)">(.*?)</form>',
        page[page.index("已填写的内容") :],
        re.DOTALL,
    )
    assert form
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[2])
    return client.post(form[1], dict(fields), follow=True)


def test_a_reason_typed_with_the_session_gone_is_offered_again_and_then_works() -> None:
    ret = submitted(may_return())
    client = at_work(people.bo())
    end_session(client)
    answer = send_back(client, ret)
    assert answer.headers["Location"].startswith("/login/")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "所填内容已为您保留" in page
    answer = sign_in(client, people.bo(), next="/resume/")
    page = client.get(answer.headers["Location"], follow=True).content.decode()
    assert WHY.splitlines()[0] in page
    ret.refresh_from_db()
    assert ret.state == "submitted", "nothing happens before the button is pressed"
    press_again(client, page)
    ret.refresh_from_db()
    assert ret.state != "submitted"
    assert client.get("/resume/").status_code == 302, "what was sent is offered no more"


def test_the_offer_leads_to_the_page_it_was_typed_on() -> None:
    ret = submitted(may_return(1))
    client = at_work(people.bo())
    end_session(client)
    send_back(client, ret)
    sign_in(client, people.bo())
    page = client.get("/resume/").content.decode()
    assert f'href="/desk/{ret.pk}/"' in page


def test_it_is_offered_to_the_same_person_only() -> None:
    ret = submitted(may_return())
    client = at_work(people.bo())
    end_session(client)
    send_back(client, ret)
    answer = sign_in(client, people.eve(), next="/resume/")
    page = client.get(answer.headers["Location"], follow=True).content.decode()
    assert "不符" not in page
    assert "不符" not in client.get("/resume/", follow=True).content.decode()


def test_a_browser_nobody_signed_in_with_keeps_nothing() -> None:
    ret = submitted(may_return())
    client = Client()
    answer = send_back(client, ret)
    assert answer.headers["Location"] == f"/login/?next=/desk/{ret.pk}/"
    assert not client.session.keys() - {"_messages"}


def test_it_can_be_let_go() -> None:
    ret = submitted(may_return())
    client = at_work(people.bo())
    end_session(client)
    send_back(client, ret)
    sign_in(client, people.bo())
    answer = client.post("/resume/")
    assert answer.headers["Location"] == f"/desk/{ret.pk}/"
    assert client.get("/resume/").status_code == 302


def test_it_waits_two_hours_at_most() -> None:
    ret = submitted(may_return())
    client = at_work(people.bo())
    end_session(client)
    send_back(client, ret)
    with clock.at("2024-06-10T11:01"):
        sign_in(client, people.bo())
        assert client.get("/resume/").status_code == 302


def test_without_anything_typed_one_lands_on_the_page_of_the_button() -> None:
    ret = submitted(may_return())
    client = at_work(people.bo())
    end_session(client)
    answer = client.post(f"/desk/{ret.pk}/pass/", {"revision": "1"})
    assert answer.headers["Location"] == f"/login/?next=/desk/{ret.pk}/"


def test_too_much_is_not_kept() -> None:
    ret = submitted(may_return())
    client = at_work(people.bo())
    end_session(client)
    send_back(client, ret, "长" * MOST_BYTES)
    sign_in(client, people.bo())
    assert client.get("/resume/").status_code == 302


def test_passwords_are_never_kept() -> None:
    client = at_work(people.bo())
    end_session(client)
    client.post("/account/phone/", {"phone": "13912345678", "password": "geheim-geheim"})
    assert "13912345678" in str(dict(client.session))
    assert "geheim" not in str(dict(client.session))


def test_every_password_box_is_known_as_a_secret() -> None:
    def below(kind: type[forms.Form]) -> list[type[forms.Form]]:
        subs = kind.__subclasses__()
        return subs + [each for sub in subs for each in below(sub)]

    boxes = {
        name
        for form in below(forms.Form)
        if form.__module__.startswith("ruantong.")
        for name, field in form.base_fields.items()
        if isinstance(field.widget, forms.PasswordInput)
    }
    assert boxes
    assert boxes <= SECRET_FIELDS


# ---- a page older than the sign-in ---------------------------------------------------------------


def token_on(client: Client, path: str) -> str:
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(path).content.decode())
    assert found
    return found[1]


def strict(user: Any) -> Client:
    client = Client(enforce_csrf_checks=True)
    given = {"username": user.username, "password": people.PASSWORD}
    client.post("/login/", given | {"csrfmiddlewaretoken": token_on(client, "/login/")})
    client.get("/account/")
    return client


def sign_in_elsewhere(client: Client, user: Any) -> None:
    end_session(client)
    given = {"username": user.username, "password": people.PASSWORD}
    client.post("/login/", given | {"csrfmiddlewaretoken": token_on(client, "/login/")})


@pytest.mark.parametrize("again", ["bo", "eve"])
def test_a_page_left_open_over_a_new_sign_in_keeps_what_was_typed(again: str) -> None:
    ret = submitted(may_return())
    client = strict(people.bo())
    old = token_on(client, f"/desk/{ret.pk}/")
    sign_in_elsewhere(client, getattr(people, again)())
    given = {"back-cell": "6.2020.A", "back-text": WHY, "csrfmiddlewaretoken": old}
    answer = client.post(f"/desk/{ret.pk}/back/", given, follow=True)
    assert ("不符" in answer.content.decode()) == (again == "bo")
    ret.refresh_from_db()
    assert ret.state == "submitted"


def test_a_registration_with_a_stale_token_comes_back_as_it_was_typed() -> None:
    people.district()
    client = Client(enforce_csrf_checks=True)
    old = token_on(client, "/login/")
    sign_in_elsewhere(client, people.chen())
    client.post("/logout/", {"csrfmiddlewaretoken": token_on(client, "/account/")})
    answer = client.post("/register/", answers(csrfmiddlewaretoken=old))
    page = answer.content.decode()
    assert answer.status_code == 403
    for typed in ("江北区测试路8号", "江北测试软件有限公司", "13900000001（已验证）"):
        assert typed in page
    assert '<option value="500105" selected>' in page
    assert "重新选择营业执照扫描件" in page
    assert "yangguang" not in page
    fresh = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert fresh
    assert client.post("/register/", answers(csrfmiddlewaretoken=fresh[1])).status_code == 302


def test_a_stale_sign_in_page_asks_once_more() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login/", {"username": "chen", "password": people.PASSWORD})
    assert answer.status_code == 403
    assert 'value="chen"' in answer.content.decode()
    assert people.PASSWORD not in answer.content.decode()
