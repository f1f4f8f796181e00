"""保存: what was typed is kept, normalised where it can be understood, and never lost."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.returns.models import Draft, Return
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import Refused
from ruantong.trail.models import TrailEntry
from tests import people
from tests.returns.story import GOOD, brought_to, fill, fresh, opened, validated

pytestmark = pytest.mark.django_db


def save(ret: Return, cells: Any, *, version: int = 0, rows: Any = None) -> actions.SaveResult:
    return actions.save(
        ret.pk, actor=people.alice(ret.unit), version=version, cells=cells, rows=rows
    )


def stored(ret: Return) -> dict[str, Any]:
    return dict(Draft.objects.get(owner=ret).forms)


def annual() -> Return:
    with clock.at("2024-02-01"):
        return opened(period=Period.parse("2023"))


def test_the_first_save_starts_the_draft() -> None:
    ret = opened()
    result = save(ret, {"6.2010.A": "1234.5"})
    assert (result.version, result.state) == (1, State.DRAFTING)
    assert result.values == {"6.2010.A": "1234.50"}
    assert stored(ret)["6"]["cells"]["2010"] == {"A": "1234.50"}
    assert fresh(ret).state == State.DRAFTING


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("１，２３４．５", "1234.50"), (" 1,234,567.8 ", "1234567.80"), ("-0", "0.00"), ("", "")],
)
def test_numbers_are_read_as_people_type_them(typed: str, kept: str) -> None:
    ret = opened()
    assert save(ret, {"6.2010.A": typed}).values == {"6.2010.A": kept}


@pytest.mark.parametrize("typed", ["一千", "12a", "1.234", "1,23", "9" * 17, "＝1+1"])
def test_what_cannot_be_understood_is_kept_as_typed_and_reported(typed: str) -> None:
    ret = opened()
    result = save(ret, {"6.2010.A": typed, "6.2021.A": "5"})
    assert stored(ret)["6"]["cells"]["2010"]["A"] == typed
    [fault] = result.faults
    assert fault.cell == "6.2010.A"
    assert "主营业务收入" in fault.message
    again = save(ret, {"6.2022.A": "1"}, version=1)
    assert [fault.cell for fault in again.faults] == ["6.2010.A"], "reported until it is mended"
    assert save(ret, {"6.2010.A": "7"}, version=2).faults == ()


def test_clearing_a_cell_leaves_it_blank_not_zero() -> None:
    ret = fill(opened(), {"6.2010.A": "5", "6.2051.A": "0"})
    save(ret, {"6.2010.A": ""}, version=1)
    cells = stored(ret)["6"]["cells"]
    assert "2010" not in cells
    assert cells["2051"] == {"A": "0.00"}


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("6.9999.A", "没有“6.9999.A”这个单元格"),
        ("6.2010.Z", "没有“Z”栏"),
        ("6.2113.B", "订单同比增长没有“B”栏"),
        ("6.2020a.A", "没有“A”栏"),
        ("9.2010.A", "没有“9.2010.A”"),
        ("6.head.colour", "没有“6.head.colour”"),
        ("../../etc", "没有"),
        ("", "没有“”"),
        ("2.B01.A", "软统企2表不是月报的表"),
        ("6.2010.D", "“同比（%）”栏由平台计算"),
        ("6.2010.E", "“环比（%）”栏由平台计算"),
        ("6.2020.A", "软件业务收入合计.*由平台自动计算"),
        ("6.2020.B", "由平台自动计算"),
        ("7.3011.A", "不报软统企7表"),
    ],
)
def test_cells_that_do_not_exist_or_are_not_the_respondents_are_named(
    ref: str, message: str
) -> None:
    ret = opened()
    with pytest.raises(Refused, match=message):
        save(ret, {"6.2010.A": "1", ref: "5"})
    assert not Draft.objects.exists(), "nothing half saved"


def test_a_listed_unit_fills_form_7() -> None:
    ret = opened(people.make_unit(7, form7_from="2024-02"))
    assert save(ret, {"7.3011.A": "12"}).values == {"7.3011.A": "12.00"}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("字" * 4001, "4001个字符，每格至多4000个字符"),
        (5, "应为文字"),
        ({"a": 1}, "应为文字"),
    ],
)
def test_text_that_cannot_be_kept_is_refused_by_cell(raw: Any, message: str) -> None:
    ret = opened()
    with pytest.raises(Refused, match=f"主营业务收入.*{message}"):
        save(ret, {"6.2010.A": raw})


@pytest.mark.parametrize("version", [-1, 5, "0", None, True, 1.0])
def test_a_version_that_never_was_is_refused(version: Any) -> None:
    ret = opened()
    with pytest.raises(Refused, match="刷新页面"):
        save(ret, {"6.2010.A": "1"}, version=version)


def test_too_many_cells_at_once_are_refused() -> None:
    with pytest.raises(Refused, match="5001个单元格"):
        save(opened(), {f"6.{n}.A": "1" for n in range(5001)})


def test_only_real_changes_make_a_version_and_void_the_validation() -> None:
    ret = validated(opened())
    assert ret.state == State.PASSED
    same = save(ret, {"6.2010.A": "1,000.0"}, version=1)
    assert (same.version, same.state, fresh(ret).state) == (1, State.PASSED, State.PASSED)
    changed = save(ret, {"6.2010.A": "1001"}, version=1)
    assert (changed.version, changed.state, fresh(ret).state) == (2, "drafting", "drafting")


def test_saving_is_put_on_the_trail_when_the_state_moves_and_never_with_figures() -> None:
    ret = fill(opened(), {"6.2010.A": "123456.78"})
    save(ret, {"6.2021.A": "1"}, version=1)
    entries = list(TrailEntry.objects.filter(act="return.save"))
    assert [entry.data["was"] for entry in entries] == ["not_started"]
    assert "123456" not in str([entry.data for entry in TrailEntry.objects.all()])


@pytest.mark.parametrize(
    "state",
    ["submitted", "forwarded", "city_returned_to_district", "accepted", "locked"],
)
def test_nothing_is_written_once_it_is_out_of_hand(state: str) -> None:
    ret = brought_to(State(state), opened())
    before = stored(ret)
    with pytest.raises(Refused, match="不能执行“保存”"):
        save(ret, {"6.2010.A": "1"}, version=1)
    assert stored(ret) == before


# ---- repeating lines of form 4 -----------------------------------------------------------------


def test_lines_are_saved_as_a_whole_without_the_blank_ones() -> None:
    ret = annual()
    lines = [{"code": "e10101", "1": "1,000"}, {"code": "", "1": " "}, {"code": "E10102", "1": "x"}]
    result = save(ret, {}, rows={"4.lines": lines})
    kept = [{"code": "E10101", "1": "1000.00"}, {"code": "E10102", "1": "x"}]
    assert result.values == {"4.lines": kept}
    assert stored(ret)["4"]["rows"]["lines"] == kept
    assert [fault.cell for fault in result.faults] == ["4.lines[2].1"]
    save(ret, {}, version=1, rows={"4.lines": []})
    assert "4" not in stored(ret)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"4.rows": []}, "没有“4.rows”这组明细行"),
        ({"4.lines": "x"}, "应为若干行"),
        ({"4.lines": ["x"]}, "第1行格式不对"),
        ({"4.lines": [{"9": "1"}]}, "第1行没有“9”栏"),
        ({"4.lines": [{"code": "E1"}] * 201}, "201行，应不超过200行"),
        ({"4.lines": [{"7": "字" * 4001}]}, "第1行.*4001个字符"),
        ([], None),
    ],
)
def test_broken_lines_are_refused(rows: Any, message: str | None) -> None:
    ret = annual()
    if message is None:
        assert save(ret, {}, rows=rows).version == 1
        return
    with pytest.raises(Refused, match=message):
        save(ret, {}, rows=rows)


def test_a_return_that_grows_beyond_measure_is_refused() -> None:
    ret = annual()
    line = dict.fromkeys(("code", "1", "2", "3", "4", "5", "6", "7"), "字" * 200)
    with pytest.raises(Refused, match="应不超过524288字节"):
        save(ret, {}, rows={"4.lines": [line] * 200})
    assert not Draft.objects.exists()


def test_form_5_is_open_to_those_with_ai_business_and_can_always_be_emptied() -> None:
    ret = annual()
    with pytest.raises(Refused, match="不报软统企5表"):
        save(ret, {"5.5020.A": "1"})
    save(ret, {"1.R07.A": "1", "5.5020.A": "1"})
    save(ret, {"1.R07.A": "2"}, version=1)
    save(ret, {"5.5020.A": ""}, version=2)
    assert "5" not in stored(ret)


def test_a_good_return_has_no_fault() -> None:
    assert save(opened(), GOOD).faults == ()
