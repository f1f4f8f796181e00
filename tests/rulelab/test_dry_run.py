"""A dry run says of each forwarded submission what validation says, before and with the draft."""

from __future__ import annotations

from functools import partial

import pytest

from ruantong.accounts.access import Refused
from ruantong.core.content import copied
from ruantong.core.findings import Outcome
from ruantong.core.validation import validate
from ruantong.returns.judging.dossiers import comparisons_of
from ruantong.returns.judging.typed import read
from ruantong.returns.models import Return, Revision
from ruantong.returns.moving import actions
from ruantong.returns.regimes import ruleset_of
from ruantong.rulelab import drafts, history, runs
from ruantong.rulelab.history import Reading
from ruantong.rulelab.judging import judges_of
from ruantong.rulelab.models import DryRun, DryRunRow
from ruantong.rulelab.sentences import sentences
from ruantong.rulelab.trial import FAILS, trial_of
from tests import people
from tests.passing import seen
from tests.returns.story import (
    APRIL,
    DOUBTFUL,
    GOOD,
    REASON,
    earlier,
    explain,
    forwarded,
    fresh,
    opened,
    submit,
    submitted,
    validated,
)
from tests.rulelab.bench import STRICT, published, written

pytestmark = pytest.mark.django_db

CHEAP = {**GOOD, "6.2050.A": "400", "6.2080.A": "500"}


def city_of_returns() -> list[Return]:
    """Four forwarded returns (two of them too dear for the draft) and one only submitted."""
    made = [
        forwarded(opened(people.make_unit(number)), cells)
        for number, cells in ((1, GOOD), (2, CHEAP), (3, GOOD), (4, CHEAP))
    ]
    submitted(opened(people.make_unit(5)), GOOD)
    return made


def run_of(text: str = STRICT, **fields: str) -> DryRun:
    run = runs.start_run(written(text, **fields), actor=people.chen(), periods=["2024-05"])
    return runs.work(run.pk, actor=people.chen(), patience=60)


def test_newly_failing_units_are_listed_with_their_sentence() -> None:
    city_of_returns()
    run = run_of()
    assert run.finished
    assert (run.done, run.total) == (4, 4)
    assert run.counts == {"R6-13": {"before": {"pass": 4}, "after": {"pass": 2, "fail": 2}}}
    rows = DryRunRow.objects.filter(run=run).select_related("owner__unit").order_by("owner__unit")
    assert [(r.owner.unit.name, r.change) for r in rows] == [
        ("测试软件1号有限公司", "fails"),
        ("测试软件3号有限公司", "fails"),
    ]
    said = sentences(run, rows)
    assert "主营业务成本(2050)" in said[rows[0].pk]
    assert "600.00" in said[rows[0].pk]


def test_it_agrees_with_validation_on_the_same_submissions() -> None:
    less = {"6.2010.A": "800", "6.2021.A": "200.50", "6.2050.A": "500", "6.2080.A": "250"}
    april = earlier(people.make_unit(1), APRIL, {**GOOD, **less, "6.2090.A": "50"})
    actions.forward(seen(april.pk), actor=people.bo())
    returns = city_of_returns()
    text = (
        STRICT
        + "\n[R6-91] 当月不减\n级别 核实性\n来源 G\n范围 跨期\n公式 [2010.A] >= 上期[2010.A] + 1\n"
    )
    saved = written(text)
    after = drafts.check_text(saved.draft, saved).ruleset
    assert after is not None
    submissions = history.submissions_of(
        history.readable(["2024-05"], "miit_software_2021"), Reading.of(after)
    )
    assert len(submissions) == len(returns)
    run = runs.start_run(saved, actor=people.chen(), periods=["2024-05"])
    judged = dict(judges_of(run).outcomes(submissions))
    one_by_one = trial_of(after, run.rules)
    dossiers = history.dossiers_of(submissions, after, Reading.of(after))
    for at, (submission, dossier) in enumerate(dossiers):
        owner = Return.objects.get(pk=submission.owner_id)
        whole = read(owner, submission.forms, partial(comparisons_of, owner)).dossier
        failing = {f.rule for f in validate(after, whole).findings if f.outcome is Outcome.FAIL}
        for rule in run.rules:
            outcome = judged[rule][at][1]
            assert (outcome == FAILS) is (rule in failing), submission
            assert one_by_one.outcome(rule, dossier) == outcome
        stored = Revision.objects.get(owner=owner, number=submission.number).report["findings"]
        now = validate(ruleset_of(owner), whole).findings
        assert {f.rule for f in now if f.outcome is Outcome.FAIL} == {
            f["rule"] for f in stored if f["outcome"] == "fail"
        }


