"""安全策略 shows what is in force, and the outbox is there only where texts can go out."""

from __future__ import annotations

from typing import Any

import pytest

from tests import people

pytestmark = pytest.mark.django_db


def test_values_are_read_from_what_is_in_force(settings: Any) -> None:
    client = people.signed_in(people.mi())
    page = client.get("/admin/policy/").content.decode()
    assert "连续5次，锁定30分钟" in page
    assert "不提供" not in page
    settings.SESSION_COOKIE_AGE = 15 * 60
    assert "15分钟" in client.get("/admin/policy/").content.decode()


def test_what_is_not_enforced_is_said() -> None:
    page = people.signed_in(people.mi()).get("/admin/policy/").content.decode()
    assert page.count("未启用") >= 2


def test_the_outbox_is_closed_where_no_texts_can_go_out(settings: Any) -> None:
    client = people.signed_in(people.sun())
    assert client.get("/admin/outbox/").status_code == 200
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    assert client.get("/admin/outbox/").status_code == 404
