"""Exported files say what the list says, as documents, and nothing in them runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ruantong.gateways import clock
from ruantong.web.document import Column, Document
from ruantong.web.export import export_response, neutralised
from tests.book import Book

COLUMNS = (
    Column("名称", lambda r: r["name"], width=30),
    Column("金额（万元）", lambda r: r["amount"], "number"),
    Column("份数", lambda r: r["count"], "number"),
    Column("同比", lambda r: r["growth"], "percent"),
    Column("日期", lambda r: r["day"], "day"),
    Column("时间", lambda r: r["at"], "moment"),
)
ROW: dict[str, Any] = {
    "name": "甲公司",
    "amount": "1234.50",
    "count": 12,
    "growth": "-5.25",
    "day": date(2024, 6, 10),
    "at": datetime(2024, 6, 10, 1, 0, tzinfo=UTC),
}
HOSTILE = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠x", "＋1", "－1"]


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.at("2024-06-10"):
        yield


def document(**given: Any) -> Document:
    return Document("单位清单", given.pop("count", 1), "家", **given)


def read_csv(*rows: dict[str, Any]) -> list[list[str]]:
    text = export_response("csv", document(), COLUMNS, rows).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def book(*rows: dict[str, Any], totals: Any = (), **given: Any) -> Book:
    return Book(export_response("xlsx", document(**given), COLUMNS, rows, totals))


def test_csv_holds_heads_and_plain_values() -> None:
    head, row = read_csv(ROW)
    assert head == ["名称", "金额（万元）", "份数", "同比", "日期", "时间"]
    assert row == ["甲公司", "1234.50", "12", "-5.25", "2024-06-10", "2024-06-10 09:00:00"]


def test_a_workbook_holds_values_of_their_kind() -> None:
    (row,) = book(ROW).lines
    assert [cell.value for cell in row[:3]] == ["甲公司", 1234.5, 12]
    assert [cell.form for cell in row] == [
        "", "#,##0.00", "#,##0", "#,##0.00%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm",
    ]  # fmt: skip
    assert row[3].value == pytest.approx(-0.0525)
    assert row[4].moment == "2024-06-10 00:00:00"
    assert row[5].moment == "2024-06-10 09:00:00"


def test_a_percentage_may_carry_its_sign_and_its_own_decimals() -> None:
    (row,) = book(ROW | {"growth": "37.5%"}).lines
    assert (row[3].value, row[3].form) == (0.375, "#,##0.0%")
    assert read_csv(ROW | {"growth": "37.5%"})[1][3] == "37.5%"
    (row,) = book(ROW | {"growth": "扭亏为盈"}).lines
    assert row[3].value == "扭亏为盈"


def test_a_workbook_begins_with_what_it_is() -> None:
    made = book(ROW, period="2024年1—5月", view=["报送区县：渝中区", "查找：甲/乙"])
    title, facts, view = made.title_block
    assert title == "单位清单"
    assert "2024年1—5月" in facts
    assert "共1家" in facts
    assert "2024-06-10" in facts
    assert view == "报送区县：渝中区；查找：甲/乙"
    assert made.file_name == "单位清单_2024年1—5月_报送区县：渝中区，查找：甲乙_2024-06-10.xlsx"


def test_a_workbook_without_rows_still_opens_with_its_heads() -> None:
    made = book(count=0)
    assert made.heads[0] == "名称"
    assert made.lines == []


def test_totals_and_notes_stand_below_and_are_not_filtered() -> None:
    made = book(ROW, ROW, totals=[ROW | {"name": "合计", "amount": "2469.00"}], notes=["不足3家"])
    assert [line[0].value for line in made.lines] == ["甲公司", "甲公司", "合计", "不足3家"]
    assert made.lines[2][1] == made.lines[2][1].__class__(2469.0, "#,##0.00")
    assert made.one("autoFilter")["ref"] == "A3:F5"
    assert read_csv(ROW)[-1][0] == "甲公司"


def test_a_workbook_is_set_up_for_paper_and_screen() -> None:
    made = book(ROW)
    paper = made.one("pageSetup")
    assert (paper["paperSize"], paper["orientation"]) == ("9", "landscape")
    assert paper["fitToHeight"] == "0", "as many pages long as it takes, one wide"
    assert made.names.endswith("$3:$3"), "the heads on every page"
    assert "单位清单" in made.text("oddHeader")
    assert "&P" in made.text("oddFooter")
    assert made.one("pane") | {"state": "frozen", "ySplit": "3"} == made.one("pane")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_spreadsheet_would_execute_is_neutralised(text: str) -> None:
    assert neutralised(text) == "'" + text
    assert read_csv(ROW | {"name": text})[1][0].startswith("'")
    (row,) = book(ROW | {"name": text}).lines  # the reader refuses formulas
    shown = str(row[0].value).replace("_x000D_", "\r")
    assert shown.strip() == text.strip(), (
        "text is text in a workbook, with no apostrophe to be seen"
    )


def test_a_negative_number_stays_a_number() -> None:
    assert read_csv(ROW | {"amount": "-5.00"})[1][1] == "-5.00"
    assert book(ROW | {"amount": "-5.00"}).lines[0][1].value == -5


def test_text_in_a_number_column_is_no_formula() -> None:
    assert read_csv(ROW | {"amount": "=1+1"})[1][1] == "'=1+1"
    assert read_csv(ROW | {"amount": "NaN"})[1][1] == "NaN"
    assert read_csv(ROW | {"amount": "-"})[1][1] == "-", "a dash alone computes nothing"
    assert book(ROW | {"amount": "=1+1"}).lines[0][1].value == "=1+1"


def test_digits_beyond_what_a_spreadsheet_keeps_stay_text() -> None:
    assert book(ROW | {"amount": "1234567890123456.78"}).lines[0][1].value == "1234567890123456.78"


def test_nothing_is_nothing() -> None:
    assert read_csv(dict.fromkeys(ROW))[1] == [""] * 6
    assert book(dict.fromkeys(ROW)).lines == []


def test_the_name_of_the_file_is_chinese_and_safe() -> None:
    made = Document('单位"名录', 0, view=["a\\b:c?\r\n"])
    answer = export_response("csv", made, COLUMNS, [])
    assert "filename*=utf-8''%E5%8D%95%E4%BD%8D" in answer.headers["Content-Disposition"]
    assert not set(made.file_name) & set('\\/:*?"<>|\r\n')
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "text",
    ["915001120000000001", "02363800001", "91500112E00000001", "2024-05", "1/2", "500112001001"],
)
def test_csv_texts_that_a_spreadsheet_would_turn_into_something_else_stay_texts(text: str) -> None:
    assert read_csv(ROW | {"name": text})[1][0] == "\t" + text
    content = export_response("csv", document(), COLUMNS, [ROW | {"name": text}]).content
    assert f'"\t{text}"' in content.decode("utf-8-sig"), "in quotes, or the tab is a separator"
    assert book(ROW | {"name": text}).lines[0][0].value == text, "a workbook needs no such help"


@pytest.mark.parametrize(
    "text", ["甲公司", "500112", "91500112MA5U00003P", "023-63800001", "R6-01"]
)
def test_other_csv_texts_stay_as_they_are(text: str) -> None:
    assert read_csv(ROW | {"name": text})[1][0] == text


def test_a_long_text_has_a_row_as_high_as_its_lines() -> None:
    made = book(ROW | {"name": "很长的名称" * 20}, ROW)
    high, low = made.heights[-2:]
    assert high > 5 * low


@pytest.mark.parametrize(("text", "lines"), [("市级口径（全部单位）", 2), ("市级", 1)])
def test_a_text_wider_than_a_narrow_column_has_a_second_line(text: str, lines: int) -> None:
    columns = (Column("口径", lambda r: text, width=12), Column("经办人", lambda r: "甲"))
    made = Book(export_response("xlsx", document(), columns, [ROW]))
    assert made.heights[-1] == 15 * lines, "its neighbour is filled: it would be cut off"


def test_a_wide_list_goes_on_a_second_sheet_and_repeats_its_first_column() -> None:
    wide = [Column(f"列{number}", lambda r: r["name"], width=30) for number in range(10)]
    made = Book(export_response("xlsx", document(), wide, [ROW]))
    assert made.one("pageSetup")["fitToWidth"] == "2"
    assert "$A:$A" in made.names
