"""报送日历: what the page tells each role, and what the city decides on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.returns.models import DeadlineRuling, HolidayEdit, UnitExtension
from ruantong.returns.moving.actions_calendar import edit_holiday, extend_unit, rule
from tests import people
from tests.confirming import confirm, sentence_of
from tests.desks.pages import controls, get, may_return, unit_in, words
from tests.returns.story import MAY, fresh

pytestmark = pytest.mark.django_db

READERS = (Role.RESPONDENT, Role.DISTRICT, Role.CITY, Role.ASSOCIATION)
WHY = "暴雨停电，多数企业无法联网"
RULING = {
    "rule-period": "2024-05",
    "rule-role": "enterprise",
    "rule-kind": "ruling",
    "rule-date": "2024-06-14",
    "rule-reason": WHY,
}
EXTENSION = {"extend-period": "2024-05", "extend-date": "2024-06-18", "extend-reason": WHY}
HOLIDAY = {
    "holiday-first": "2024-06-12",
    "holiday-last": "2024-06-13",
    "holiday-kind": "holiday",
    "holiday-festival": "测试节",
    "holiday-reason": "国办发明电测试号",
}


def post(
    name: str,
    data: dict[str, str],
    user: User | None = None,
    changes: dict[str, str] | None = None,
) -> Any:
    client = people.signed_in(user or people.chen())
    address = f"/calendar/2024/{name}/"
    answer = client.post(address, {**data, **(changes or {})})
    return confirm(client, address, answer, follow=True) if sentence_of(answer) else answer


@pytest.mark.parametrize("role", READERS)
def test_who_may_read_finds_it_in_the_navigation(role: Role) -> None:
    people.district()
    page = get(people.EVERYONE[role](), "/calendar/")
    assert page.status_code == 200
    assert 'href="/calendar/" aria-current="page">报送日历' in page.content.decode()
    assert "2024年报送日历" in words(page)


@pytest.mark.parametrize("role", [role for role in Role if role not in READERS])
def test_others_may_not(role: Role) -> None:
    user = people.EVERYONE[role]()
    for url in ("/calendar/", "/calendar/2024/", "/calendar/deadlines.ics"):
        assert get(user, url).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CITY])
def test_nobody_but_the_city_can_write(role: Role) -> None:
    user, unit = people.EVERYONE[role](), unit_in()
    assert post("rule", RULING, user).status_code == 403
    assert post("extend", {**EXTENSION, "extend-unit": unit.uscc}, user).status_code == 403
    assert post("holiday", HOLIDAY, user).status_code == 403
    kept = DeadlineRuling, UnitExtension, HolidayEdit
    assert not any(model.objects.exists() for model in kept)
    if role in READERS:
        assert [
            where for where, _ in controls(get(user, "/calendar/2024/")) if "calendar/2" in where
        ] == []


def test_twelve_rows_with_weekday_and_reason() -> None:
    page = words(get(people.bo(), "/calendar/2024/"))
    assert page.count("为什么是这一天") == 36
    assert "2024年5月12日 周日" in page
    assert "是普通周末，不在节假日放假安排内" in page


def test_what_is_open_stands_first() -> None:
    page = words(get(people.chen(), "/calendar/2024/"))
    asked = page[page.index("需市级裁定") : page.index("各期截止日期 报告期")]
    assert "2024年1—8月 市级 2024年9月15日 周日 放假安排内的周末 条款未写到本级 裁定" in asked
    page = words(get(people.chen(), "/calendar/2022/"))
    asked = page[page.index("需市级裁定") : page.index("各期截止日期 报告期")]
    assert "2022年1—8月 区县 2022年9月13日 周二 与上一级同日 裁定" in asked


def test_a_ruling_on_the_later_role_settles_a_shared_day_even_unchanged() -> None:
    august = Period.parse("2022-08")
    rule(august, "district", date(2022, 9, 13), "区县当日审核，不另延", actor=people.chen())
    page = words(get(people.chen(), "/calendar/2022/"))
    assert "需市级裁定" not in page


def test_the_link_of_a_question_fills_the_form() -> None:
    page = get(people.chen(), "/calendar/2022/", period="2022-08", role="district")
    assert '<option value="2022-08" selected>' in page.content.decode()
    assert '<option value="district" selected>' in page.content.decode()


def test_a_ruling_is_published_to_everybody() -> None:
    ret = may_return()
    assert "已公布：2024年1—5月企业截止日期定为2024-06-14" in words(post("rule", RULING))
    assert fresh(ret).due_on == date(2024, 6, 14)
    for user in (people.alice(), people.eve(), people.dai()):
        page = words(get(user, "/calendar/2024/"))
        assert "2024年6月14日 周五 裁定" in page
        assert WHY in page


def test_a_decision_on_dates_is_asked_once_with_the_returns_it_moves() -> None:
    first, second = may_return(1), may_return(2)
    chen = people.signed_in(people.chen())
    extension = {**EXTENSION, "extend-unit": first.unit.uscc}
    asked = {
        "rule": chen.post("/calendar/2024/rule/", RULING),
        "extend": chen.post("/calendar/2024/extend/", extension),
        "holiday": chen.post("/calendar/2024/holiday/", HOLIDAY),
    }
    said = {name: sentence_of(answer) for name, answer in asked.items()}
    assert "2024年1—5月企业截止日期定为2024年6月14日" in said["rule"]
    assert "2份尚未上报的报表截止日随之改变" in said["rule"]
    assert "只对该单位有效；1份尚未上报的报表截止日随之改变" in said["extend"]
    assert "2024年6月12日至2024年6月13日定为放假（测试节）" in said["holiday"]
    assert "2份尚未上报的报表截止日随之改变" in said["holiday"]
    assert {fresh(ret).due_on for ret in (first, second)} == {date(2024, 6, 12)}
    assert not any(m.objects.exists() for m in (DeadlineRuling, UnitExtension, HolidayEdit))


@pytest.mark.parametrize("reason", ["注", "啊啊啊啊啊啊", "情况属实，数据无误"])
def test_a_decision_without_a_real_reason_is_refused_before_it_is_asked(reason: str) -> None:
    answer = people.signed_in(people.chen()).post(
        "/calendar/2024/rule/", RULING | {"rule-reason": reason}
    )
    assert answer.status_code == 422
    assert reason in answer.content.decode()


def test_the_message_says_when_the_order_of_roles_prevails() -> None:
    post("rule", RULING, changes={"rule-date": "2024-06-20"})
    page = words(post("rule", RULING, changes={"rule-role": "district", "rule-date": "2024-06-14"}))
    assert "因上一级日期在后，实际为2024-06-20" in page


def test_a_superseded_ruling_is_marked() -> None:
    post("rule", RULING)
    post("rule", RULING, changes={"rule-date": "2024-06-17"})
    page = words(get(people.alice(), "/calendar/2024/"))
    assert page.count("已被取代") == 1
    assert "2024年6月14日 周五 已被取代" in page


def test_cards_of_the_desks_follow() -> None:
    may_return()
    post("rule", RULING, changes={"rule-role": "district", "rule-date": "2024-06-19"})
    assert "2024年6月19日 周三" in words(get(people.bo(), "/desk/"))
    assert "2024年6月19日 周三" in words(get(people.chen(), "/city/"))


def test_an_extension_by_part_of_the_name() -> None:
    ret = may_return()
    page = words(post("extend", EXTENSION, changes={"extend-unit": "软件1号"}))
    assert f"已同意{ret.unit.name}的2024年1—5月延至2024-06-18" in page
    assert fresh(ret).due_on == date(2024, 6, 18)


def test_several_units_are_offered_and_one_is_picked() -> None:
    units = [unit_in(serial=n) for n in (1, 2, 3)]
    page = post("extend", EXTENSION, changes={"extend-unit": "测试软件"})
    assert page.status_code == 422
    assert "名称或代码含“测试软件”的单位不止一家，请在3家中选一家" in words(page)
    assert not UnitExtension.objects.exists()
    picked = {"extend-unit": "测试软件", "extend-unit_id": str(units[1].pk)}
    assert post("extend", EXTENSION, changes=picked).status_code == 200
    assert UnitExtension.objects.get().unit == units[1]


def test_an_extension_is_read_by_the_unit_its_district_and_the_city() -> None:
    mine = unit_in()
    extend_unit(mine, MAY, date(2024, 6, 18), WHY, actor=people.chen())
    for user in (people.alice(mine), people.bo(), people.chen()):
        page = words(get(user, "/calendar/2024/"))
        assert mine.name in page
        assert WHY in page
    for user in (people.eve(), people.dai()):
        page = words(get(user, "/calendar/2024/"))
        assert "本年有1项个别延期" in page
        assert mine.name not in page
        assert WHY not in page


def test_a_holiday_moves_dates_and_shows_its_source() -> None:
    page = words(post("holiday", HOLIDAY))
    assert "节假日表已修订2天" in page
    assert "2024年6月14日 周五 顺延" in page
    assert "2024年6月12日 周三 — 2024年6月13日 周四 2 测试节 放假 市级修订" in page


def test_a_day_taken_out_stays_visible() -> None:
    reason = "公布的安排没有这一天"
    edit_holiday(date(2024, 6, 10), "none", "", reason, actor=people.chen())
    page = words(get(people.bo(), "/calendar/2024/"))
    assert f"2024年6月10日 周一 1 不在安排内 市级修订（2024年6月10日 周一）：{reason}" in page


def test_a_year_without_holiday_data_says_so() -> None:
    page = words(get(people.alice(), "/calendar/2027/"))
    assert "2027年的节假日安排尚未录入" in page
    assert "无节假日数据" in page
    assert "需市级裁定" not in page
    assert "请在下方“节假日表”录入" in words(get(people.chen(), "/calendar/2027/"))


def test_a_year_without_edition_says_so() -> None:
    page = get(people.chen(), "/calendar/2010/")
    assert page.status_code == 200
    assert words(page).count("没有适用于这一期的制度版本") == 12


@pytest.mark.parametrize("year", ["2000", "2100", "99999"])
def test_no_such_year(year: str) -> None:
    assert get(people.chen(), f"/calendar/{year}/").status_code == 404
    assert people.signed_in(people.chen()).post(f"/calendar/{year}/holiday/").status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "changes", "said"),
    [
        ("rule", RULING, {"rule-date": "6月14日"}, "“6月14日”不是日期，应形如2024-06-12"),
        ("rule", RULING, {"rule-date": "2024-06-31"}, "“2024-06-31”不是日期"),
        ("rule", RULING, {"rule-date": "2024-06-11"}, "不得早于规定日期"),
        ("rule", RULING, {"rule-period": ""}, "请选择报告期"),
        ("rule", RULING, {"rule-reason": ""}, "请填写理由"),
        ("rule", RULING, {"rule-reason": "停电"}, "不少于5个字，现为“停电”"),
        ("extend", EXTENSION, {"extend-unit": "查无此家"}, "没有名称或代码含“查无此家”的单位"),
        ("extend", EXTENSION, {"extend-unit": ""}, "请填写单位名称或统一社会信用代码"),
        ("holiday", HOLIDAY, {"holiday-last": "2024-06-01"}, "早于首日"),
        ("holiday", HOLIDAY, {"holiday-festival": ""}, "请填写节日名称"),
    ],
)
def test_bad_input_is_named_and_kept(
    name: str, data: dict[str, str], changes: dict[str, str], said: str
) -> None:
    people.district()
    page = post(name, data, changes=changes)
    assert page.status_code == 422
    assert said in words(page)
    kept = data.get(f"{name}-reason") if f"{name}-reason" not in changes else None
    if kept:
        assert kept in words(page)
    assert not DeadlineRuling.objects.exists()
    assert not HolidayEdit.objects.exists()


def test_an_unknown_period_in_the_post_is_refused() -> None:
    page = post("rule", RULING, changes={"rule-period": "2019-05"})
    assert page.status_code == 422
    assert not DeadlineRuling.objects.exists()
