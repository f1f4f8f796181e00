"""The ICS feed, read back by a small reader of RFC 5545."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.desks.calendar.ics import Event, ics_of
from ruantong.gateways.clock import SHANGHAI
from ruantong.returns.moving.actions_calendar import extend_unit, rule
from tests import people
from tests.desks.pages import get, unit_in
from tests.returns.story import MAY

pytestmark = pytest.mark.django_db

WHY = "暴雨停电；多数企业,无法联网"


def unfolded(body: bytes) -> list[str]:
    """Content lines; every physical line ends with CRLF and has at most 75 octets."""
    assert body.endswith(b"\r\n")
    physical = body[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in physical)
    for line in physical:
        line.decode()  # no character is cut in two
    return body[:-2].replace(b"\r\n ", b"").decode().split("\r\n")


def events_in(body: bytes) -> dict[str, dict[str, str]]:
    """The properties of each event by its UID."""
    lines = unfolded(body)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    found: dict[str, dict[str, str]] = {}
    event: dict[str, str] | None = None
    for line in lines[1:-1]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            assert event is not None
            assert event["UID"] not in found
            found[event["UID"]], event = event, None
        elif event is not None:
            assert name not in event
            event[name] = value
    return found


def feed(user: User, **query: str) -> dict[str, dict[str, str]]:
    return events_in(get(user, "/calendar/deadlines.ics", **query).content)


def test_one_event_per_deadline() -> None:
    found = feed(people.bo())
    assert len(found) == 36  # 2023, 2024 and 2025
    event = found["2024-05-district@deadlines.ruantong"]
    assert event["DTSTART;VALUE=DATE"] == "20240613"
    assert event["DTEND;VALUE=DATE"] == "20240614"
    assert event["SUMMARY"] == "2024年1—5月区县报送截止（24:00）"
    assert event["DTSTAMP"].startswith("20240610T0100")
    assert event["DESCRIPTION"].startswith("规定日期2024年6月13日（星期四）")


def test_the_type_and_the_name_of_the_file() -> None:
    answer = get(people.chen(), "/calendar/deadlines.ics", role="enterprise")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert 'filename="deadlines-enterprise.ics"' in answer.headers["Content-Disposition"]


def test_each_role_gets_its_own_dates_unless_asked_for_others() -> None:
    unit_in()
    assert all("-enterprise@" in uid for uid in feed(people.alice()))
    assert all("-city@" in uid for uid in feed(people.chen()))
    assert all("-district@" in uid for uid in feed(people.chen(), role="district"))


def test_an_unknown_role_is_named() -> None:
    answer = get(people.chen(), "/calendar/deadlines.ics", role="park")
    assert answer.status_code == 400
    assert "级别“park”不正确" in answer.content.decode()


def test_a_ruling_moves_the_event_and_keeps_its_uid() -> None:
    before = feed(people.alice())
    rule(MAY, "enterprise", date(2024, 6, 14), WHY, actor=people.chen())
    after = feed(people.alice())
    assert after.keys() == before.keys()
    event = after["2024-05-enterprise@deadlines.ruantong"]
    assert event["DTSTART;VALUE=DATE"] == "20240614"
    assert "暴雨停电；多数企业\\,无法联网" in event["DESCRIPTION"]


def test_an_extension_is_an_event_of_the_unit_alone() -> None:
    unit, other = unit_in(serial=1), unit_in(serial=2)
    extend_unit(unit, MAY, date(2024, 6, 18), "火灾，资料恢复中", actor=people.chen())
    uid = f"u{unit.pk}-2024-05-enterprise@deadlines.ruantong"
    mine = feed(people.alice(unit))
    assert mine[uid]["DTSTART;VALUE=DATE"] == "20240618"
    assert unit.name in mine[uid]["SUMMARY"]
    stranger = people.person("zoe", Role.RESPONDENT, "佐伊", phone="13800000019")
    people.join(stranger, other)
    for user in (stranger, people.bo(), people.chen()):
        assert uid not in feed(user, role="enterprise")


@pytest.mark.parametrize("text", ["短", "长" * 200, "a" * 74 + "字", "分;逗,反\\斜\n换行"])
def test_any_text_survives_folding_and_escaping(text: str) -> None:
    body = ics_of("名", [Event("u", date(2024, 6, 12), text, text)], datetime.now(SHANGHAI))
    said = events_in(body)["u"]["SUMMARY"]
    plain = said.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    assert plain == text
