"""A list reads its address with suspicion: what it cannot use is named, never obeyed, never fatal."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.web.listing import Filter, Listing
from tests import people

pytestmark = pytest.mark.django_db

ROLES = [("city", "市级"), ("association", "协会")]


@pytest.fixture
def _crowd() -> None:
    with clock.at("2024-06-10"):
        for number in range(7):
            role = Role.CITY if number % 2 else Role.ASSOCIATION
            people.person(f"user{number}", role, f"人员{number:02}")


def listing(query: str = "", **options: Any) -> Listing[User]:
    given: dict[str, Any] = {
        "filters": (
            Filter("role", "角色", "role", ROLES),
            Filter("since", "自", "created_at__gte", kind="day"),
            Filter("until", "至", "created_at__lte", kind="day"),
        ),
        "sorts": {"name": "display_name", "role": ("role", "username")},
        "search": ("username", "display_name"),
        "default_sort": "name",
        "page_size": 3,
    }
    return Listing(RequestFactory().get(f"/list/{query}"), User.objects.all(), **given | options)


def names(found: Listing[User]) -> list[str]:
    return [user.username for user in found.rows]


@pytest.mark.usefixtures("_crowd")
class TestWithACrowd:
    def test_it_pages_in_the_default_order(self) -> None:
        assert names(listing()) == ["user0", "user1", "user2"]
        assert names(listing("?page=3")) == ["user6"]
        assert listing().total == 7

    def test_it_filters_searches_and_sorts_together(self) -> None:
        found = listing("?role=city&q=USER&sort=-name")
        assert names(found) == ["user5", "user3", "user1"]
        assert found.filtered
        assert found.notices == []

    def test_days_include_their_end(self) -> None:
        assert listing("?until=2024-06-10").total == 7
        assert listing("?until=2024-06-09").total == 0
        assert listing("?since=2024-06-10").total == 7
        assert listing("?since=2024-06-11").total == 0

    @pytest.mark.parametrize(
        ("query", "notice"),
        [
            ("?role=system_admin", "筛选条件“角色”的值“system_admin”应为列表中的选项，已忽略"),
            ("?since=yesterday", "筛选条件“自”的值“yesterday”应为日期"),
            ("?sort=password", "不能按“password”排序"),
            ("?page=99", "没有第“99”页（共3页）"),
            ("?page=0", "没有第“0”页"),
            ("?page=9999999999999999999999", "没有第“9999999999"),
            ("?page=１", "没有第“１”页"),
            ("?q=" + "软" * 101, "只取前100个字符"),
        ],
    )
    def test_what_it_cannot_use_is_named(self, query: str, notice: str) -> None:
        found = listing(query)
        assert found.page.number == 1
        assert any(notice in said for said in found.notices), found.notices

    def test_control_characters_do_not_reach_the_database(self) -> None:
        assert listing("?q=user0%00").total == 1

    def test_a_list_nobody_narrowed_may_have_a_query_of_its_own(self) -> None:
        def first(query: str = "", many: int = 4) -> Listing[User]:
            rows = list(User.objects.order_by("-display_name")[:many])
            return listing(query, first_rows=lambda: rows)

        assert names(first(many=3)) == ["user6", "user5", "user4"]
        for query in ("?role=city", "?q=user", "?sort=-name", "?page=2", "?sort=password&page=2"):
            assert names(first(query)) == names(listing(query)), query
        assert names(first()) == names(listing())  # more than a page: they are counted
        assert first().total == 7
        assert len(list(first(many=3).export_rows)) == 7

    def test_links_keep_the_selection_and_start_pages_anew(self) -> None:
        found = listing("?role=city&sort=-name&page=2&other=1")
        assert found.querystring(page=3) == "?role=city&sort=-name&page=3"
        assert found.querystring(role=None) == "?sort=-name"
        assert found.querystring(export="xlsx") == "?role=city&sort=-name&export=xlsx"

    def test_a_kept_parameter_is_in_every_link(self) -> None:
        found = listing("?role=city", keep={"period": "2024-05"})
        assert found.querystring(page=2) == "?period=2024-05&role=city&page=2"
        assert found.cleared == "?period=2024-05"
        form = Template("{% load ui %}{% filter_form listing %}").render(
            Context({"listing": found})
        )
        assert '<input type="hidden" name="period" value="2024-05">' in form

    def test_the_export_holds_all_pages(self) -> None:
        found = listing("?export=csv&page=2")
        assert found.export == "csv"
        assert len(list(found.export_rows)) == 7
        assert listing("?export=exe").export == ""

    def test_equal_rows_keep_one_order_over_all_pages(self) -> None:
        User.objects.update(display_name="同名")
        pages = [names(listing(f"?page={number}")) for number in (1, 2, 3)]
        assert len({name for page in pages for name in page}) == 7
        # SQLite would keep the order by itself, PostgreSQL promises nothing
        assert listing().queryset.query.order_by[-1] == "pk"

    def test_the_head_sorts_and_says_so(self) -> None:
        text = '{% load ui %}{% sort_header listing "name" "姓名" %}'
        up = Template(text).render(Context({"listing": listing()}))
        assert 'aria-sort="ascending"' in up
        assert 'href="?sort=-name"' in up
        down = Template(text).render(Context({"listing": listing("?sort=-name")}))
        assert 'aria-sort="descending"' in down
        assert 'href="?sort=name"' in down

    def test_the_pager_tells_where_one_is(self) -> None:
        text = "{% load ui %}{% pager listing %}"
        drawn = Template(text).render(Context({"listing": listing("?page=2")}))
        assert "共 7 条，第 4–6 条" in drawn
        assert '<span aria-current="page">2</span>' in drawn
        assert '<a rel="next" href="?page=3">' in drawn


def test_markup_in_the_address_stays_text() -> None:
    found = listing("?q=%3Cscript%3E&role=%22%3E%3Cb%3E")
    form = Template("{% load ui %}{% filter_form listing %}").render(Context({"listing": found}))
    assert "<script>" not in form
    assert "<b>" not in form


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2024-02-30", "20240610x"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_a_day_beyond_every_calendar_is_named(name: str, day: str) -> None:
    found = listing(f"?{name}={day}")
    assert found.total == 0
    assert any(f"的值“{day}”应为日期" in said for said in found.notices)
