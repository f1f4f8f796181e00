"""上传Excel: what a workbook would change is shown cell by cell; nothing is taken before 采用."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from ruantong.core.cellref import CellRef
from ruantong.core.content import get, lines
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.survey.packs import regimes
from ruantong.returns.errors import Refused
from ruantong.returns.models import Draft, PendingWorkbook, Return
from ruantong.returns.moving import actions
from ruantong.returns.workbook import opening
from ruantong.returns.workbook.judging import CHANGED, REFUSED, UNKNOWN, Entry, kept
from ruantong.returns.workbook.taking import drop, forget_old, send_in, take, waiting_for
from tests import people
from tests.returns.story import earlier, fill, opened, submitted
from tests.web.spreadsheets.hostile import FILES

pytestmark = pytest.mark.django_db
ANNUAL = Period.parse("2023")


def workbook_of(ret: Return) -> Any:
    answer = people.signed_in(people.alice(ret.unit)).get(f"/returns/{ret.pk}/workbook.xlsx")
    return load_workbook(io.BytesIO(answer.content))


def cell(page: Any, label: str, column: int) -> Any:
    """The cell of a row, by the name of the row."""
    row = next(row for row in page.iter_rows() if label in [each.value for each in row[:3]])
    return row[column]


def content(book: Any) -> bytes:
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def own_layout(*rows: list[Any], title: str = "软件月报") -> Any:
    book = Workbook()
    page = book.worksheets[0]
    page.title = title
    for row in rows:
        page.append(row)
    return book


def sent(ret: Return, book: Any, name: str = "月报.xlsx") -> PendingWorkbook:
    raw = book if isinstance(book, bytes) else content(book)
    file = SimpleUploadedFile(name, raw)
    return send_in(ret.pk, actor=people.alice(ret.unit), file=file)


def entries(pending: PendingWorkbook, kind: str = CHANGED) -> list[Entry]:
    return [entry for entry in kept(pending.entries) if entry.kind == kind]


def stored(ret: Return, ref: str) -> str:
    return get(Draft.objects.get(owner=ret).forms, CellRef.parse(ref))


def test_a_filled_workbook_is_previewed_taken_in_one_act_and_gone() -> None:
    ret = fill(opened())
    book = workbook_of(ret)
    page = book["软统企6表"]
    cell(page, "主营业务收入", 3).value = 1100.5
    cell(page, "2. 信息技术服务收入", 3).value = None
    client = people.signed_in(people.alice())
    file = SimpleUploadedFile("月报.xlsx", content(book))
    shown = client.post(f"/returns/{ret.pk}/workbook/", {"file": file}, follow=True)
    told = shown.content.decode()
    assert "1000.00 → <strong>1100.50</strong>" in told
    assert "100.00 → <strong>（空）</strong>" in told
    assert stored(ret, "6.2010.A") == "1000.00"
    client.post(f"/returns/{ret.pk}/workbook/take")
    assert (stored(ret, "6.2010.A"), stored(ret, "6.2022.A")) == ("1100.50", "")
    assert not PendingWorkbook.objects.exists()


def test_what_is_given_up_or_a_day_old_changes_nothing_and_is_wiped() -> None:
    ret = fill(opened())
    alice, own = people.alice(), own_layout(["代码", "本年本期累计"], ["2010", 5])
    sent(ret, own)
    drop(ret.pk, actor=alice)
    assert not PendingWorkbook.objects.exists()
    sent(ret, own)
    with clock.at("2024-06-11 10:00"):
        assert waiting_for(alice, ret) is None
        with pytest.raises(Refused, match="请重新上传"):
            take(ret.pk, actor=alice)
        assert forget_old() == 1
    assert stored(ret, "6.2010.A") == "1000.00"


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        ("一千", None, "不是数字，应填写数字，至多2位小数"),
        (1.234, None, "有3位小数，应填写数字，至多2位小数"),
        (0.125, "0.0%", "带有百分号"),
        (45413, "yyyy-mm-dd", "是日期，应填写数字"),
        ("=D9*2", None, "没有保存计算结果"),
        (True, None, "是逻辑值"),
        ("#DIV/0!", None, "错误值"),
        ("1,23", None, "千分位逗号位置不对"),
        ("5万元", None, "带有文字"),
    ],
)
def test_what_cannot_be_taken_names_sheet_cell_value_and_expectation(
    value: Any, style: str | None, expected: str
) -> None:
    ret = fill(opened())
    book = workbook_of(ret)
    target = cell(book["软统企6表"], "主营业务收入", 3)
    target.value = value
    if style:
        target.number_format = style
    pending = sent(ret, book)
    (refused,) = entries(pending, REFUSED)
    assert refused.complaint.startswith(f"软统企6表!{target.coordinate}“")
    assert expected in refused.complaint
    assert "软统企6表 2010 主营业务收入" in refused.name
    assert (pending.typed, entries(pending)) == ({}, [])


@pytest.mark.parametrize(
    ("typed", "kept_as"),
    [
        ("￥1,234.00", "1234.00"), ("(123.45)", "-123.45"), ("（123.45）", "-123.45"), ("-", "0.00"),
        ("1 234.56", "1234.56"), ("１２３。５", "123.50"), ("–5", "-5.00"), (7, "7.00"),
    ],
)  # fmt: skip
def test_accounting_formats_are_read(typed: Any, kept_as: str) -> None:
    ret = fill(opened())
    pending = sent(ret, own_layout(["指标名称", "本年本期累计"], ["利润总额", typed]))
    assert pending.typed == {"6.2090.A": kept_as}


@pytest.mark.parametrize(
    "rows",
    [
        [["单位：元"], ["项目", "本年本期累计"], ["主营业务收入", 12345678.9]],
        [["名称", "本年本期累计（元）"], ["主营业务收入", "12,345,678.90"]],
        [["指标", "单位", "本年本期累计"], ["主营业务收入", "元", 12345678.9]],
        [
            ["（单位：元）"],
            ["软统企6表"],
            ["编码", "名称", "金额"],
            [2010, "主营业务收入", 12345678.9],
        ],
    ],
)
def test_a_layout_of_ones_own_is_read_and_its_unit_converted_exactly(rows: list[Any]) -> None:
    ret = fill(opened())
    pending = sent(ret, own_layout(*rows, ["平均用工人数", None]))
    (entry,) = entries(pending)
    assert (entry.old, entry.new) == ("1000.00", "1234.57")
    assert "元折合1234.56789万元，按2位小数四舍五入" in entry.told
    assert pending.typed == {"6.2010.A": "1234.57"}, "an empty cell of one's own changes nothing"


def test_what_is_not_understood_is_told_with_its_place() -> None:
    ret = fill(opened())
    book = own_layout(
        ["代码", "指标名称", "本年本期累计"],
        [2010, "主营业务收入", 7],
        [9999, "别的收入", 8],
        [2080, "利润总额", 9],
    )
    book.create_sheet("草稿").append(["备忘", 5])
    pending = sent(ret, book)
    unknown = [(each.address, each.told) for each in entries(pending, UNKNOWN)]
    assert unknown[0] == ("B3", "本表没有这个指标")
    assert unknown[1][0] == "B4"
    assert "名称却不是“费用总额”" in unknown[1][1]
    assert "工作表“草稿”不是本期的报表，没有读取。" in pending.notes
    assert pending.typed == {"6.2010.A": "7.00"}


def test_cells_of_the_platform_are_not_taken_and_said_so() -> None:
    ret = fill(opened())
    own = own_layout(["代码", "本年本期累计", "本年上期累计"], [2010, 1000, 3])
    pending = sent(ret, own)
    assert pending.typed == {"6.2010.C": "3.00"}, "nothing was filed for April, so it is typed"
    earlier(ret.unit, Period.parse("2024-04"))
    (refused,) = entries(sent(ret, own), REFUSED)
    assert "由上一期报表带出" in refused.told


def test_two_changes_of_one_cell_meet_and_the_respondent_chooses() -> None:
    ret = fill(opened())
    book = workbook_of(ret)
    page = book["软统企6表"]
    cell(page, "主营业务收入", 3).value = 1100
    cell(page, "利润总额", 3).value = 120
    fill(ret, {"6.2010.A": "1050"})
    client = people.signed_in(people.alice())
    sent(ret, book)
    answer = client.post(f"/returns/{ret.pk}/workbook/take")
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "1100.00" in told
    assert "1050.00" in told
    client.post(f"/returns/{ret.pk}/workbook/take", {"choice": "stored"})
    assert (stored(ret, "6.2010.A"), stored(ret, "6.2090.A")) == ("1050.00", "120.00")
    sent(ret, book)
    again = client.post(f"/returns/{ret.pk}/workbook/take")
    version = str(again.context["conflict"].version)
    client.post(f"/returns/{ret.pk}/workbook/take", {"choice": "file", "version": version})
    assert stored(ret, "6.2010.A") == "1100.00"


def test_what_others_typed_since_the_download_is_left_alone() -> None:
    ret = fill(opened())
    book = workbook_of(ret)
    fill(ret, {"6.2090.A": "150"})
    cell(book["软统企6表"], "主营业务收入", 3).value = 1100
    pending = sent(ret, book)
    assert pending.typed == {"6.2010.A": "1100.00"}


def test_a_workbook_of_another_unit_or_period_is_refused() -> None:
    ret = fill(opened())
    other = people.make_unit(2)
    people.join(people.alice(), other)
    theirs = opened(other)
    with pytest.raises(Refused, match="不是本单位"):
        sent(theirs, workbook_of(ret))
    with clock.at("2024-07-05"):
        june = opened(ret.unit, Period.parse("2024-06"))
        with pytest.raises(Refused, match="2024年1—5月的报表，现在填报的是2024年1—6月"):
            sent(june, workbook_of(ret))


def test_a_return_that_is_filed_takes_nothing() -> None:
    ret = submitted(opened())
    with pytest.raises(Refused, match="不能再修改"):
        sent(ret, own_layout(["代码", "本年本期累计"], [2010, 5]))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a million rows", "超过5000行"), ("csv in GBK", "另存为.xlsx"), ("old workbook", "加了密码")],
)
def test_a_file_that_is_not_read_is_refused_on_the_page(name: str, expected: str) -> None:
    ret = fill(opened())
    file = SimpleUploadedFile("旧表.xls", FILES[name]())
    client = people.signed_in(people.alice())
    answer = client.post(f"/returns/{ret.pk}/workbook/", {"file": file})
    assert answer.status_code == 422
    assert "文件“旧表.xls”" in answer.content.decode()
    assert expected in answer.content.decode()
    assert not PendingWorkbook.objects.exists()


def test_macros_and_links_of_a_workbook_are_left_aside_and_that_is_said() -> None:
    ret = fill(opened())
    raw = io.BytesIO(content(own_layout(["代码", "本年本期累计"], [2010, 7])))
    with zipfile.ZipFile(raw, "a") as made:
        made.writestr("xl/vbaProject.bin", b"x")
        made.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    pending = sent(ret, raw.getvalue())
    assert pending.typed == {"6.2010.A": "7.00"}
    assert pending.notes == [
        "工作簿带有宏，平台不运行宏，只读取单元格中保存的内容。",
        "工作簿引用了其他文件，平台不打开这些文件，只读取工作簿中保存的数。",
    ]


def test_many_sheets_together_are_held_to_one_limit_and_complaints_to_a_readable_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ret = fill(opened())
    book = own_layout(["代码", "本年本期累计"], [2010, 7], *([n, 5] for n in range(3000, 3600)))
    pending = sent(ret, book)
    assert len(entries(pending, UNKNOWN)) == 500
    assert "没有读懂的共600格，只列出前500格。" in pending.notes
    monkeypatch.setattr(opening, "MOST_CELLS", 1300)
    book.create_sheet("又一").append(list(range(200)))
    with pytest.raises(Refused, match="全部工作表超过1300个单元格"):
        sent(ret, book)


def test_lines_are_compared_and_taken_or_refused_as_a_whole() -> None:
    ret = opened(period=ANNUAL)
    alice = people.alice()
    codes = [row[0] for row in _directory(ret)]
    actions.save(
        ret.pk, actor=alice, version=0, cells={}, rows={"4.lines": [{"code": codes[0], "1": "5"}]}
    )
    book = workbook_of(ret)
    page = book["软统企4表"]
    shown = {row[0].value: row for row in page.iter_rows() if isinstance(row[0].value, int)}
    shown[1][2].value = 6
    shown[2][1].value, shown[2][2].value = codes[1], 7.5
    pending = sent(ret, book)
    assert next((each.address, each.new) for each in entries(pending)) == (
        shown[1][2].coordinate, "6.00",
    )  # fmt: skip
    take(ret.pk, actor=alice)
    assert stored_lines(ret) == [
        {"code": codes[0], "1": "6.00"}, {"code": codes[1], "1": "7.50"},
    ]  # fmt: skip
    shown[2][2].value = "七"
    pending = sent(ret, book)
    assert pending.lines == {}
    assert "整组没有采用" in "".join(pending.notes)
    assert [each.address for each in entries(pending, REFUSED)] == [shown[2][2].coordinate]


def stored_lines(ret: Return) -> list[dict[str, str]]:
    return lines(Draft.objects.get(owner=ret).forms, CellRef("4", group="lines"))


def _directory(ret: Return) -> list[tuple[str, str]]:
    items = regimes()[ret.regime].code_lists["directory"].items
    return [(item.code, item.name) for item in items if item.leaf]


def test_whatever_is_sent_in_something_is_said_of_it() -> None:
    """Random sheets: refused in a sentence, or a preview in which every cell it speaks of is placed."""
    ret = fill(opened())
    rng = random.Random(7)
    words: list[Callable[[], Any]] = [
        lambda: rng.choice(
            ["代码", "指标名称", "本年本期累计", "软统企6表", "单位：元", "计量单位"]
        ),
        lambda: rng.choice(["主营业务收入", "利润总额", "2010", 2020, 2090, "—", "--", "合计"]),
        lambda: rng.choice([1, -2.5, 1e14, "１２", "(3)", "12%", "=A1", True, "x" * 300, "#N/A"]),
        lambda: None,
    ]
    said, refusals = 0, []
    for _ in range(40):
        book = own_layout(*([rng.choice(words)() for _ in range(4)] for _ in range(8)))
        try:
            pending = sent(ret, book)
        except Refused as refused:
            refusals.append(refused.message)
            continue
        found = kept(pending.entries)
        said += 1
        assert found or pending.same or pending.notes
        places = [(entry.sheet, entry.address) for entry in found]
        assert len(places) == len(set(places)), "nothing is said twice of one cell"
        assert all(entry.sheet and entry.address for entry in found)
        assert all(entry.told for entry in found if entry.kind != CHANGED)
        assert len(pending.typed) == len(entries(pending))
    assert said
    assert all("月报.xlsx" in message for message in refusals)
