"""A rule text released under an earlier version of the platform that today's language refuses."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import State
from ruantong.gateways import clock
from ruantong.returns.models import Return, RuleRelease
from tests import people
from tests.returns.story import fresh, opened, report_of, validated
from tests.rulelab.bench import EDITION, JUNE, STRICT, WHY, published

pytestmark = pytest.mark.django_db
# a tolerance on > was taken before ADR 0038
OLD = STRICT.replace("<=", "<").replace("公式", "容差 0.05\n公式")


@pytest.fixture
def stored() -> RuleRelease:
    """As the database of a city holds it: released before the platform was brought up to date."""
    return RuleRelease.objects.create(
        regime=EDITION,
        frequency="monthly",
        first_period=str(JUNE),
        title="收紧成本（旧）",
        texts={"6": OLD},
        removed=["R6-34"],
        reason=WHY,
        published_at=clock.now(),
        published_by=people.chen(),
        content_hash="sha256:of the old text",
    )


def june() -> Return:
    with clock.at("2024-07-05"):
        return validated(opened(period=JUNE))


def test_the_period_is_filed_by_the_rule_that_was_replaced(stored: RuleRelease) -> None:
    ret = june()
    assert fresh(ret).lifecycle is State.PASSED
    told = {finding["rule"] for finding in report_of(ret)["findings"]}
    assert "R6-13" not in told
    assert ret.rule_version


@pytest.mark.parametrize("address", ["/rules/", "/rules/drafts/", "/rules/releases/", "{release}"])
def test_the_city_reads_which_release_and_why(stored: RuleRelease, address: str) -> None:
    june()
    chen = people.signed_in(people.chen())
    page = chen.get(address.format(release=f"/rules/releases/{stored.pk}/"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "收紧成本（旧）" in text
    assert "第7行第11列，R6-13：设了容差，公式就不能要求 &lt;" in text


def test_a_new_release_takes_its_place(stored: RuleRelease) -> None:
    june()
    published(JUNE, open_reason="旧文本不能采用，改写后施行")
    text = people.signed_in(people.chen()).get("/rules/").content.decode()
    assert "收紧成本（旧）</a>（自" not in text
    ret = Return.objects.get(period=str(JUNE))
    with clock.at("2024-07-06"):
        again = validated(ret)
    assert "R6-13" in {finding["rule"] for finding in report_of(again)["findings"]}