def test_rules_taken_out_let_returns_pass_again() -> None:
    forwarded_doubtful()
    run = run_of("", removed="R6-19")
    row = DryRunRow.objects.get(run=run)
    assert (row.before, row.after, row.change) == ("fail", "absent", "passes")


def test_a_new_rule_lists_only_those_it_hits() -> None:
    city_of_returns()
    run = run_of(STRICT.replace("R6-13", "R6-91"))
    assert run.counts == {"R6-91": {"before": {"absent": 4}, "after": {"pass": 2, "fail": 2}}}
    assert [row.change for row in DryRunRow.objects.filter(run=run)] == ["fails", "fails"]


def forwarded_doubtful() -> Return:
    """A forwarded return on which R6-19 fails and is explained."""
    ret = validated(opened(people.make_unit(1)), DOUBTFUL)
    alice = people.alice(ret.unit)
    explain(ret.pk, actor=alice, finding_key="R6-19", text="年初发放上年绩效奖金，本期人均工资较高")
    actions.validate(ret.pk, actor=alice)
    submit(ret, alice)
    actions.forward(seen(ret.pk), actor=people.bo())
    return ret


def test_what_was_not_forwarded_is_never_looked_at() -> None:
    ret = submitted(opened(people.make_unit(5)), GOOD)
    run = run_of()
    assert run.done == 0
    assert not DryRunRow.objects.filter(owner=ret).exists()
    assert Revision.objects.filter(owner=ret).exists()


def test_a_corrected_submission_counts_only_once_the_district_forwards_it() -> None:
    ret = forwarded(opened(people.make_unit(1)), GOOD)
    actions.send_back_to_enterprise(ret.pk, actor=people.chen(), target="6.2090.A", reason=REASON)
    submitted(fresh(ret), CHEAP)
    row = DryRunRow.objects.get(run=run_of())
    assert (row.owner_id, row.revision, row.change) == (ret.pk, 1, "fails")


def test_a_large_run_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    city_of_returns()
    monkeypatch.setattr(runs, "CHUNK", 3)
    begun = runs.start_run(written(), actor=people.chen(), periods=["2024-05"])
    first = runs.work(begun.pk, actor=people.chen(), patience=-1)
    assert (first.done, first.finished) == (3, False)
    second = runs.work(begun.pk, actor=people.chen(), patience=-1)
    assert (second.done, second.finished) == (4, True)
    assert second.counts["R6-13"]["after"] == {"pass": 2, "fail": 2}
    assert runs.work(begun.pk, actor=people.chen()).done == 4
    assert DryRunRow.objects.filter(run=begun).count() == 2


def test_a_run_keeps_to_the_rules_it_began_with(monkeypatch: pytest.MonkeyPatch) -> None:
    city_of_returns()
    monkeypatch.setattr(runs, "CHUNK", 3)
    text = STRICT.replace("0.5", "usd × 0.05")
    begun = runs.start_run(written(text), actor=people.chen(), periods=["2024-05"])
    runs.work(begun.pk, actor=people.chen(), patience=-1)
    # laid over this release, the draft would let the cheap ones pass
    published(texts={}, parameters={"usd": "10"})
    run = runs.work(begun.pk, actor=people.chen())
    assert run.counts == {"R6-13": {"before": {"pass": 4}, "after": {"fail": 4}}}
    rows = list(DryRunRow.objects.filter(run=run))
    assert all("主营业务成本(2050)" in said for said in sentences(run, rows).values())


