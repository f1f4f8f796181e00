"""操作日志: the audit administrator reads, filters, exports, and has the chain checked."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client

from ruantong.gateways import clock
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import record
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def an() -> Client:
    with clock.at("2024-06-10"), transaction.atomic():
        bo = people.bo()
        record("return.forward", "return:7", actor=bo, note="=1+1")
        record("return.send_back", "return:8", actor=bo, reason="数据异常")
    return people.signed_in(people.an())


def test_acts_are_read_in_words_newest_first(an: Client) -> None:
    page = an.get("/admin/trail/").content.decode()
    page = page[page.index('class="toolbar"') :]
    assert page.index("退回企业") < page.index("审核通过并上报市级")
    assert "原因：数据异常" in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("act=return.forward", "return:7", "return:8"),
        ("subject=return:8", "数据异常", "note：=1+1"),
        ("actor=bo", "return:7", "user:bo"),
        ("role=district&until=2024-06-10", "return:7", "user:bo"),
        ("since=2031-01-01", "没有符合条件的日志", "return:7"),
    ],
)
def test_filters_narrow(an: Client, query: str, shown: str, hidden: str) -> None:
    page = an.get(f"/admin/trail/?{query}").content.decode()
    table = page[page.index('class="toolbar"') :]
    assert shown in table
    assert hidden not in table


def test_the_export_is_whole_and_harmless(an: Client) -> None:
    exported = an.get("/admin/trail/?export=csv&subject=return:7").content.decode("utf-8-sig")
    assert "审核通过并上报市级" in exported
    assert TrailEntry.objects.get(subject="return:7").hash in exported


def test_an_untouched_chain_is_whole(an: Client) -> None:
    number = TrailEntry.objects.count()
    page = an.post("/admin/trail/verify/", follow=True).content.decode()
    assert "日志链完整" in page
    assert f"校验 {number} 条" in page
    assert TrailEntry.objects.get(act="trail.verify").actor == "an"


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_changed_entry_is_found(an: Client) -> None:
    entry = TrailEntry.objects.get(subject="return:8")
    tamper(f"UPDATE trail_trailentry SET actor = 'eve' WHERE number = {entry.number}")
    page = an.post("/admin/trail/verify/", follow=True).content.decode()
    assert "日志链校验未通过" in page
    assert f"第{entry.number}条日志内容被改动" in page


def test_a_removed_entry_is_found(an: Client) -> None:
    entry = TrailEntry.objects.get(subject="return:7")
    tamper(f"DELETE FROM trail_trailentry WHERE number = {entry.number}")
    assert (
        f"第{entry.number}条日志缺失"
        in an.post("/admin/trail/verify/", follow=True).content.decode()
    )


def test_the_newest_entries_are_missed_after_a_check_saw_them(an: Client) -> None:
    an.post("/admin/trail/verify/")
    last = TrailEntry.objects.count()
    tamper(f"DELETE FROM trail_trailentry WHERE number > {last - 3}")
    page = an.post("/admin/trail/verify/", follow=True).content.decode()
    assert f"第{last - 2}条日志缺失" in page


def test_a_long_chain_is_checked_in_steps(an: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ruantong.trail.checking.CHUNK", 1)
    monkeypatch.setattr("ruantong.trail.checking.PATIENCE", -1)
    number = TrailEntry.objects.count()
    assert number == 4
    page = an.post("/admin/trail/verify/", follow=True).content.decode()
    assert f"正在校验日志链：1／{number}条" in page
    assert 'hx-post="/admin/trail/verify/"' in page
    assert "继续校验" in page
    step = an.post("/admin/trail/verify/", headers={"HX-Request": "true"})
    assert f"正在校验日志链：2／{number}条" in step.content.decode()
    assert "<html" not in step.content.decode()
    assert "HX-Refresh" not in step.headers
    # entries made meanwhile are left to the next check
    with transaction.atomic():
        record("return.forward", "return:9", actor=None)
    for _ in range(number):
        step = an.post("/admin/trail/verify/", headers={"HX-Request": "true"})
        if "HX-Refresh" in step.headers:
            break
    assert f"校验 {number} 条" in an.get("/admin/trail/").content.decode()
    assert TrailEntry.objects.filter(act="trail.verify").count() == 1


def test_a_check_begins_anew_at_the_first_link(an: Client) -> None:
    an.post("/admin/trail/verify/")
    tamper("UPDATE trail_trailentry SET actor = 'eve' WHERE number = 1")
    page = an.post("/admin/trail/verify/", follow=True).content.decode()
    assert "第1条日志内容被改动" in page


def test_a_fault_between_two_steps_is_found(an: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ruantong.trail.checking.CHUNK", 2)
    monkeypatch.setattr("ruantong.trail.checking.PATIENCE", -1)
    an.post("/admin/trail/verify/")
    tamper("DELETE FROM trail_trailentry WHERE number = 3")
    page = an.post("/admin/trail/verify/", follow=True).content.decode()
    assert "第3条日志缺失（其后为第4条）" in page
    assert TrailEntry.objects.get(act="trail.verify").data["checked"] == 2


@pytest.mark.parametrize("person", [people.sun, people.mi, people.chen])
def test_nobody_else_reads_the_trail(person: object) -> None:
    client = people.signed_in(person())  # type: ignore[operator]
    assert client.get("/admin/trail/").status_code == 403
    assert client.post("/admin/trail/verify/").status_code == 403
