"""Policy profiles: sound as data, shown to whom they hold for, in force where they say so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ruantong import accounts
from ruantong.accounts.policy import policy, profiles
from ruantong.accounts.policy.reading import PolicyError, read_profiles
from ruantong.core.lifecycle import Role
from tests import people

TEXT = (Path(accounts.__file__).parent / "policy" / "profiles.toml").read_text(encoding="utf-8")


def test_the_two_norms_differ_where_they_contradict_each_other() -> None:
    dengbao, asvs = profiles()["dengbao3"], profiles()["asvs5"]
    assert dengbao.password_days.of(Role.CITY) > 0
    assert asvs.password_days.largest == 0, "ASVS 6.2.10"
    assert dengbao.password_classes.largest > 0
    assert asvs.password_classes.largest == 0, "ASVS 6.2.5"
    assert asvs.needs_second_factor(Role.RESPONDENT), "ASVS 6.3.3"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.RESPONDENT])
def test_every_norm_asks_officers_and_administrators_for_a_second_factor(role: Role) -> None:
    assert all(profiles()[name].needs_second_factor(role) for name in ("dengbao3", "asvs5"))


def test_a_demand_without_a_clause_says_where_it_comes_from() -> None:
    for name, one in profiles().items():
        for field in ("idle_minutes", "absolute_hours", "sessions", "second_factor"):
            value = getattr(one, field)
            assert value.why, f"{name}.{field}"


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("value = 10", "value = 7", "dengbao3.password_length 应在8至64之间"),
        ("value = 10", 'value = "10"', "dengbao3.password_length 应为整数"),
        ("value = 10", "value = true", "dengbao3.password_length 应为整数"),
        ("officer = true", "officer = 1", "dengbao3.second_factor 应为true 或 false"),
        ("officer = true\n", "", "dengbao3.second_factor 应有 source、why"),
        ("[dengbao3.sessions]", "[dengbao3.session]", "dengbao3 中没有“session”这一项"),
        ("[dengbao3.sessions]", "[dengbao3.session]", "dengbao3 缺少 sessions"),
        ('based_on = "dengbao3"', 'based_on = "dengbao4"', "trial.based_on 应为另一策略的名称"),
        ("administrator = 15", "administrator = 700", "administrator 的 idle_minutes 比 absolute"),
        ('title = "等保三级"', "title = 3", "dengbao3.title 应为文字"),
        ("[dengbao3]", "[dengbao3", "策略文件不是TOML"),
    ],
)
def test_unsound_profiles_are_refused_with_the_place(was: str, becomes: str, said: str) -> None:
    assert was in TEXT
    with pytest.raises(PolicyError) as caught:
        read_profiles(TEXT.replace(was, becomes, 1))
    assert said in "；".join(caught.value.faults)


def test_the_setting_chooses_what_is_in_force(settings: Any) -> None:
    settings.POLICY = "asvs5"
    assert policy().title == "ASVS 5.0"


@pytest.mark.django_db
@pytest.mark.parametrize("who", [people.sun, people.mi])
def test_administrators_see_the_profiles_side_by_side(settings: Any, who: Any) -> None:
    settings.POLICY = "asvs5"
    page = people.signed_in(who()).get("/admin/policy/").content.decode()
    assert "现行“ASVS 5.0”" in page
    for told in ("等保三级", "每180天", "6.2.10", "8.1.4.1 d"):
        assert told in page


@pytest.mark.django_db
def test_the_demo_says_that_it_asks_for_no_second_factor() -> None:
    page = people.signed_in(people.mi()).get("/admin/policy/").content.decode()
    assert "演示未启用双因素" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "told", "not_told"),
    [(people.alice, "每180天", "每90天"), (people.chen, "每90天", "每180天")],
)
def test_everybody_sees_what_holds_for_the_own_account(
    settings: Any, who: Any, told: str, not_told: str
) -> None:
    settings.POLICY = "dengbao3"
    page = people.signed_in(who()).get("/account/security/").content.decode()
    assert told in page
    assert not_told not in page


@pytest.mark.django_db
def test_the_outbox_is_closed_where_no_texts_can_go_out(settings: Any) -> None:
    client = people.signed_in(people.sun())
    assert client.get("/admin/outbox/").status_code == 200
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    assert client.get("/admin/outbox/").status_code == 404
