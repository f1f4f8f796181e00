"""Invented trial balances, as accounting software exports them."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from ruantong.returns.ledger.balance import Balance
from ruantong.returns.ledger.reading import balance_in

# code, name, then debit and credit of opening, period, year to date, closing; it balances.
ACCOUNTS: list[list[Any]] = [
    ["1002", "银行存款", 100, 0, 500, 200, 2500, 900, 400, 0],
    ["1122", "应收账款", 0, 0, 50, 0, 250, 0, 50, 0],
    ["2211", "应付职工薪酬", 0, 100, 80, 90, 400, 450, 0, 110],
    ["221101", "工资", 0, 60, 50, 60, 250, 300, 0, 70],
    ["221102", "社会保险费", 0, 40, 30, 30, 150, 150, 0, 40],
    ["5301", "研发支出", 0, 0, 40, 40, 200, 200, 0, 0],
    ["6001", "主营业务收入", 0, 0, 300, 550, "1,500.55", "12,345,678.90", 0, 250],
    ["600101", "软件产品", 0, 0, 200, 350, "1,000.55", "10,000,000.00", 0, 150],
    ["600102", "技术服务", 0, 0, 100, 200, 500, "2,345,678.90", 0, 100],
    ["6602", "管理费用", 0, 0, 90, 180, 900, 450, -90, 0],
]
ONE_ROW: list[Any] = [
    "科目编码", "科目名称", "期初借方余额", "期初贷方余额", "本期借方发生额", "本期贷方发生额",
    "本年累计借方", "本年累计贷方", "期末借方余额", "期末贷方余额",
]  # fmt: skip
TWO_ROWS: list[list[Any]] = [
    ["科目编码", "科目名称", "期初余额", None, "本期发生额", None, "本年累计发生额", None, "期末余额", None],
    [None, None, *["借方", "贷方"] * 4],
]  # fmt: skip


def as_xlsx(rows: list[list[Any]], name: str = "余额表.xlsx") -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    into = io.BytesIO()
    book.save(into)
    return SimpleUploadedFile(name, into.getvalue())


def as_csv(
    rows: list[list[Any]], encoding: str = "gbk", separator: str = ",", name: str = "余额表.csv"
) -> SimpleUploadedFile:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode(encoding))


def sample(accounts: list[list[Any]] = ACCOUNTS) -> Balance:
    return balance_in(as_csv([ONE_ROW, *accounts]))
