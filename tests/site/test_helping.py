"""Help with filling in: one row of a form, and the questions answered before; open to every role."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from tests import people
from tests.desks.pages import text_of
from tests.returns.story import opened

pytestmark = pytest.mark.django_db
EDITION = "miit_software_2021"


def about(form: str, row: str) -> str:
    return reverse("help_row", args=[EDITION, form, row])


@pytest.fixture
def alice() -> Client:
    return people.signed_in(people.alice())


def test_a_row_tells_meaning_source_mistakes_rules_and_questions(alice: Client) -> None:
    text = text_of(alice.get(about("2", "B24")))
    assert "营业利润加营业外收入减营业外支出，亏损填负数。本表没有营业外收支两行" in text
    assert "转述" in text
    assert "广州统计年鉴2024" in text
    assert "为了与营业利润相等而改数" in text
    assert "利润总额和营业利润对不上怎么办？" in text
    assert "R2-" in text
    assert "营业利润(B21)" in text


def test_a_rule_that_does_not_read_the_row_is_not_listed(alice: Client) -> None:
    text = text_of(alice.get(about("2", "A13")))
    assert "资产总计(A09)" in text
    assert "营业利润(B21)" not in text


def test_a_computed_row_says_what_it_means_before_how_it_is_computed(alice: Client) -> None:
    text = text_of(alice.get(about("3", "A4")))
    assert text.index("企业不填，由平台用财务数据测算") < text.index("怎样计算")
    computed = text.partition("怎样计算")[2]
    assert "否则，" not in computed  # each case stands alone
    assert computed.index("2表硬件成本(B061)已填时") < computed.index("×0.35")


def test_the_form_leads_to_it_from_every_row(alice: Client) -> None:
    ret = opened()
    page = alice.get(reverse("returns:form", args=[ret.pk, "6"])).content.decode()
    assert f'href="{about("6", "2112")}"' in page
    details = page.partition('aria-label="指标解释：软件业务收入合计"')[2].partition("</details>")[
        0
    ]
    assert "四类业务取得的收入" in details
    assert "自动计算：" not in details  # the formula is told where there is room for it


def test_nothing_else_is_found_there(alice: Client) -> None:
    for args in (["no", "6", "2020"], [EDITION, "9", "2020"], [EDITION, "6", "2020.A"]):
        assert alice.get(reverse("help_row", args=args)).status_code == 404


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_the_questions(role: Role) -> None:
    client = people.signed_in(people.EVERYONE[role]())
    assert "平均人数能不能直接填月末人数？" in text_of(client.get(reverse("questions")))


def found(client: Client, **asked: str) -> list[dict[str, Any]]:
    answer: Any = client.get(reverse("questions"), {"export": "csv", **asked})
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    lines = text.decode("utf-8-sig").splitlines()
    start = next(at for at, line in enumerate(lines) if "类别" in line and "问题" in line)
    return [row for row in csv.DictReader(io.StringIO("\n".join(lines[start:]))) if row["问题"]]


def test_questions_are_searched_filtered_and_taken_as_a_file(alice: Client) -> None:
    everything = found(alice)
    assert len(everything) >= 28
    assert all(row["出处"] and row["依据"] for row in everything)
    assert [row["问题"] for row in found(alice, q="派遣")] == ["劳务派遣人员算不算？"]
    of_the_platform = found(alice, platform="True")
    assert 0 < len(of_the_platform) < len(everything)
    assert {row["说的是"] for row in of_the_platform} == {"平台做法"}


def test_a_column_of_lines_has_the_same_help(alice: Client) -> None:
    text = text_of(alice.get(about("4", "lines-1")))
    assert "E4类各行填硬件产品整体的销售收入" in text
    assert "还原" in text
    assert "国统制〔2024〕187号空表" in text
    assert "R4-01" in text
    assert "R2-" not in text
    assert alice.get(about("4", "lines-9")).status_code == 404
    assert alice.get(about("4", "nothing-1")).status_code == 404


def test_the_head_of_the_column_leads_to_it(alice: Client) -> None:
    ret = opened(period=Period.parse("2023"))
    page = alice.get(reverse("returns:form", args=[ret.pk, "4"])).content.decode()
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    assert f'href="{about("4", "lines-1")}"' in head
    assert "出口到国别1的金额，是本行本年出口的一部分（自拟）" in head
