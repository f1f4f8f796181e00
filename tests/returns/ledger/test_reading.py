"""A trial balance is read as accounting software writes it, or refused in a sentence; what does not
add up is said.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ruantong.core.ledger import Measure
from ruantong.returns.errors import Refused
from ruantong.returns.ledger.reading import balance_in, restored, stored
from tests.returns.ledger.balances import ACCOUNTS, ONE_ROW, TWO_ROWS, as_csv, as_xlsx, sample
from tests.web.spreadsheets.hostile import FILES

TITLED: list[list[Any]] = [["科目余额表"], ["示例公司", None, "2024年5月", None, "单位：元"]]
TOTAL: list[Any] = [None, "合计", *[1] * 8]
SWAPPED = [[row[1], *row[:1:-1], row[0]] for row in [ONE_ROW, *ACCOUNTS]]


@pytest.mark.parametrize(
    "file",
    [
        as_xlsx([*TITLED, *TWO_ROWS, *ACCOUNTS, TOTAL]),
        as_xlsx([[None, None, *TWO_ROWS[0][2:]], ["科目代码", "科目名称", *["借", "贷"] * 4], *ACCOUNTS]),
        as_csv([ONE_ROW, *ACCOUNTS]),
        as_csv([*TITLED, ONE_ROW, *ACCOUNTS, TOTAL], "utf-8-sig"),
        as_csv([ONE_ROW, *ACCOUNTS], "utf-16", "\t"),
        as_csv(SWAPPED, "utf-8", ";"),
    ],
    ids=["two rows", "codes in the lower row", "GBK", "UTF-8", "tabs", "another order"],
)  # fmt: skip
def test_a_balance_is_read_in_every_layout(file: SimpleUploadedFile) -> None:
    balance = balance_in(file)
    assert balance.accounts == sample().accounts
    revenue = balance.account["6001"].amounts
    assert (revenue[Measure.YEAR_CREDIT], revenue[Measure.YEAR_DEBIT]) == (1234567890, 150055)
    assert balance.parents["600102"] == "6001"
    assert balance.parents["6001"] == ""


def test_balances_with_a_column_for_their_side_are_read() -> None:
    rows: list[list[Any]] = [
        ["科目编码", "科目名称", "方向", "期初余额", "本期借方", "本期贷方", "方向", "期末余额"],
        ["1002", "银行存款", "借", 5, 3, 1, "借", 7],
        ["2001", "短期借款", "贷", 5, 1, 3, "贷", 7],
        ["6001", "主营业务收入", "平", None, 0, 0, "平", 0],
    ]
    found = balance_in(as_xlsx(rows))
    figures = [
        (a.amounts[Measure.CLOSING_DEBIT], a.amounts[Measure.CLOSING_CREDIT])
        for a in found.accounts
    ]
    assert figures == [(700, 0), (0, 700), (0, 0)]
    assert Measure.YEAR_DEBIT not in found.measures
    rows[1][6] = "左"
    with pytest.raises(Refused, match="G2“左”不是余额方向"):
        balance_in(as_xlsx(rows))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([ONE_ROW, ACCOUNTS[0], ACCOUNTS[0]], "“1002”在A2和A3重复"),
        ([ONE_ROW, ["1002", "银行存款", "一百"]], "C2“一百”不是数字"),
        ([ONE_ROW, ["1002", "银行存款", "1.005"]], "C2“1.005”有3位小数"),
        ([["单位：万元"], ONE_ROW, ACCOUNTS[0]], "写明单位为万元"),
        ([ONE_ROW], "没有科目"),
        ([["科目编码", "科目名称"], ["1002", "银行存款"]], "没有读出科目余额表"),
        ([[*ONE_ROW, "期末借方"], ACCOUNTS[0]], "“期末借方余额”在表头中不止一栏"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_the_cell_and_what_is_expected(
    rows: list[list[Any]], expected: str
) -> None:
    with pytest.raises(Refused, match=expected):
        balance_in(as_csv(rows))


@pytest.mark.parametrize("name", [*FILES, "no encoding", "columns without end", "open quote"])
def test_no_hostile_file_is_taken_for_a_balance(name: str) -> None:
    made = {
        "no encoding": lambda: b"\x81\xff\xff,\x80\n" * 9,
        "columns without end": lambda: b"1," * 2_000_000,
        "open quote": lambda: b'"' + b"x" * 200_000,
        **FILES,
    }
    with pytest.raises(Refused, match=r"“a\.xlsx”"):
        balance_in(SimpleUploadedFile("a.xlsx", made[name]()))


def test_a_balance_that_does_not_balance_is_said() -> None:
    accounts = [
        ["1002", "银行存款", 0, 0, 0, 0, 0, 0, 100, 0],
        ["2211", "应付职工薪酬", 0, 0, 7, 7, 0, 0, 0, 90],
        ["221101", "工资", 0, 0, 7, 7, 0, 0, 0, 95],
        ["221102", "社保", 0, 0, 1, 0, 0, 0, 5, 0],
    ]
    assert sample(accounts).faults() == [
        "期末余额借贷不平：一级科目借方合计100.00元，贷方合计90.00元，相差10.00元。",
        "“2211 应付职工薪酬”本期借方发生额7.00元，不等于明细科目之和8.00元。",
    ]


def test_a_balance_is_kept_between_two_pages_as_it_was() -> None:
    balance = sample()
    assert restored(balance.measures, stored(balance)).accounts == balance.accounts
