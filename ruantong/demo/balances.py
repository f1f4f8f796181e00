"""An invented trial balance to try 从科目余额表取数 with: five months of bookkeeping, posted twice as books are."""

from __future__ import annotations

import csv
import io
import random
from collections import defaultdict

import xlsxwriter

MONTHS = 5
TITLE = "科目余额表（演示用，全部虚构）"
_HEADS = ("期初余额", "本期发生额", "本年累计发生额", "期末余额")
_ACCOUNTS = {
    "1002": "银行存款", "100201": "示例银行基本户", "1122": "应收账款", "112201": "虚构客户甲",
    "112202": "虚构客户乙", "1601": "固定资产", "1602": "累计折旧", "2202": "应付账款",
    "2211": "应付职工薪酬", "221101": "工资", "221102": "社会保险费", "2221": "应交税费",
    "222101": "应交增值税", "222102": "应交企业所得税", "4001": "实收资本", "4103": "本年利润",
    "4104": "利润分配", "5301": "研发支出", "530101": "费用化支出", "6001": "主营业务收入",
    "600101": "软件产品", "600102": "信息技术服务", "6051": "其他业务收入", "6117": "其他收益",
    "6401": "主营业务成本", "640101": "人工成本", "640102": "外购硬件", "6403": "税金及附加",
    "6601": "销售费用", "6602": "管理费用", "660201": "工资", "660202": "折旧费",
    "660203": "研发费用", "6603": "财务费用", "6801": "所得税费用",
}  # fmt: skip
# debit, credit and about how many 元
_OPENING = (
    ("100201", "4001", 8_000_000), ("1601", "4001", 2_000_000), ("112201", "4104", 1_500_000),
    ("100201", "1602", 400_000), ("100201", "2202", 150_000), ("100201", "221101", 600_000),
)  # fmt: skip
_MONTHLY = (
    ("112201", "600101", 1_300_000), ("112202", "600102", 900_000), ("112201", "222101", 140_000),
    ("100201", "112201", 1_200_000), ("100201", "112202", 850_000), ("100201", "6051", 20_000),
    ("100201", "6117", 15_000), ("640101", "221101", 420_000), ("640102", "2202", 260_000),
    ("2202", "100201", 240_000), ("6403", "222101", 16_000), ("222101", "100201", 120_000),
    ("6601", "100201", 130_000), ("660201", "221101", 180_000), ("660201", "221102", 60_000),
    ("530101", "221101", 300_000), ("221101", "100201", 880_000), ("221102", "100201", 58_000),
    ("660202", "1602", 35_000), ("6603", "100201", 4_000), ("6801", "222102", 60_000),
)  # fmt: skip
_SPENT, _EXPENSED, _PROFIT = "530101", "660203", "4103"
_Turnover = dict[str, list[int]]  # 分 by account: debit and credit


def balance_rows(seed: int = 2024) -> list[list[str]]:
    """Title, two rows of heads, the accounts with their parents, and the total."""
    rng = random.Random(seed)
    before, year, month = _none(), _none(), _none()
    _post(before, _OPENING, rng)
    for number in range(1, MONTHS + 1):
        month = _none()
        _post(month, _MONTHLY, rng)
        _close(month)
        _add(year, month)
        if number < MONTHS:
            _add(before, month)
    rows = [
        [TITLE], ["单位：元", "", "编制单位：示例企业（虚构）"],
        ["科目编码", "科目名称", *(text for head in _HEADS for text in (head, ""))],
        ["", "", *["借方", "贷方"] * len(_HEADS)],
    ]  # fmt: skip
    totals = [0] * 2 * len(_HEADS)
    for code, name in _ACCOUNTS.items():
        opening = _side(*_whole(before, code))
        turned = _whole(month, code), _whole(year, code)
        closing = _side(opening[0] + turned[0][0], opening[1] + turned[0][1])
        figures = [each for pair in (opening, *turned, closing) for each in pair]
        if len(code) == 4:
            totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        rows.append([code, name, *map(_yuan, figures)])
    return [*rows, ["", "合计", *map(_yuan, totals)]]


def balance_file(name: str, seed: int = 2024) -> bytes:
    """The balance as .xlsx, or as CSV in GBK where the name ends so."""
    rows = balance_rows(seed)
    if name.lower().endswith(".csv"):
        lines = io.StringIO()
        csv.writer(lines).writerows(rows)
        return lines.getvalue().encode("gbk")
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"in_memory": True}) as book:
        page = book.add_worksheet("科目余额表")
        page.set_column(0, 9, 16)
        for line, row in enumerate(rows):
            for column, told in enumerate(row):
                page.write_string(line, column, told)
    return into.getvalue()


def _none() -> _Turnover:
    return defaultdict(lambda: [0, 0])


def _post(into: _Turnover, entries: tuple[tuple[str, str, int], ...], rng: random.Random) -> None:
    for debit, credit, about in entries:
        amount = about * rng.randint(90, 110) + rng.randint(1, 99)
        into[debit][0] += amount
        into[credit][1] += amount


def _close(month: _Turnover) -> None:
    """Research becomes an expense; income and expense go to the profit of the year."""
    spent = month[_SPENT][0]
    month[_SPENT][1] += spent
    month[_EXPENSED][0] += spent
    for code in [code for code in month if code.startswith("6")]:
        net = month[code][0] - month[code][1]
        month[code][net > 0] += abs(net)
        month[_PROFIT][net < 0] += abs(net)


def _add(into: _Turnover, other: _Turnover) -> None:
    for code, (debit, credit) in other.items():
        into[code][0] += debit
        into[code][1] += credit


def _whole(turnover: _Turnover, code: str) -> tuple[int, int]:
    """Of an account with its details."""
    parts = [amounts for each, amounts in turnover.items() if each.startswith(code)]
    return sum(debit for debit, _ in parts), sum(credit for _, credit in parts)


def _side(debit: int, credit: int) -> tuple[int, int]:
    net = debit - credit
    return max(net, 0), max(-net, 0)


def _yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"
