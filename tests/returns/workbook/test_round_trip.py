"""What stands in a return stands in its workbook, through LibreOffice and back, cell by cell."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ruantong.core.cellref import CellRef
from ruantong.core.cells import CellSpec, print_value, read_value, spec_of
from ruantong.core.content import cells, put, put_lines
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import ColumnRole, Form, Kind, Regime
from ruantong.core.values import MAX_SCALED, ValueFault, format_number
from ruantong.registry.survey.packs import regimes
from ruantong.returns.sheets.build import Sheet, sheet_of
from ruantong.returns.workbook.marks import LISTS, SHEET, Marks, read_marks, texts_of
from ruantong.returns.workbook.places import places_of
from ruantong.returns.workbook.reading import value_of
from ruantong.returns.workbook.writing import About, workbook_bytes
from ruantong.web.spreadsheets.cells import open_book
from tests.libreoffice import converted

REGIME = "miit_software_2024"
PERIODS = {Frequency.ANNUAL: Period.parse("2025"), Frequency.MONTHLY: Period.parse("2025-05")}
GROWTH = {ColumnRole.YOY, ColumnRole.POP}
# what spreadsheets like to turn into something else
TEXTS = (
    "=1+1", "+86 023", "-无-", "@某", "001", "1E5", "2024-05", "3/4", "TRUE", "#N/A", "'甲", '"乙"',
    "_x0041_", "a_x000D_b", "甲<乙>&丙", "１２３", "1,234", "(5)", "50%", "𠮷野家", "é", "https://例.cn/?a=1&b=2",
)  # fmt: skip
ABOUT = About(
    facts=(("统一社会信用代码", "91500103MA5U00011H"), ("单位详细名称", "示例公司")),
    period="2025年1—5月", valid_to="2027年1月1日", foot=(("填表人", "丙"),), state="草稿",
)  # fmt: skip


@pytest.fixture(scope="module")
def regime() -> Regime:
    return regimes()[REGIME]


def text_for(rng: random.Random, spec: CellSpec) -> str:
    """A text that the cell may hold, as it is kept."""
    if spec.kind is Kind.NUMBER:
        largest = rng.choice((99, 10**6, 10**11, MAX_SCALED))
        return format_number(rng.randint(-largest, largest), spec.decimals)
    leaves = [item.code for item in spec.code_list.items if item.leaf] if spec.code_list else []
    raw = {
        Kind.CODE: lambda: rng.choice(leaves or ["1"]),
        Kind.CODES: lambda: ";".join(rng.sample(leaves, min(2, len(leaves)))),
        Kind.YEAR: lambda: str(rng.randint(1900, 2026)),
        Kind.MONTH: lambda: str(rng.randint(1, 12)),
        Kind.USCC: lambda: "915001" + "".join(rng.choices("0123456789ABC", k=12)),
        Kind.PHONE: lambda: f"023-{rng.randint(60000000, 69999999)}",
        Kind.MOBILE: lambda: f"139{rng.randint(0, 99999999):08}",
        Kind.ORG_CODE: lambda: f"{rng.randint(0, 999999999):09}",
    }.get(spec.kind, lambda: rng.choice(TEXTS))()
    try:
        return print_value(spec, read_value(spec, raw)) or ""
    except ValueFault:
        return ""


def content(rng: random.Random, regime: Regime, forms: tuple[Form, ...]) -> dict[str, Any]:
    """A return with about half of its cells filled."""
    made: dict[str, Any] = {}
    for form in forms:
        refs = [CellRef(form.code, head=head.key) for head in form.head_fields]
        refs += [
            CellRef(form.code, row.code, key)
            for row in form.indicators
            if not row.title
            for key in row.columns
            if form.column[key].role not in GROWTH
        ]
        for ref in rng.sample(refs, len(refs) // 2):
            put(made, ref, text_for(rng, spec_of(regime, str(ref))))
        for group in form.row_groups:
            whole = CellRef(form.code, group=group.key)
            count = rng.randint(0, min(group.maximum, 6))
            lines = [
                {
                    column.key: text
                    for column in group.columns
                    if (text := text_for(rng, spec_of(regime, f"{whole}[{n}].{column.key}")))
                }
                for n in range(1, count + 1)
            ]
            put_lines(made, whole, [line for line in lines if line])
    return made


def sheets_of(regime: Regime, frequency: Frequency, forms_json: Mapping[str, Any]) -> list[Sheet]:
    return [
        sheet_of(regime, form, forms_json, editable=True, period=PERIODS[frequency], spare_lines=5)
        for form in regime.forms_for(frequency)
    ]


def written(regime: Regime, frequency: Frequency, forms_json: Mapping[str, Any]) -> bytes:
    codes = tuple(form.code for form in regime.forms_for(frequency))
    texts = texts_of(forms_json, codes)
    marks = Marks(7, "9", str(PERIODS[frequency]), regime.key, 3, codes, texts)
    return workbook_bytes(sheets_of(regime, frequency, forms_json), ABOUT, marks)


def read_back(
    regime: Regime, frequency: Frequency, file: bytes
) -> tuple[dict[str, str], Marks | None]:
    """Every cell that stands in the workbook, by reference, without a look at what the platform hid."""
    book = open_book(SimpleUploadedFile("a.xlsx", file))
    pages = {sheet.name: list(sheet.rows()) for sheet in book.sheets}
    pairs = [(row[0].text, row[1].text if len(row) > 1 else "") for row in pages.pop(SHEET)]
    pages.pop(LISTS)
    forms = {form.form.number: form for form in sheets_of(regime, frequency, {})}
    found: dict[str, str] = {}
    for name, rows in pages.items():
        places = places_of(name, rows, forms[name])
        assert places.unknown == []
        for placed in places.cells:
            assert placed.ref not in found
            spec = spec_of(regime, placed.ref)
            found[placed.ref] = value_of(spec, placed.cell, placed.said, placed.unit)[0]
        for key, lines in places.lines.items():
            for number, line in enumerate(lines, start=1):
                for column, cell in line.cells.items():
                    ref = f"{places.form.form.code}.{key}[{number}].{column}"
                    found[ref] = value_of(spec_of(regime, ref), cell)[0]
    return found, read_marks(pairs)


def random_returns(regime: Regime, count: int) -> Iterator[tuple[Frequency, dict[str, Any]]]:
    for seed in range(count):
        frequency = (Frequency.ANNUAL, Frequency.MONTHLY)[seed % 2]
        yield frequency, content(random.Random(seed), regime, regime.forms_for(frequency))


def test_a_return_comes_back_from_its_own_workbook(regime: Regime) -> None:
    for frequency, forms_json in random_returns(regime, 10):
        found, marks = read_back(regime, frequency, written(regime, frequency, forms_json))
        assert found == dict(cells(forms_json))
        assert marks is not None
        assert dict(marks.texts) == found


def test_a_return_comes_back_through_libreoffice(
    regime: Regime, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two dozen stored by it as .xlsx, and four more as .ods and then as .xlsx, in one run for each kind."""
    here, first, second = (tmp_path_factory.mktemp(name) for name in ("own", "ods", "xlsx"))
    returns = list(random_returns(regime, 28))
    files = []
    for number, (frequency, forms_json) in enumerate(returns):
        files.append(here / f"{number}.xlsx")
        files[-1].write_bytes(written(regime, frequency, forms_json))
    through_ods = converted(files[:4], "ods", first)
    back = converted([*through_ods, *files[4:]], "xlsx", second)
    for (frequency, forms_json), file in zip(returns, back, strict=True):
        found, marks = read_back(regime, frequency, file.read_bytes())
        assert found == dict(cells(forms_json))
        assert marks is not None
        assert dict(marks.texts) == found
