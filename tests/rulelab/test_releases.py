"""A release is in force exactly from its period; open periods keep their rules without a reason."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import Role, State
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.outputs.collect import collect
from ruantong.returns.errors import Refused
from ruantong.returns.judging.rule_releases import regime_in_force
from ruantong.returns.models import Return, Revision, RuleRelease
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions_rules import RuleProposal, publish_rules
from ruantong.returns.regimes import regime_of, ruleset_of
from ruantong.trail.models import TrailEntry
from tests import people
from tests.passing import seen
from tests.returns.story import (
    GOOD,
    REASON,
    SIGNED,
    fill,
    fresh,
    opened,
    report_of,
    submit,
    submitted,
    validated,
    version_of,
)
from tests.rulelab.bench import JUNE, MAY, STRICT, WHY, published

pytestmark = pytest.mark.django_db
JULY = Period.parse("2024-07")


def failing(ret: Return) -> set[str]:
    return {f["rule"] for f in report_of(ret)["findings"] if f["outcome"] == "fail"}


def june_return() -> Return:
    with clock.at("2024-07-05"):
        return opened(period=JUNE)


def test_it_is_in_force_from_its_period_on_and_not_before() -> None:
    published(JUNE)
    may, june = opened(), june_return()
    assert ruleset_of(may).hash != ruleset_of(june).hash
    with clock.at("2024-07-05"):
        june = validated(june)
    assert fresh(june).lifecycle is State.FAILED
    assert "R6-13" in failing(june)
    may = validated(may)
    assert fresh(may).lifecycle is State.PASSED
    assert "R6-13" not in failing(may)


def test_the_revision_names_the_rule_set_it_was_judged_with() -> None:
    published(JUNE, texts={"6": STRICT.replace("0.5", "0.7")})
    june = june_return()
    with clock.at("2024-07-05"):
        june = validated(june)
        revision = submit(june, people.alice(june.unit))
    assert revision.ruleset == ruleset_of(june).hash


def test_from_an_open_period_a_reason_or_a_choice_is_demanded() -> None:
    opened()
    with pytest.raises(Refused, match="2024年1—5月已经开放：请写明"):
        published(MAY)
    with pytest.raises(Refused, match="择一"):
        published(MAY, open_reason="五月报表中发现较多错位", spare_open=True)
    assert not RuleRelease.objects.exists()
    assert published(JUNE).spared == []


def test_an_open_period_keeps_its_rules_where_that_is_chosen() -> None:
    may = opened()
    release = published(MAY, spare_open=True)
    assert release.spared == ["2024-05"]
    assert release.reopened == []
    assert fresh(may).rule_version == ""
    assert fresh(validated(fresh(may))).lifecycle is State.PASSED
    with clock.at("2024-06-11"):
        late = people.make_unit(7)
        actions.open_period(MAY, actor=people.chen())
    assert Return.objects.get(unit=late, period="2024-05").rule_version == ""
    assert june_return().rule_version != ""


def test_a_reasoned_change_reaches_an_open_period_and_is_on_the_trail() -> None:
    may = validated(opened())
    assert fresh(may).lifecycle is State.PASSED
    published(MAY, open_reason="五月报表中发现较多错位")
    may = fresh(may)
    assert may.rule_version != ""
    with pytest.raises(Refused, match="重新数据审核"):
        actions.submit(
            may.pk, actor=people.alice(may.unit), signatories=SIGNED, version=version_of(may)
        )
    client = people.signed_in(people.alice(may.unit))
    home = client.get("/", follow=True).content.decode()
    assert "审核关系有修改，请重新“数据审核”" in home
    assert f"/returns/{may.pk}/submit" not in home
    assert "请先做“数据审核”" in client.get(f"/returns/{may.pk}/submit").content.decode()
    form = client.get(f"/returns/{may.pk}/6/").content.decode()
    assert "审核之后数据或审核关系又有修改" in form
    actions.validate(may.pk, actor=people.alice(may.unit))
    assert "R6-13" in failing(may)
    assert "审核关系有修改，请重新" not in client.get("/", follow=True).content.decode()
    entry = TrailEntry.objects.get(act="rules.publish")
    assert entry.data["reason"] == WHY
    assert entry.data["open_reason"] == "五月报表中发现较多错位"
    assert entry.data["periods"] == ["2024-05"]


def test_the_respondent_reads_why_the_rules_changed() -> None:
    may = fill(opened())
    client = people.signed_in(people.alice(may.unit))
    before = client.get(f"/returns/{may.pk}/6/").content.decode()
    assert "本期审核关系有修改" not in before
    published(MAY, open_reason="五月报表中发现较多错位")
    home = client.get("/", follow=True).content.decode()
    assert "2024年1—5月审核关系有修改：收紧成本" in home
    assert "五月报表中发现较多错位" in home
    for path in ("", "6/"):
        page = client.get(f"/returns/{may.pk}/{path}").content.decode()
        assert "本期审核关系有修改" in page
        assert "五月报表中发现较多错位" in page


def test_a_period_opened_later_shows_no_notice() -> None:
    published(JUNE)
    june = june_return()
    page = people.signed_in(people.alice(june.unit)).get(f"/returns/{june.pk}/6/")
    assert "本期审核关系有修改" not in page.content.decode()


def test_what_was_submitted_keeps_the_verdict_of_its_rules() -> None:
    may = submitted(opened(), GOOD)
    revision = Revision.objects.get(owner=may)
    judged_with = ruleset_of(may).hash
    published(MAY, open_reason="五月报表中发现较多错位")
    kept = Revision.objects.get(owner=may)
    assert (kept.report, kept.ruleset) == (revision.report, judged_with)
    assert ruleset_of(fresh(may)).hash != judged_with
    alice = people.signed_in(people.alice(may.unit))
    assert judged_with in alice.get(f"/returns/{may.pk}/receipt/1/").content.decode()
    assert "审核关系有修改" not in alice.get("/", follow=True).content.decode()
    desk = people.signed_in(people.bo()).get(f"/desk/{may.pk}/").content.decode()
    assert "R6-13" not in desk
    actions.forward(seen(may.pk), actor=people.bo())
    actions.accept(seen(may.pk), actor=people.chen())
    assert fresh(may).lifecycle is State.ACCEPTED


def test_what_is_sent_back_is_judged_by_the_new_rules_and_says_so() -> None:
    may = submitted(opened(), GOOD)
    published(MAY, open_reason="五月报表中发现较多错位")
    actions.send_back(may.pk, actor=people.bo(), target="6.2050.A", reason=REASON)
    alice = people.alice(may.unit)
    page = people.signed_in(alice).get(f"/returns/{may.pk}/").content.decode()
    assert "本期审核关系有修改" in page
    actions.validate(may.pk, actor=alice)
    assert "R6-13" in failing(fresh(may))


def test_parameters_have_their_period_too() -> None:
    published(JUNE, texts={}, parameters={"usd": "7.2"})
    assert regime_in_force(MAY).parameters["usd"] == "6.4"
    assert regime_in_force(JULY).parameters["usd"] == "7.2"
    assert regime_of(opened()).parameters["usd"] == "6.4"
    assert regime_of(june_return()).parameters["usd"] == "7.2"


def test_the_national_view_uses_the_thresholds_in_force() -> None:
    published(JUNE, texts={}, parameters={"scope_software_share": "0.4"})
    shares = [collect(period).regime.parameters["scope_software_share"] for period in (MAY, JUNE)]
    assert shares == ["0.30", "0.4"]


def test_a_later_release_supersedes_and_nothing_is_overwritten() -> None:
    first = published(JUNE)
    second = published(JULY, texts={"6": STRICT.replace("0.5", "0.9")})
    checks = [
        next(r.check for r in regime_in_force(p).rules if r.id == "R6-13") for p in (JUNE, JULY)
    ]
    assert checks == ["[2050] <= [2010] × 0.5", "[2050] <= [2010] × 0.9"]
    assert RuleRelease.objects.count() == 2
    with pytest.raises(TypeError):
        first.delete()
    with pytest.raises(Exception, match=r"(?i)unique"):
        second.save()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": "改"}, "修改依据"),
        ({"title": "x"}, "名称"),
        ({"open_reason": "因", "spare_open": False}, "适用于已开放报告期的理由，不少于"),
        ({"texts": {}}, "没有要发布的内容"),
        ({"texts": {"2": STRICT}}, "不是月报的报表"),
        ({"texts": {"6": STRICT.replace("2050", "9999")}}, "9999"),
        ({"texts": {}, "removed": ["R6-99"]}, "R6-99"),
        ({"texts": {}, "parameters": {"usd": "零"}}, "不是数字"),
        ({"texts": {}, "parameters": {"floor_key": "1"}}, "不能在此修改"),
    ],
)
def test_what_cannot_be_published_changes_nothing(fields: dict[str, object], said: str) -> None:
    opened()
    with pytest.raises(Refused, match=said):
        published(MAY, **{"spare_open": True, **fields})
    assert not RuleRelease.objects.exists()
    assert not TrailEntry.objects.filter(act="rules.publish").exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CITY])
def test_only_the_city_publishes(role: Role) -> None:
    with pytest.raises(Refused, match="市级"):
        publish_rules(
            RuleProposal(JUNE, "收紧成本", WHY, texts={"6": STRICT}),
            actor=people.EVERYONE[role](),
            proposed_by=people.chen(),
        )


def test_a_rule_taken_out_is_no_longer_judged() -> None:
    published(JUNE, removed=["R6-34"], texts={})
    june = june_return()
    with clock.at("2024-07-05"):
        june = validated(june)
        rules = {instance.rule.id for instance in ruleset_of(june).instances}
        assert "R6-34" not in rules
        assert report_of(june)["ruleset"] == ruleset_of(june).hash
