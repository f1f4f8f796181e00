"""数据审核: what passes, what fails, and what an edit afterwards does to it."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import State
from ruantong.returns.models import Draft
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import Refused
from ruantong.trail.models import TrailEntry
from tests import people
from tests.returns.story import (
    DOUBTFUL,
    GOOD,
    explain,
    fill,
    fresh,
    opened,
    report_of,
    validated,
    version_of,
)

pytestmark = pytest.mark.django_db


def test_a_good_return_passes() -> None:
    ret = validated(opened())
    draft, report = Draft.objects.get(owner=ret), report_of(ret)
    assert (ret.state, draft.report_version) == (State.PASSED, draft.version)
    assert report["passed"] is True
    counts = report["counts"]
    assert sum(n for name, n in counts.items() if name != "total") == counts["total"] > 0


def test_an_error_fails_and_the_finding_is_kept_with_its_key() -> None:
    ret = validated(opened(), {**GOOD, "6.2010.A": "1"})
    assert ret.state == State.FAILED
    finding = next(f for f in report_of(ret)["findings"] if f["rule"] == "R6-02")
    assert (finding["key"], finding["severity"], finding["outcome"]) == ("R6-02:A", "error", "fail")
    assert finding["message"]


def test_text_that_cannot_be_understood_blocks_and_is_told_in_the_same_pass_as_the_rules() -> None:
    ret = opened()
    alice = people.alice()
    fill(ret, {**GOOD, "6.2090.A": "约一百", "6.2010.A": "1"})
    report = actions.validate(ret.pk, actor=alice)
    assert fresh(ret).state == State.FAILED
    assert not report.passed
    first, *rest = report.findings
    assert (first.key, first.cells, first.severity) == ("fault:6.2090.A", ("6.2090.A",), "error")
    assert "约一百" in first.message
    assert any(f.rule == "R6-02" for f in rest), "one pass tells everything"
    unclear = [f for f in rest if "6.2090.A" in f.cells]
    assert unclear
    assert {f.outcome for f in unclear} == {"not_evaluated"}
    counts = report.counts
    assert counts.pass_ + counts.fail + counts.not_applicable + counts.not_evaluated == counts.total
    assert report_of(ret)["faults"][0]["raw"] == "约一百"


def test_a_query_needs_an_explanation_and_then_passes() -> None:
    ret = validated(opened(), DOUBTFUL)
    keys = report_of(ret)["unexplained"]
    assert (ret.state, "R6-19" in keys) == (State.FAILED, True)
    alice = people.alice()
    for key in keys:
        explain(ret.pk, actor=alice, finding_key=key, text="本月集中发放上年度绩效工资")
    assert fresh(ret).state == State.FAILED, "it counts at the next 数据审核"
    report = actions.validate(ret.pk, actor=alice)
    assert (fresh(ret).state, report.passed, bool(report.queries)) == (State.PASSED, True, True)
    assert report_of(ret)["unexplained"] == []


def test_an_edit_voids_the_validation() -> None:
    ret = validated(opened())
    actions.save(ret.pk, actor=people.alice(), version=version_of(ret), cells={"6.2113.A": "1"})
    draft = Draft.objects.get(owner=ret)
    assert (fresh(ret).state, draft.report_version == draft.version) == (State.DRAFTING, False)


def test_a_return_that_was_never_saved_cannot_be_validated() -> None:
    ret = opened()
    with pytest.raises(Refused, match="未填报"):
        actions.validate(ret.pk, actor=people.alice())


def test_each_validation_is_on_the_trail_with_its_outcome() -> None:
    ret = validated(opened(), {**GOOD, "6.2010.A": "1"})
    validated(ret)
    entries = TrailEntry.objects.filter(act="return.validate").order_by("number")
    assert [entry.data["passed"] for entry in entries] == [False, True]
    assert all(entry.data["ruleset"].startswith("sha256:") for entry in entries)
