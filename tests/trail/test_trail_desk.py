"""操作日志: the audit administrator reads, filters, exports, and has the chain checked."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ruantong.accounts import proposals
from ruantong.accounts.proposal_kinds import ROLE
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.units import actions as actions_units
from ruantong.returns.models import Return
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import record
from tests import people
from tests.returns import story

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


def words(an: Client, query: str) -> str:
    page = an.get(f"/admin/trail/?{query}").content.decode()
    return page[page.index('class="toolbar"') :]


def renamed_unit() -> Return:
    unit = people.make_unit(1, name="旧名软件有限公司")
    ret = story.submitted(story.opened(unit))
    actions_units.rename_unit(
        unit.pk,
        actor=people.chen(),
        name="新名软件有限公司",
        on=clock.today(),
        reason="工商更名登记",
    )
    return ret


@pytest.mark.parametrize("name", ["旧名软件", "新名软件"])
def test_an_enterprise_is_found_by_its_name_of_today_or_before(an: Client, name: str) -> None:
    with clock.at("2024-06-10"):
        ret = renamed_unit()
    page = words(an, f"q={name}")
    assert "确定上报" in page
    assert "单位更名" in page
    assert f"{ret.filed_name} 2024年1—5月报表" in page
    assert f">return:{ret.pk}<" not in page
    assert "数据异常" not in page, "an entry about something else"
    assert "新名软件有限公司" in words(an, f"subject=unit:{ret.unit_id}")


def test_people_are_found_by_what_they_are_called(an: Client) -> None:
    assert "数据异常" in words(an, "q=薄区县")
    assert "没有符合条件的日志" in words(an, "q=查无此人")


def test_a_change_of_role_is_told_in_words(an: Client) -> None:
    with clock.at("2024-06-10"):
        made = proposals.propose_for(
            people.bo().pk,
            ROLE,
            role=Role.ASSOCIATION,
            actor=people.sun(),
            reason="岗位调整为协会",
        )
        proposals.confirm(made.pk, actor=people.mi())
    page = words(an, "act=account.change_role")
    assert "薄区县（bo）" in page
    assert "变更前：角色：区县管理员，报送区县：渝中区" in page
    assert "变更后：角色：市软件行业协会" in page
    assert "{" not in page[page.index("<tbody>") : page.index("</tbody>")]


def test_dates_the_wrong_way_round_are_told(an: Client) -> None:
    page = an.get("/admin/trail/?since=2024-06-11&until=2024-06-10").content.decode()
    assert "2024-06-11晚于终止日期2024-06-10" in page
    right = an.get("/admin/trail/?since=2024-06-10&until=2024-06-11").content.decode()
    assert "晚于" not in right


def test_names_cost_the_same_for_one_entry_and_for_many(an: Client) -> None:
    with clock.at("2024-06-10"):
        one = story.opened(people.make_unit(1))
        with transaction.atomic():
            record("unit.change", f"unit:{one.unit_id}", actor=people.chen())
            record("return.save", f"return:{one.pk}", actor=people.alice())
    words(an, "")  # the first request of a minute renews the session
    with CaptureQueriesContext(connection) as first:
        words(an, "")
    with clock.at("2024-06-10"), transaction.atomic():
        for serial in range(2, 12):
            record("unit.change", f"unit:{people.make_unit(serial).pk}", actor=people.chen())
        record("return.save", f"return:{one.pk}", actor=people.alice())
    with CaptureQueriesContext(connection) as second:
        words(an, "")
    assert len(second) == len(first)


def test_the_file_has_names_and_the_recorded_subject(an: Client) -> None:
    with clock.at("2024-06-10"):
        ret = renamed_unit()
    text = an.get("/admin/trail/?export=csv&q=旧名").content.decode("utf-8-sig")
    assert "旧名软件有限公司 2024年1—5月报表" in text
    assert f"return:{ret.pk}" in text
