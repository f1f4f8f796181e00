"""导入名录: every line old → new or refused with its cell; nothing is taken before it is confirmed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ruantong.core.identifiers import make_uscc
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit, RosterEntry, RosterImport
from ruantong.registry.roster_import import acts
from ruantong.trail.models import TrailEntry
from tests import people
from tests.registry.workbooks import book, row

pytestmark = pytest.mark.django_db
NEW = make_uscc("91500105MA5U0031")
OTHER = make_uscc("91500105MA5U0032")
WHY = {"reason": "依据市级2024年名录核定结果"}


@pytest.fixture(autouse=True)
def _tenth_of_june() -> Any:
    people.district(people.EVE_DISTRICT)
    with clock.at("2024-06-10"):
        yield


@pytest.fixture
def chen() -> Client:
    return people.signed_in(people.chen())


def send(client: Client, content: bytes, name: str = "名录.xlsx") -> Any:
    return client.post("/city/rosters/import/", {"file": SimpleUploadedFile(name, content)})


def previewed(client: Client, *rows: list[Any]) -> tuple[RosterImport, list[tuple[str, str]]]:
    answer = send(client, book(*rows))
    assert answer.status_code == 302, answer.content.decode()
    made = RosterImport.objects.latest("pk")
    return made, [(line.kind, "；".join(line.told)) for line in made.lines.all()]


def take(client: Client, made: RosterImport) -> Any:
    return client.post(f"/city/rosters/import/{made.pk}/take/", WHY, follow=True)


def test_a_file_made_by_libreoffice_is_previewed_and_taken(chen: Client) -> None:
    """With a title above its headings, other words for them, and a column nobody asked for."""
    people.make_unit(1, annual_from="2023", contact_phone="023-63890000")
    content = Path(__file__).with_name("files").joinpath("roster_libreoffice.xlsx").read_bytes()
    page = chen.post(
        "/city/rosters/import/", {"file": SimpleUploadedFile("名录.xlsx", content)}, follow=True
    ).content.decode()
    assert "这些列没有用到：序号、备注" in page
    assert "联系电话：023-63890000 → 023-63899999" in page
    assert "细分领域：空 → 工业软件" in page
    assert "行业代码：6511" in page
    assert "roster的B5“91500103MA5U002220”：统一社会信用代码“91500103MA5U002220”校验不通过" in page
    assert ReportingUnit.objects.count() == 1
    assert not TrailEntry.objects.filter(act__startswith="unit.").exists()
    made = RosterImport.objects.get()
    assert "已导入 2 行" in take(chen, made).content.decode()
    new = ReportingUnit.objects.get(uscc="91500103MA5U002146")
    assert (new.name, new.district_id, new.industry_code) == (
        "示例新增二十一号有限公司",
        "500105",
        "6511",
    )
    entries = RosterEntry.objects.filter(unit=new).values_list("roster", "first_period")
    assert set(entries) == {("annual", "2024"), ("monthly", "2024-05")}
    assert ReportingUnit.objects.get(uscc__startswith="91500103MA5U0001").category == "工业软件"
    assert ReportingUnit.objects.count() == 2


def test_each_line_is_new_changed_the_same_or_refused(chen: Client) -> None:
    known = people.make_unit(1, name="旧名公司", annual_from="2020", address="渝中区示例路9号")
    same = people.make_unit(2, annual_from="2020")
    _, lines = previewed(
        chen,
        row(NEW),
        row(known.uscc, name="新名公司", district="江北区", address=""),
        row(
            same.uscc, name=same.name, district="", division="", address="", industry="", annual=""
        ),
        row(NEW),
    )
    assert [kind for kind, _ in lines] == ["new", "changed", "same", "refused"]
    assert "单位详细名称：旧名公司 → 新名公司" in lines[1][1]
    assert "报送区县：渝中区 → 江北区" in lines[1][1]
    assert "示例路9号" not in lines[1][1], "an empty cell leaves what is there"
    assert f"名录的A5“{NEW}”：与名录第2行重复" in lines[3][1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"uscc": NEW[:-1]}, "名录的A2“{uscc}”：统一社会信用代码"),
        ({"uscc": 915001050000000000}, "名录的A2“915001050000000000”：是数字，表格软件只保留15位"),
        ({"uscc": ""}, "名录的第2行“”：请填写统一社会信用代码"),
        ({"district": "成都市"}, "名录的C2“成都市”：不在报送区县的代码表中"),
        ({"industry": "65"}, "名录的F2“65”：不在行业代码的代码表中"),
        ({"park": "别处园区"}, "名录的G2“别处园区”：不在园区的代码表中"),
        ({"phone": "12345"}, "名录的H2“12345”：固定电话“12345”不正确"),
        ({"annual": "明年"}, "名录的I2“明年”：“明年”不是报告期"),
        ({"annual": "2024-05"}, "名录的I2“2024-05”：应为年报的报告期"),
        ({"annual": "1999"}, "名录的I2“1999”：报告期年份1999不在2000—2099年之间"),
        ({"annual": ""}, "新增单位须填写年报名录起报期或月报名录起报期"),
        ({"address": ""}, "新增须填写地址"),
        ({"address": "路" * 201}, "地址内容有201个字，应不超过200个字"),
        ({"name": '=HYPERLINK("http://x","甲")'}, "是公式，请粘贴为数值"),
        ({"name": "示例\u202e公司"}, "名录的B2"),
        ({"phone": 1.5}, "名录的H2“1.5”：应为文本"),
    ],
)
def test_what_cannot_be_taken_names_sheet_cell_value_and_expectation(
    chen: Client, changes: dict[str, Any], expected: str
) -> None:
    uscc = changes.pop("uscc", NEW)
    made, lines = previewed(chen, row(uscc, **changes))
    assert lines[0][0] == "refused"
    assert expected.format(uscc=uscc) in lines[0][1]
    page = take(chen, made).content.decode()
    assert "没有需要导入的行" in page
    assert not ReportingUnit.objects.exists()


def bomb() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "")
        package.writestr("xl/workbook.xml", b" " * (70 * 1024 * 1024))
    return into.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"uscc,name\n1,2\n", "不是Excel工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "旧格式（.xls）"),
        (b"PK\x03\x04 broken", "不是Excel工作簿"),
        (book()[:-30], "不是Excel工作簿"),
        (bomb(), "展开后过大"),
        (book(heads=("甲", "乙")), "没有“统一社会信用代码”和“单位详细名称”的表头"),
        (book(), "没有可导入的行"),
        (b"", "文件内容为空"),
        (b"PK" + b"0" * (6 * 1024 * 1024), "有6.1MB，应不超过5MB"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(chen: Client, content: bytes, expected: str) -> None:
    answer = send(chen, content)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert not RosterImport.objects.exists()


def test_an_interrupted_import_goes_on_where_it_stopped(chen: Client, monkeypatch: Any) -> None:
    usccs = [make_uscc(f"91500105MA5U{number:04}") for number in range(40, 45)]
    made, _ = previewed(chen, *(row(uscc, name=f"示例{uscc}公司") for uscc in usccs))
    monkeypatch.setattr(acts, "AT_ONCE", 2)
    page = take(chen, made).content.decode()
    assert "已导入 2 行，还有 3 行" in page
    assert ReportingUnit.objects.count() == 2
    take(chen, made)
    assert "已导入 5 行" in take(chen, made).content.decode()
    assert sorted(ReportingUnit.objects.values_list("uscc", flat=True)) == sorted(usccs)
    assert TrailEntry.objects.filter(act="unit.enrol").count() == 5
    assert take(chen, made).status_code == 200
    assert TrailEntry.objects.filter(act="unit.enrol").count() == 5


def test_the_same_file_again_changes_nothing(chen: Client) -> None:
    content = book(row(NEW))
    send(chen, content)
    waiting = send(chen, content)
    assert RosterImport.objects.count() == 1, "the preview that waits is shown again"
    made = RosterImport.objects.get()
    assert waiting.headers["Location"].endswith(f"/{made.pk}/")
    take(chen, made)
    before = list(ReportingUnit.objects.values())
    send(chen, content)
    again = RosterImport.objects.latest("pk")
    assert [line.kind for line in again.lines.all()] == ["same"]
    assert list(ReportingUnit.objects.values()) == before


def test_a_line_that_no_longer_fits_is_told_and_the_others_are_taken(chen: Client) -> None:
    known = people.make_unit(1, name="旧名公司", annual_from="2020")
    made, _ = previewed(chen, row(known.uscc, name="新名公司", district="", annual=""), row(OTHER))
    ReportingUnit.objects.filter(pk=known.pk).update(valid_from="2024-06-10")
    from ruantong.registry.units import actions as actions_units

    actions_units.rename_unit(
        known.pk, actor=people.chen(), name="又一个名称", on=clock.today(), reason="办理了变更登记"
    )
    page = take(chen, made).content.decode()
    assert "已导入 1 行，1 行没有导入" in page
    assert "未导入：更名日期" in page
    known.refresh_from_db()
    assert known.name == "又一个名称"
    assert ReportingUnit.objects.filter(uscc=OTHER).exists()


def test_nothing_is_taken_without_a_reason_or_after_dropping(chen: Client) -> None:
    made, _ = previewed(chen, row(NEW))
    assert chen.post(f"/city/rosters/import/{made.pk}/take/", {"reason": "啊"}).status_code == 422
    chen.post(f"/city/rosters/import/{made.pk}/drop/")
    take(chen, made)
    assert not ReportingUnit.objects.exists()


def test_lines_are_filtered_and_exported_and_the_template_has_the_headings(chen: Client) -> None:
    made, _ = previewed(chen, row(NEW), row(OTHER, district="成都市"))
    page = chen.get(f"/city/rosters/import/{made.pk}/?kind=refused").content.decode()
    assert OTHER in page
    assert NEW not in page
    sheet = chen.get(f"/city/rosters/import/{made.pk}/?export=csv").content.decode("utf-8-sig")
    assert "不在报送区县的代码表中" in sheet
    template = chen.get("/city/rosters/import/template/").content
    assert send(chen, template).status_code == 422, "headings alone are no roster"
    assert "没有可导入的行" in send(chen, template).content.decode()


@pytest.mark.parametrize("who", [people.bo, people.dai, people.pei, people.sun, people.alice])
def test_only_the_city_imports(who: Any) -> None:
    assert send(people.signed_in(who()), book(row(NEW))).status_code == 403
