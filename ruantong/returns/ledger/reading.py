"""A balance as accounting software exports it: heads of one or two rows, columns in any order, 元."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from ruantong.core.ledger import Measure
from ruantong.core.text import fold, one_line
from ruantong.core.values import ValueFault, parse_number, shown
from ruantong.returns.errors import Refused
from ruantong.returns.ledger.balance import Account, Balance
from ruantong.returns.workbook.opening import notes_of, pages_of
from ruantong.returns.workbook.places import unit_said
from ruantong.web.spreadsheets.cells import ERROR, Row, SentCell, column_name, open_book
from ruantong.web.spreadsheets.delimited import TextSheet, is_text
from ruantong.web.spreadsheets.formats import DAY, PERCENT
from ruantong.web.spreadsheets.package import NotRead

YUAN = "元"
_HEAD_WITHIN = 20
_MOST_TOLD = 10
_LONGEST_NAME = 200
_CODES = frozenset(map(fold, ("科目编码", "科目代码", "科目编号", "科目号", "编码", "代码")))
_NAMES = frozenset(map(fold, ("科目名称", "名称", "会计科目", "科目")))
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-_/\\]{0,39}")
_ASIDE = re.compile(r"数量|外币|原币|年初|辅助|币种|级次|类型|类别")
_SIDE = re.compile(r"(?:借|贷)方?(?:金额|余额|发生额|累计)?|方向|余额方向|余额|金额|本币")
_PERIODS = (("累计", "year"), ("期初", "opening"), ("期末", "closing"), ("月初", "opening"),
            ("月末", "closing"), ("本期", "period"), ("本月", "period"), ("发生", "period"))  # fmt: skip
_DEBIT, _CREDIT, _NET = "debit", "credit", "net"
_SIDES = {fold("借"): _DEBIT, fold("贷"): _CREDIT, fold("平"): _DEBIT, "": _DEBIT}
EXPECTED = (
    "应有“科目编码”“科目名称”和期初余额、本期发生额、本年累计发生额、期末余额中的若干栏，"
    "每栏分借方、贷方"
)


@dataclass
class _Heads:
    """Where what stands. ``directed``: a balance without sides and the column that says its side."""

    row: int = 0
    code: int = 0
    name: int = 0
    measures: dict[int, Measure] = field(default_factory=dict)
    directed: dict[int, tuple[Measure, Measure, int]] = field(default_factory=dict)

    @property
    def found(self) -> tuple[Measure, ...]:
        sides = [each for debit, credit, _ in self.directed.values() for each in (debit, credit)]
        stand = {*self.measures.values(), *sides}
        return tuple(measure for measure in Measure if measure in stand)


def balance_in(file: UploadedFile[bytes]) -> Balance:
    """The balance in an .xlsx or CSV file; ``Refused`` names the file, the cell and what is expected."""
    name = file.name or ""
    pages, notes = pages_in(file)
    for sheet, rows in pages.items():
        if heads := _heads(rows):
            notes += [
                f"工作表“{each}”没有读取。" for each in pages if each != sheet and pages[each]
            ]
            return _read(rows, heads, notes, f"文件“{name}”")
    raise Refused(f"文件“{name}”中没有读出科目余额表：{EXPECTED}。")


def pages_in(file: UploadedFile[bytes]) -> tuple[dict[str, list[Row]], list[str]]:
    """The rows of every sheet, and what of the file is left aside."""
    name = file.name or ""
    try:
        if is_text(file):
            return pages_of([TextSheet(file)], name), []
        book = open_book(file)
        pages, notes = pages_of(book.sheets, name), notes_of(book)
        book.close()
    except NotRead as fault:
        raise Refused(fault.message) from fault
    return pages, notes


# ---- heads --------------------------------------------------------------------------------------


def _heads(rows: Sequence[Row]) -> _Heads | None:
    """The head of one row, or of two where one says the period and the other the side."""
    for place, row in enumerate(rows[:_HEAD_WITHIN]):
        texts = {cell.column: _plain(cell.text) for cell in row}
        code = next((at for at, text in texts.items() if text in _CODES), 0)
        name = next((at for at, text in texts.items() if text in _NAMES and at != code), 0)
        if not code or not name:
            continue
        below = rows[place + 1] if place + 1 < len(rows) else []
        above = rows[place - 1] if place else []
        under = {cell.column: _plain(cell.text) for cell in below}
        over = {cell.column: _plain(cell.text) for cell in above}
        if under and all(_SIDE.fullmatch(text) for text in under.values()):
            groups, own, last = texts, {**texts, **under}, below[0].row
        else:
            groups, own, last = over, texts, row[0].row
        heads = _Heads(last, code, name)
        _columns(heads, groups, own)
        if heads.found:
            return heads
    return None


def _plain(text: str) -> str:
    """A head without its unit and blanks."""
    return fold(re.sub(r"[(（](?:单位[:：])?元[)）]", "", text))


def _period(text: str) -> str:
    return next((key for word, key in _PERIODS if word in text), "")


def _columns(heads: _Heads, groups: Mapping[int, str], own: Mapping[int, str]) -> None:
    direction = 0
    for at in sorted(own):
        text, group = own[at], _group(groups, at)
        if at in {heads.code, heads.name} or _ASIDE.search(text) or _ASIDE.search(group):
            continue
        if "方向" in text:
            direction = at
            continue
        period = _period(text) or _period(group)
        side = _DEBIT if "借" in text else _CREDIT if "贷" in text else _NET
        if not period:
            continue
        if side == _NET:
            if period in {"opening", "closing"} and direction:
                debit, credit = Measure(f"{period}_debit"), Measure(f"{period}_credit")
                _once(heads, debit, at)
                heads.directed[at] = (debit, credit, direction)
            continue
        measure = Measure(f"{period}_{side}")
        _once(heads, measure, at)
        heads.measures[at] = measure


def _group(groups: Mapping[int, str], at: int) -> str:
    """The head above a column: the nearest at it or left of it, as merged cells have it."""
    return next((groups[place] for place in sorted(groups, reverse=True) if place <= at), "")


def _once(heads: _Heads, measure: Measure, at: int) -> None:
    if measure in heads.found:
        raise Refused(
            f"“{measure.label}”在表头中不止一栏（{column_name(at)}列又有），请只保留一栏。"
        )


# ---- rows ---------------------------------------------------------------------------------------


def _read(rows: Sequence[Row], heads: _Heads, notes: list[str], file: str) -> Balance:
    if (said := unit_said(rows)) and said != YUAN:
        raise Refused(f"{file}写明单位为{said}，科目余额表应以元为单位，请重新导出。")
    faults: list[str] = []
    accounts: dict[str, Account] = {}
    places: dict[str, str] = {}
    aside = 0
    for row in rows:
        if row[0].row <= heads.row:
            continue
        cells = {cell.column: cell for cell in row}
        code = one_line(cells[heads.code].text) if heads.code in cells else ""
        if not _CODE.fullmatch(code):
            aside += 1
            continue
        where = cells[heads.code].address
        if code in accounts:
            raise Refused(
                f"{file}中科目编码“{shown(code)}”在{places[code]}和{where}重复；"
                "请按科目导出，不要按客户、部门等辅助核算展开。"
            )
        name = one_line(cells[heads.name].text)[:_LONGEST_NAME] if heads.name in cells else ""
        places[code] = where
        accounts[code] = Account(code, name, _amounts(cells, heads, faults))
    if faults:
        more = f"等{len(faults)}处" if len(faults) > _MOST_TOLD else ""
        raise Refused(f"{file}没有读取：{'；'.join(faults[:_MOST_TOLD])}{more}。")
    if not accounts:
        raise Refused(f"{file}中有表头，没有科目；“科目编码”栏应为6001这样的编码。")
    if aside:
        notes.append(f"没有科目编码的{aside}行（合计、制表人等）没有读取。")
    return Balance(heads.found, tuple(accounts.values()), tuple(notes))


def _amounts(cells: Mapping[int, SentCell], heads: _Heads, faults: list[str]) -> dict[Measure, int]:
    found: dict[Measure, int] = {}
    for at, measure in heads.measures.items():
        found[measure] = _amount(cells.get(at), faults)
    for at, (debit, credit, direction) in heads.directed.items():
        said = fold(cells[direction].text) if direction in cells else ""
        amount = _amount(cells.get(at), faults)
        side = _SIDES.get(said.removesuffix(fold("方")))
        if side is None or (not said and amount):
            place = cells.get(direction) or cells[at]
            faults.append(f"{place.address}“{shown(said)}”不是余额方向，应为借、贷或平")
        found[debit] = amount if side != _CREDIT else 0
        found[credit] = amount if side == _CREDIT else 0
    return found


def _amount(cell: SentCell | None, faults: list[str]) -> int:
    """The amount in 分; what is none is added to ``faults``."""
    if cell is None:
        return 0
    told = ""
    if cell.unsaved:
        told = "是公式，文件中没有保存计算结果，请用表格软件打开并重新保存"
    elif cell.kind in {ERROR, DAY, PERCENT}:
        told = f"“{shown(cell.text)}”不是金额，应填写数字，至多2位小数"
    else:
        try:
            return parse_number(cell.text, decimals=2, negative=True) or 0
        except ValueFault as fault:
            told = fault.message
    faults.append(f"{cell.address}{told}")
    return 0


def stored(balance: Balance) -> list[list[Any]]:
    """The accounts as JSON, short."""
    return [
        [account.code, account.name, [account.amounts.get(m, 0) for m in balance.measures]]
        for account in balance.accounts
    ]


def restored(measures: Iterable[str], accounts: Iterable[Sequence[Any]]) -> Balance:
    """The balance that :func:`stored` was given."""
    columns = tuple(map(Measure, measures))
    return Balance(
        columns,
        tuple(
            Account(str(code), str(name), dict(zip(columns, amounts, strict=True)))
            for code, name, amounts in accounts
        ),
    )
