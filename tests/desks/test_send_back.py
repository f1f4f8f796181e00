"""退回: a reason bound to one cell or one finding, never a figure, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.core.lifecycle import State
from ruantong.returns.models import Return, ReviewAct
from tests import people
from tests.confirming import confirm, sentence_of
from tests.desks.pages import get, may_return, words
from tests.returns.story import forwarded, fresh, locked, submitted

pytestmark = pytest.mark.django_db

REASON = "平均用工人数与上期相比变化较大，请核实统计口径"


def send_back(ret: Return, **given: str) -> Any:
    data = {f"back-{name}": text for name, text in given.items()}
    return people.signed_in(people.bo()).post(f"/desk/{ret.pk}/back/", data)


def test_a_reason_on_a_cell_goes_back_with_it() -> None:
    ret = submitted(may_return())
    assert send_back(ret, cell="6.2112.A", text=REASON).status_code == 302
    act = ReviewAct.objects.get(action="send_back")
    assert (act.target, act.reason) == ("6.2112.A", REASON)
    assert fresh(ret).state == State.DISTRICT_RETURNED


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": REASON}, "请选择一处：针对哪一条审核发现，或者针对哪一个单元格。"),
        ({"cell": "6.2112.A"}, "请填写退回原因。"),
        ({"cell": "6.2112.A", "text": "不对"}, "请写明原因，不少于5个字"),
        ({"cell": "6.9999.A", "text": REASON}, "本制度没有单元格“6.9999.A”"),
        ({"cell": "2112", "text": REASON}, "应为“表.指标.栏”"),
        (
            {"cell": "6.2010.D", "text": REASON},
            "由平台算出，企业不能填写；请改为针对据以算出的单元格，如6.2010.A",
        ),
        ({"cell": "3.A0.A", "text": REASON}, "不是本报表的单元格或审核关系"),
        ({"target": "R9-99", "text": REASON}, "所选的审核发现不在这份报表中"),
        ({"cell": "6.2112.A", "text": "请将平均用工人数改为1200"}, "请勿写明企业应填报的数值"),
    ],
)
def test_what_is_missing_or_forbidden_is_said_beside_the_text_typed(
    given: dict[str, str], said: str
) -> None:
    ret = submitted(may_return())
    response = send_back(ret, **given)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in words(response)
    for text in given.values():
        assert text in page or text.startswith("R9")
    assert fresh(ret).state == State.SUBMITTED
    assert not ReviewAct.objects.filter(action="send_back").exists()


def test_the_next_of_the_queue_follows() -> None:
    one, other = submitted(may_return(1)), submitted(may_return(2))
    response = send_back(one, cell="6.2112.A", text=REASON)
    assert response["Location"] == f"/desk/{other.pk}/"
    response = send_back(other, cell="6.2112.A", text=REASON)
    assert response["Location"] == "/desk/?period=2024-05"


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("send_back_to_district", State.CITY_RETURNED_TO_DISTRICT),
        ("send_back_to_enterprise", State.CITY_RETURNED),
    ],
)
def test_the_city_chooses_where_to(action: str, state: State) -> None:
    ret = forwarded(may_return())
    data = {"back-cell": "6.2112.A", "back-text": REASON, "action": action}
    assert people.signed_in(people.chen()).post(f"/city/{ret.pk}/back/", data).status_code == 302
    assert fresh(ret).state == state


def test_the_city_must_say_where_to() -> None:
    ret = forwarded(may_return())
    data = {"back-cell": "6.2112.A", "back-text": REASON, "action": "lock"}
    response = people.signed_in(people.chen()).post(f"/city/{ret.pk}/back/", data)
    assert response.status_code == 422
    assert "请选择退回区县还是退回企业。" in words(response)
    assert fresh(ret).state == State.FORWARDED


def test_unlocking_needs_a_reason() -> None:
    ret = locked(may_return())
    client = people.signed_in(people.chen())
    response = client.post(f"/city/{ret.pk}/unlock/", {"unlock-text": ""})
    assert response.status_code == 422
    assert "请填写解锁理由。" in words(response)
    address, given = f"/city/{ret.pk}/unlock/", {"unlock-text": "企业审计调整，申请更正"}
    asked = client.post(address, given)
    assert "须重新审核；在重新通过市级审核以前，不计入本期汇总" in sentence_of(asked)
    assert fresh(ret).state == State.LOCKED
    assert confirm(client, address, asked).status_code == 302
    assert fresh(ret).state == State.FORWARDED


@pytest.mark.parametrize("reason", ["啊啊啊啊啊", "退回退回退回", "。。。。。。", "123456"])
def test_a_reason_that_says_nothing_sends_nothing_back(reason: str) -> None:
    ret = submitted(may_return())
    response = send_back(ret, cell="6.2112.A", text=reason)
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert fresh(ret).state == State.SUBMITTED


def test_a_return_that_moved_meanwhile_is_not_sent_back() -> None:
    ret = forwarded(may_return())
    response = send_back(ret, cell="6.2112.A", text=REASON)
    assert response.status_code == 422
    assert "不能执行“退回企业”" in words(response)


def test_passing_a_return_that_moved_meanwhile_says_why_not() -> None:
    ret = forwarded(may_return())
    client = people.signed_in(people.bo())
    response = client.post(f"/desk/{ret.pk}/pass/", follow=True)
    assert "未办理：报表处于“区县已上报”状态" in words(response)


def test_the_reason_stands_in_the_history_with_the_name_of_the_cell() -> None:
    ret = submitted(may_return())
    send_back(ret, cell="6.2112.A", text=REASON)
    page = words(get(people.bo(), f"/desk/{ret.pk}/"))
    assert "退回企业 第1版" in page
    assert f"软统企6表 2112 平均用工人数（本年本期累计） {REASON}" in page
