"""Whatever somebody sends in is read or refused in a sentence, with little memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ruantong.web.spreadsheets.cells import open_book
from tests.house.tree import ROOT
from tests.web.spreadsheets.hostile import FILES, became, package, sheet_of

EXPECTED = {
    "zip bomb": "展开后过大",
    "texts without end": "文字过多",
    "cells without end in one row": "0 rows",
    "a million rows": "20000 rows",
    "one text of 20 MB": "1 rows",
    "formats without end": "0 rows",
    "elements in elements": "打不开",
    "laughing entities": "打不开",
    "file of the server": "打不开",
    "cut off": "不是Excel工作簿",
    "no number": "打不开",
    "beyond the last column": "打不开",
    "very small number": "1 rows",
    "very large number": "1 rows",
    "parts of thousands": "展开后过大",
    "old workbook": "旧格式（.xls）、WPS格式（.et）或加了密码",
    "old workbook of WPS (.et)": "旧格式（.xls）、WPS格式（.et）或加了密码",
    "renamed web page": "是文本（CSV等）",
    "macros": "1 rows",
    "links to other files": "1 rows",
    "formulas": "1 rows",
    "csv in GBK": "是文本（CSV等）",
    "picture": "不是Excel工作簿",
    "opendocument": "OpenDocument",
    "empty": "不是Excel工作簿",
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All of them read by one process that may not take more than its share of memory."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, make in FILES.items():
        folder.joinpath(name).write_bytes(make())
    command = [sys.executable, "-m", "tests.web.spreadsheets.hostile", str(folder)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    told: dict[str, str] = json.loads(ran.stdout)
    return told


def test_every_hostile_file_has_an_expectation() -> None:
    assert set(EXPECTED) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused_within_its_memory(
    verdicts: dict[str, str], name: str
) -> None:
    told = verdicts[name]
    assert EXPECTED[name] in told
    assert told.endswith("rows") or f"“{name}.xlsx”" in told


def test_what_is_refused_says_what_to_do() -> None:
    assert "另存为.xlsx" in became(FILES["csv in GBK"](), "a.csv")
    assert "加了密码" in became(FILES["old workbook"](), "a.xls")


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        ("<c><v>0.30000000000000004</v></c>", "number", "0.3"),
        ("<c><v>1.2345E3</v></c>", "number", "1234.5"),
        ('<c s="1"><v>0.125</v></c>', "percent", "12.5%"),
        ('<c s="2"><v>45413</v></c>', "day", "2024-05-01"),
        ('<c s="3"><v>12</v></c>', "number", "12"),
        ('<c t="b"><v>1</v></c>', "truth", "TRUE"),
        ('<c t="e"><v>#REF!</v></c>', "error", "#REF!"),
        ('<c t="str"><f>A2</f><v>甲</v></c>', "text", "甲"),
        ('<c t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "text", "甲乙"),
        ("<c><f>[1]表!A1</f><v>7</v></c>", "number", "7"),
    ],
)
def test_a_cell_is_what_the_spreadsheet_shows(cell: str, kind: str, text: str) -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m"/>'
        '<numFmt numFmtId="171" formatCode="#,##0.00&quot;万m&quot;;[Red]-0"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="170"/><xf numFmtId="171"/>'
        "</cellXfs></styleSheet>"
    )
    content = package(sheet_of(f'<row r="3">{cell}</row>'), **{"styles.xml": styles})
    (sheet,) = open_book(SimpleUploadedFile("a.xlsx", content)).sheets
    ((found,),) = sheet.rows()
    assert (found.kind, found.text, found.address) == (kind, text, "A3")


def test_a_formula_without_a_stored_result_is_told_apart_from_one_with_none() -> None:
    rows = '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1" t="str"><f>""</f><v></v></c></row>'
    (sheet,) = open_book(SimpleUploadedFile("a.xlsx", package(sheet_of(rows)))).sheets
    ((found,),) = sheet.rows()
    assert (found.address, found.unsaved, found.formula) == ("A1", True, "=1+1")
