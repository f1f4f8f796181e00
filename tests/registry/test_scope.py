"""统计范围自评 at registration: computed from what was entered; the approver reads shares alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.registry.models import Registration
from ruantong.registry.registration import actions
from tests import people
from tests.registry.test_register import post

pytestmark = pytest.mark.django_db
FIGURES = {
    "figure_main": "1,234.50", "figure_software": "１０００", "figure_ic_design": "0",
}  # fmt: skip


def test_a_visitor_is_told_whether_he_is_in_scope_and_nothing_is_kept(client: Client) -> None:
    page = client.post("/register/scope/", {"scope": "software", **FIGURES}).content.decode()
    assert "在范围：符合“软件和信息技术服务”" in page
    assert "软件业务收入占主营业务收入81.0%，达到30%" in page
    assert "未达到全国口径门槛（2000万元）" in page
    out = client.post(
        "/register/scope/", {"scope": "software", **FIGURES, "figure_software": "10"}
    ).content.decode()
    assert "不在范围：各类条件都不符合" in out
    assert "软件业务收入占主营业务收入0.8%，低于30%" in out
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"scope": "software", "figure_main": "一千"}, "主营业务收入（万元）“一千”不是数字"),
        ({"scope": "software", "figure_main": "-1"}, "“-1”是负数"),
        ({"scope": "software", "figure_main": "1.005"}, "有3位小数"),
        ({"scope": "other"}, "other"),
        ({"figure_main": "1"}, "请选择符合的一种纳统类别"),
    ],
)
def test_what_is_no_figure_is_named(client: Client, given: dict[str, str], expected: str) -> None:
    answer = client.post("/register/scope/", given)
    assert answer.status_code == 422
    assert expected in answer.content.decode()


def test_the_approver_reads_the_verdict_and_no_amount(client: Client) -> None:
    assert post(client, **FIGURES).status_code == 302
    own = client.get("/registration/").content.decode()
    assert "在范围：符合“软件和信息技术服务”" in own
    asked = Registration.objects.get()
    assert asked.scope_figures == {"main": "1234.50", "software": "1000.00", "ic_design": "0.00"}
    page = people.signed_in(people.sun()).get(f"/admin/registrations/{asked.pk}/").content.decode()
    assert "软件业务收入占主营业务收入81.0%" in page
    assert "1234.50" not in page
    assert "1,234.50" not in page


def test_without_figures_nothing_is_assessed(client: Client) -> None:
    post(client)
    asked = Registration.objects.get()
    page = people.signed_in(people.sun()).get(f"/admin/registrations/{asked.pk}/").content.decode()
    assert "未填写收入，没有测算" in page


def test_what_was_entered_is_kept_for_the_next_application(client: Client) -> None:
    post(client, **FIGURES)
    asked: Any = Registration.objects.get()
    actions.refuse(asked.pk, actor=people.sun(), reason="营业执照扫描件不清楚，请重新上传")
    page = client.get("/registration/correct/").content.decode()
    for text in ("1234.50", "1000.00", "江北区测试路8号", asked.uscc, "不清楚，请重新上传"):
        assert text in page, text
