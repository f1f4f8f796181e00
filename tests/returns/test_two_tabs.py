"""Two tabs of one draft: what does not overlap is merged, what does is refused with both values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.returns.judging.typed import settle
from ruantong.returns.models import Draft, Return
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import CellConflict, Conflict
from tests import people
from tests.returns.story import fresh, opened, validated

pytestmark = pytest.mark.django_db


def save(ret: Return, version: int, cells: dict[str, str], **rows: Any) -> actions.SaveResult:
    return actions.save(
        ret.pk, actor=people.alice(), version=version, cells=cells, rows=rows.get("rows")
    )


def test_changes_of_different_cells_are_merged_and_shown_to_each_other() -> None:
    ret = opened()
    save(ret, 0, {"6.2010.A": "100"})
    result = save(ret, 0, {"6.2021.A": "20"})
    assert result.version == 2
    assert result.changed_elsewhere == {"6.2010.A": "100.00"}
    cells = Draft.objects.get(owner=ret).forms["6"]["cells"]
    assert (cells["2010"]["A"], cells["2021"]["A"]) == ("100.00", "20.00")
    assert save(ret, 2, {"6.2022.A": "1"}).changed_elsewhere == {}


def test_the_same_cell_with_different_values_is_refused_by_name_and_nothing_is_written() -> None:
    ret = opened()
    save(ret, 0, {"6.2010.A": "100", "6.2051.A": "5"})
    before = Draft.objects.get(owner=ret).forms
    with pytest.raises(Conflict, match="主营业务收入（本年本期累计）：本页为“200") as told:
        save(ret, 0, {"6.2010.A": "200", "6.2021.A": "20"})
    assert told.value.version == 1
    [conflict] = told.value.conflicts
    assert isinstance(conflict, CellConflict)
    assert (conflict.cell, conflict.typed, conflict.stored) == ("6.2010.A", "200.00", "100.00")
    assert Draft.objects.get(owner=ret).forms == before
    assert save(ret, 1, {"6.2010.A": "200", "6.2021.A": "20"}).version == 2, "chosen knowingly"


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Lets something happen once, while the next save works out what it will keep."""

    def let(happen: Callable[[], object]) -> None:
        acts = [happen]

        def interrupted(*args: Any, **given: Any) -> Any:
            if acts:
                acts.pop()()
            return settle(*args, **given)

        monkeypatch.setattr("ruantong.returns.filing.save.settle", interrupted)

    return let


def test_what_another_tab_keeps_meanwhile_is_merged_too(meanwhile: Any) -> None:
    ret = opened()
    save(ret, 0, {"6.2051.A": "5"})
    meanwhile(lambda: save(ret, 1, {"6.2010.A": "100"}))
    result = save(ret, 1, {"6.2021.A": "20"})
    assert (result.version, result.changed_elsewhere) == (3, {"6.2010.A": "100.00"})
    cells = Draft.objects.get(owner=ret).forms["6"]["cells"]
    assert [cells[code]["A"] for code in ("2010", "2021", "2051")] == ["100.00", "20.00", "5.00"]


def test_a_return_audited_meanwhile_is_being_typed_into_again(meanwhile: Any) -> None:
    ret = opened()
    save(ret, 0, {"6.2051.A": "5"})
    meanwhile(lambda: actions.validate(ret.pk, actor=people.alice()))
    assert save(ret, 1, {"6.2021.A": "20"}).state is State.DRAFTING
    draft = Draft.objects.get(owner=ret)
    assert fresh(ret).lifecycle is State.DRAFTING
    assert (draft.version, draft.report_version) == (2, 1)


def test_what_a_page_sent_without_hearing_an_answer_is_no_conflict_with_itself() -> None:
    ret = opened()
    save(ret, 0, {"6.2010.A": "100"})
    lines = {"6.2010.A": ["１００", "7"], "6.2051.A": [None, {}], "no such cell": ["1"]}
    again = actions.save(
        ret.pk, actor=people.alice(), version=0, cells={"6.2010.A": "1000"}, unanswered=lines
    )
    assert again.values == {"6.2010.A": "1000.00"}
    with pytest.raises(Conflict):
        actions.save(
            ret.pk, actor=people.alice(), version=0, cells={"6.2010.A": "5"}, unanswered=lines
        )


@pytest.mark.parametrize(
    "broken", [[], "x", {"6.2010.A": "1"}, {"6.2010.A": [["x"], {"a": 1}, None]}]
)
def test_a_broken_account_of_what_was_sent_explains_no_conflict(broken: Any) -> None:
    ret = opened()
    save(ret, 0, {"6.2010.A": "100"})
    with pytest.raises(Conflict):
        actions.save(
            ret.pk, actor=people.alice(), version=0, cells={"6.2010.A": "5"}, unanswered=broken
        )


def test_clearing_and_typing_the_same_cell_is_a_conflict_too() -> None:
    ret = opened()
    save(ret, 0, {"6.2010.A": "100"})
    save(ret, 1, {"6.2010.A": ""})
    with pytest.raises(Conflict, match="已保存的为“空”"):
        save(ret, 1, {"6.2010.A": "150"})


def test_the_same_value_typed_twice_is_no_conflict() -> None:
    """A save whose answer was lost is sent again."""
    ret = opened()
    cells = {"6.2010.A": "1,000", "6.2022.A": "abc"}
    save(ret, 0, cells)
    again = save(ret, 0, cells)
    assert (again.version, again.values) == (1, {"6.2010.A": "1000.00", "6.2022.A": "abc"})


def test_a_cell_touched_before_the_page_was_loaded_is_free() -> None:
    ret = opened()
    save(ret, 0, {"6.2010.A": "1"})
    save(ret, 1, {"6.2021.A": "1"})
    assert save(ret, 1, {"6.2010.A": "2"}).values == {"6.2010.A": "2.00"}


def test_lines_conflict_as_a_whole() -> None:
    with clock.at("2024-02-01"):
        ret = opened(period=Period.parse("2023"))
        save(ret, 0, {}, rows={"4.lines": [{"code": "E10101", "1": "1"}]})
        with pytest.raises(Conflict, match="本页为“2行”，已保存的为“1行”"):
            save(ret, 0, {}, rows={"4.lines": [{"code": "E10101"}, {"code": "E10102"}]})


def test_an_old_tab_cannot_undo_a_validation_unnoticed() -> None:
    ret = validated(opened())
    assert save(ret, 0, {"6.2110.A": "100"}).state == State.PASSED, "the value is the same"
    with pytest.raises(Conflict):
        save(ret, 0, {"6.2110.A": "101"})
    assert fresh(ret).state == State.PASSED
