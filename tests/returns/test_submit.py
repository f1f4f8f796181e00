"""确定上报: an immutable, hashed revision with its signatories, late or in time, exactly once."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pytest

from ruantong.core.lifecycle import Role, State
from ruantong.gateways import clock
from ruantong.returns.models import Draft, Return, ReviewAct, Revision
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import Refused
from ruantong.trail.models import TrailEntry
from tests import people
from tests.passing import seen
from tests.returns.story import (
    DOUBTFUL,
    REASON,
    SIGNED,
    brought_to,
    explain,
    fill,
    fresh,
    opened,
    report_of,
    submit,
    submitted,
    validated,
    version_of,
)

pytestmark = pytest.mark.django_db


def test_a_submission_keeps_exactly_what_was_validated() -> None:
    ret = submitted(opened())
    revision, draft = Revision.objects.get(), Draft.objects.get(owner=ret)
    assert revision.forms == draft.forms
    assert (revision.number, revision.regime) == (1, "miit_software_2021")
    assert revision.ruleset == revision.report["ruleset"] == report_of(ret)["ruleset"]
    assert (ret.state, ret.revision, ret.late) == (State.SUBMITTED, 1, False)
    assert ret.submitted_at == revision.submitted_at
    assert ret.impact == 40050


def test_the_hash_can_be_recomputed_by_anybody_from_the_content() -> None:
    submitted(opened())
    revision = Revision.objects.get()
    content = [
        "miit_software_2021",
        "2024-05",
        [2, revision.facts],
        revision.forms,
        revision.explanations,
        revision.signatories,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert revision.content_hash == "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_the_submission_stands_on_the_trail_and_in_the_history() -> None:
    ret = submitted(opened())
    revision = Revision.objects.get()
    entry = TrailEntry.objects.get(number=revision.trail_number)
    assert (entry.act, entry.subject) == ("return.submit", f"return:{ret.pk}")
    assert entry.data["content_hash"] == revision.content_hash
    assert ReviewAct.objects.get().action == "submit"


def test_explanations_travel_with_the_submission() -> None:
    ret = validated(opened(), DOUBTFUL)
    alice = people.alice()
    for key in report_of(ret)["unexplained"]:
        explain(ret.pk, actor=alice, finding_key=key, text="本月集中发放上年度绩效工资")
    actions.validate(ret.pk, actor=alice)
    revision = submit(ret, alice)
    told = {e["key"]: (e["text"], e["author"]) for e in revision.explanations}
    assert told["R6-19"] == ("本月集中发放上年度绩效工资", "艾丽丝")
    assert fresh(ret).open_queries == len(told)


# ---- in time or late ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        ("2024-06-12T23:59:59.999999", False),
        ("2024-06-13T00:00:00", True),
        ("2024-06-12T23:59:59.999999+08:00", False),
        ("2024-06-12T16:00:00+00:00", True),
    ],
)
def test_the_last_day_counts_to_midnight_in_shanghai(
    moment: str, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ret = validated(opened())
    with clock.at(moment):
        monkeypatch.setattr("time.monotonic", lambda: clock._clock.started)  # the clock stands
        submit(ret, people.alice())
    revision = Revision.objects.get()
    assert (revision.late, fresh(ret).late) == (late, late)
    assert revision.due_on == date(2024, 6, 12)
    assert "2024年6月12日" in revision.due_reason


# ---- what it needs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit_head": ""}, "请填写单位负责人"),
        ({"statistics_head": " 　"}, "请填写统计负责人"),
        ({"preparer": None}, "请填写填表人"),
        ({"mobile": ""}, "请填写联系电话"),
        ({"mobile": "12345"}, "移动电话“12345”"),
        ({"phone": "6389"}, "固定电话“6389”"),
        ({"unit_head": "名" * 65}, "不超过64个字"),
        ({"reviewer": "某某"}, "表尾没有“reviewer”一项"),
    ],
)
def test_the_foot_of_the_form_is_complete(changes: dict[str, Any], message: str) -> None:
    ret = validated(opened())
    with pytest.raises(Refused, match=message):
        submit(ret, people.alice(), signatories={**SIGNED, **changes})
    assert fresh(ret).state == State.PASSED
    assert not Revision.objects.exists()


def test_a_landline_will_do_and_the_date_is_the_platforms() -> None:
    ret = validated(opened())
    given = {**SIGNED, "mobile": "", "phone": "023-63899999-801", "reported_on": "1999-01-01"}
    revision = submit(ret, people.alice(), signatories=given)
    assert revision.signatories["reported_on"] == "2024-06-10"
    assert "mobile" not in revision.signatories


@pytest.mark.parametrize("state", ["not_started", "drafting", "failed", "district_returned"])
def test_only_what_passed_is_submitted(state: str) -> None:
    ret = brought_to(State(state), opened())
    with pytest.raises(Refused, match="不能执行“确定上报”"):
        submit(ret, people.alice())


def test_another_version_than_the_validated_one_is_refused() -> None:
    ret = validated(opened())
    with pytest.raises(Refused, match="刷新页面"):
        submit(ret, people.alice(), version=version_of(ret) - 1)


# ---- exactly once -------------------------------------------------------------------------------


def test_asking_again_gives_the_same_receipt() -> None:
    ret = validated(opened())
    first = submit(ret, people.alice())
    assert submit(ret, people.alice(), signatories={}) == first
    actions.forward(seen(ret.pk), actor=people.bo())
    assert submit(ret, people.alice()) == first, "even after the district moved it"
    assert (Revision.objects.count(), ReviewAct.objects.filter(action="submit").count()) == (1, 1)


def test_a_return_sent_back_is_submitted_anew_even_unchanged() -> None:
    ret = submitted(opened())
    actions.send_back(ret.pk, actor=people.bo(), target="6.2090.A", reason=REASON)
    actions.validate(ret.pk, actor=people.alice())
    assert submit(ret, people.alice()).number == 2


def test_after_a_withdrawal_the_old_request_submits_nothing() -> None:
    ret = submitted(opened())
    actions.withdraw(ret.pk, actor=people.alice())
    with pytest.raises(Refused, match="填报中"):
        submit(ret, people.alice())


def test_earlier_revisions_never_change() -> None:
    ret = submitted(opened())
    kept = Revision.objects.values().get()
    actions.withdraw(ret.pk, actor=people.alice())
    fill(ret, {"6.2010.A": "1010"})
    actions.validate(ret.pk, actor=people.alice())
    submit(ret, people.alice())
    assert Revision.objects.values().get(number=1) == kept
    assert [r.number for r in Revision.objects.all()] == [1, 2]
    with pytest.raises(TypeError, match="不可删除"):
        Revision.objects.get(number=1).delete()


def test_submitting_for_another_unit_is_not_found() -> None:
    ret: Return = validated(opened())
    stranger = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    with pytest.raises(actions.NotFound):
        submit(ret, stranger)