DEARER = "[R6-91] 当月\n级别 核实性\n来源 G\n范围 跨期\n公式 [2010.A] >= 上期[2010.A] + 1000\n"


def test_an_earlier_return_is_compared_with_only_as_it_was_forwarded() -> None:
    """The sentence of a row names figures of the earlier return, which the city has to be able
    to read.
    """
    may = city_of_returns()[0]
    april = earlier(may.unit, APRIL, {**GOOD, "6.2010.A": "800"})
    assert not DryRunRow.objects.filter(run=run_of(DEARER), owner=may).exists()
    actions.forward(seen(april.pk), actor=people.bo())
    row = DryRunRow.objects.get(run=(run := run_of(DEARER)), owner=may)
    assert "800.00" in sentences(run, [row])[row.pk]


def test_a_correction_of_what_it_is_compared_with_is_told() -> None:
    may = city_of_returns()[0]
    april = earlier(may.unit, APRIL, {**GOOD, "6.2010.A": "800"})
    actions.forward(seen(april.pk), actor=people.bo())
    run = run_of(DEARER)
    row = DryRunRow.objects.get(run=run, owner=may)
    assert (row.change, "800.00" in sentences(run, [row])[row.pk]) == ("fails", True)
    latest = Revision.objects.filter(owner=april).latest("number")
    forms = copied(latest.forms)
    forms["6"]["cells"]["2010"]["A"] = "0.00"
    latest.pk, latest.number, latest.forms = None, latest.number + 1, forms
    latest.save()
    Return.objects.filter(pk=april.pk).update(
        revision=latest.number, forwarded_revision=latest.number
    )
    assert "有更正" in sentences(run, [row])[row.pk]


def test_the_pages_show_progress_and_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    city_of_returns()
    monkeypatch.setattr(runs, "CHUNK", 3)
    monkeypatch.setattr(runs, "PATIENCE", -1)
    chen = people.signed_in(people.chen())
    begun = runs.start_run(written(), actor=people.chen(), periods=["2024-05"])
    runs.work(begun.pk, actor=people.chen(), patience=-1)
    page = chen.get(f"/rules/runs/{begun.pk}/").content.decode()
    assert "正在判断：3／4份" in page
    assert f'hx-post="/rules/runs/{begun.pk}/step/"' in page
    step = chen.post(f"/rules/runs/{begun.pk}/step/", headers={"HX-Request": "true"})
    assert step.status_code == 200
    page = chen.get(f"/rules/runs/{begun.pk}/?change=fails&sort=-unit").content.decode()
    assert page.index("测试软件3号") < page.index("测试软件1号")
    assert "测试软件2号" not in page
    book = chen.get(f"/rules/runs/{begun.pk}/?export=csv").content.decode("utf-8-sig")
    assert book.count("新增不符") == 2


@pytest.mark.parametrize(
    ("text", "periods", "said"),
    [
        (STRICT.replace("0.5", "0.5 +"), ["2024-05"], "还有错误"),
        (STRICT, [], "至少一个"),
        (STRICT, ["2031-05"], "至少一个"),
        ("# 只有注释\n", ["2024-05"], "还有错误"),
    ],
)
def test_what_cannot_be_tried_is_refused(text: str, periods: list[str], said: str) -> None:
    opened()
    with pytest.raises(Refused, match=said):
        runs.start_run(written(text), actor=people.chen(), periods=periods)
    assert not DryRun.objects.exists()


def test_a_draft_that_judges_the_same_need_not_be_tried() -> None:
    opened()
    same = "[R6-02] 另一个名称\n级别 强制性\n来源 S\n范围 表内\n列 A B C\n公式 [2010] >= [2020]\n出处 表样\n"
    with pytest.raises(Refused, match="没有不同"):
        runs.start_run(written(same), actor=people.chen(), periods=["2024-05"])
