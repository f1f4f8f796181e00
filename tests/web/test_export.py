"""Exported files say what the list says, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ruantong.web.export import Column, csv_response, neutralised, xlsx_response

COLUMNS = (
    Column("名称", lambda r: r["name"], width=20),
    Column("金额（万元）", lambda r: r["amount"], "number"),
    Column("日期", lambda r: r["day"], "day"),
    Column("时间", lambda r: r["at"], "moment"),
)
ROW: dict[str, Any] = {
    "name": "甲公司",
    "amount": "1234.50",
    "day": date(2024, 6, 10),
    "at": datetime(2024, 6, 10, 1, 0, tzinfo=UTC),
}
HOSTILE = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠x", "＋1", "－1"]


def read_csv(*rows: dict[str, Any]) -> list[list[str]]:
    text = csv_response("表.csv", COLUMNS, rows).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def sheet(*rows: dict[str, Any]) -> str:
    content = xlsx_response("表.xlsx", COLUMNS, rows, title="标题").content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_csv_holds_heads_and_plain_values() -> None:
    head, row = read_csv(ROW)
    assert head == ["名称", "金额（万元）", "日期", "时间"]
    assert row == ["甲公司", "1234.50", "2024-06-10", "2024-06-10 09:00:00"]


def test_xlsx_holds_numbers_as_numbers() -> None:
    text = sheet(ROW)
    assert re.search(r"<v>1234\.50?</v>", text)
    assert "甲公司" in text
    assert "标题" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_spreadsheet_would_execute_is_neutralised(text: str) -> None:
    assert neutralised(text) == "'" + text
    assert read_csv(ROW | {"name": text})[1][0].startswith("'")
    drawn = sheet(ROW | {"name": text})
    assert "<f>" not in drawn
    assert re.search(r"<t[^>]*>'", drawn)


def test_a_negative_number_stays_a_number() -> None:
    assert read_csv(ROW | {"amount": "-5.00"})[1][1] == "-5.00"
    assert re.search(r"<v>-5(\.00)?</v>", sheet(ROW | {"amount": "-5.00"}))


def test_text_in_a_number_column_is_no_formula() -> None:
    assert read_csv(ROW | {"amount": "=1+1"})[1][1] == "'=1+1"
    assert read_csv(ROW | {"amount": "NaN"})[1][1] == "NaN"


def test_digits_beyond_what_a_spreadsheet_keeps_stay_text() -> None:
    assert "1234567890123456.78" in sheet(ROW | {"amount": "1234567890123456.78"})


def test_nothing_is_nothing() -> None:
    assert read_csv(dict.fromkeys(ROW))[1] == ["", "", "", ""]


def test_the_name_of_the_file_is_chinese_and_safe() -> None:
    answer = csv_response('单位"名录.csv', COLUMNS, [])
    assert "filename*=utf-8''%E5%8D%95%E4%BD%8D" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "text",
    ["915001120000000001", "02363800001", "91500112E00000001", "2024-05", "1/2", "500112001001"],
)
def test_csv_texts_that_a_spreadsheet_would_turn_into_something_else_stay_texts(text: str) -> None:
    assert read_csv(ROW | {"name": text})[1][0] == "\t" + text
    content = csv_response("表.csv", COLUMNS, [ROW | {"name": text}]).content.decode("utf-8-sig")
    assert f'"\t{text}"' in content, "in quotes, or the tab is taken for a separator"
    assert f"<t>{text}</t>" in sheet(ROW | {"name": text}), "a workbook needs no such help"


@pytest.mark.parametrize(
    "text", ["甲公司", "500112", "91500112MA5U00003P", "023-63800001", "R6-01"]
)
def test_other_csv_texts_stay_as_they_are(text: str) -> None:
    assert read_csv(ROW | {"name": text})[1][0] == text
