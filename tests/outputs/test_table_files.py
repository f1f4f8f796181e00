"""The files of the tables: everything that the screen shows, with its marks and totals."""

from __future__ import annotations

import pytest

from ruantong.core.aggregation import Contribution, aggregate
from ruantong.core.periods import Period
from ruantong.outputs.collect import collect
from ruantong.outputs.exports import main_columns
from ruantong.outputs.models import AggregateRun
from ruantong.outputs.pages import PrintedLine, printed
from ruantong.web.document import Document
from ruantong.web.export import export_response
from tests import people
from tests.book import Book
from tests.returns.story import GOOD, accepted, opened

pytestmark = pytest.mark.django_db

TABLE = "/tables/main/2024-05/"
DISTRICTS = "/tables/main/2024-05/districts/"
TRACE = "/tables/main/2024-05/trace/software_revenue/"


def printed_lines(current: dict[str, int], base: dict[str, int]) -> list[PrintedLine]:
    """Lines of one return with these scaled values."""
    table = collect(Period.parse("2024-05")).table
    blank = dict.fromkeys([row.key for row in table.rows if not row.count])
    made = Contribution(1, "u", "甲", "500103", 1, blank | current, blank | base)
    return [printed(table, each, exact=False) for each in aggregate(table, [made])]


def file(address: str) -> Book:
    return Book(people.signed_in(people.chen()).get(address))


def text(who, address: str) -> str:
    return people.signed_in(who).get(address).content.decode()


def line(book: Book, name: str) -> list:
    return next(row for row in book.lines if str(row[0].value).strip("　") == name)


def test_the_main_table_is_a_document():
    accepted(opened())
    book = file(TABLE + "?unit=exact&export=xlsx")
    title, facts, view = book.title_block
    assert title == "全市软件和信息技术服务业主要指标"
    assert "2024年1—5月" in facts
    assert "共1家" in facts
    assert "市级口径" in view
    assert "全市" in view
    for part in (title, "2024年1—5月", "市级口径", "2024-06-10"):
        assert part in book.file_name
    assert [cell.form for cell in line(book, "软件业务收入合计")[2:3]] == ["#,##0.00"]
    assert line(book, "单位个数")[2].form == "#,##0"
    assert "不足3家" in str(book.lines[-1][0].value)


def test_districts_keep_the_total_and_the_mark_of_few_units():
    accepted(opened(people.make_unit(1)))
    book = file(DISTRICTS + "?export=xlsx")
    assert [row[0].value for row in book.lines].count("全市") == 1
    assert book.lines[-1][0].value == "全市"
    marks = book.heads.index("保密")
    assert [row[marks].value for row in book.lines if row[1].value == 1] == ["不足3家"] * 2
    growth = book.heads.index("软件业务收入合计同比")
    assert book.lines[0][growth].form in ("", "#,##0.0%")


def test_growth_is_a_real_percentage():
    lines = printed_lines({"software_revenue": 40_050}, {"software_revenue": 30_000})
    table = collect(Period.parse("2024-05")).table
    columns = main_columns({"current_head": "本期", "base_head": "上期", "table": table})
    book = Book(export_response("xlsx", Document("表", 1), columns, lines))
    cell = line(book, "软件业务收入合计")[4]
    assert cell.value == pytest.approx(0.335)
    assert cell.form == "#,##0.0%"


def test_the_trace_file_adds_up_and_says_what_was_looked_for():
    accepted(opened(people.make_unit(1)))
    accepted(opened(people.make_unit(2)), {**GOOD, "6.2021.A": "250.25"})
    book = file(TRACE + "?export=xlsx")
    assert book.lines[-1][0].value == "合计（2家）"
    assert book.lines[-1][4].value == 750.75
    found = file(TRACE + "?q=软件2号&export=xlsx")
    assert "软件2号" in "".join(found.title_block)
    assert found.lines[-1][4].value == 350.25


def levels(current: dict[str, int], base: dict[str, int]) -> dict[str, tuple[str, str]]:
    """Unit and level of every line of the page in 亿元."""
    return {each.key: (each.unit, each.current) for each in printed_lines(current, base)}


def test_the_unit_goes_by_size_and_applies_to_amounts_only():
    found = levels({"exports": 1250, "employees": 20, "software_revenue": 40_050}, {})
    assert found["exports"] == ("万美元", "12.50")
    assert found["employees"] == ("人", "20")
    assert found["software_revenue"] == ("万元", "400.50"), "0 would be no figure"
    assert found["units"] == ("个", "1")


def test_large_amounts_are_whole_yi_unless_their_base_would_vanish():
    large, small = {"profit": 10_040_050_00}, {"profit": 12_00}
    assert levels(large, large)["profit"] == ("亿元", "1004")
    assert levels(large, small)["profit"] == ("万元", "10040050.00")
    assert levels({"exports": 15_600_00}, {})["exports"] == ("万美元", "15600.00")


def test_a_stored_aggregation_prints_no_zero_for_what_is_there():
    accepted(opened())
    people.signed_in(people.chen()).post("/tables/main/2024-05/aggregate/", {})
    stored = {line["key"]: line for line in AggregateRun.objects.get().lines[""]}
    assert stored["employees"]["published_unit"] == "人"
    assert stored["employees"]["published_current"] == "20"


def test_counts_beside_the_periods_of_a_district_are_its_own():
    accepted(opened(people.make_unit(1)))
    accepted(opened(people.make_unit(2)))
    other = text(people.eve(), TABLE)
    assert "2家" not in other
    assert "0家" in other
    assert "2家" in text(people.bo(), TABLE)


def test_an_annual_table_speaks_of_the_year_and_keeps_its_columns():
    address = "/tables/main/2023/"
    opened(period=Period.parse("2023"))
    page = text(people.chen(), address)
    assert "本期累计" not in page
    heads = file(address + "?export=xlsx").heads
    assert heads == ["指标名称", "单位", "本年", "上年（可比单位）", "新增单位", "同比增减"]
