"""恢复码: ten on paper, each good once, for the day the device is gone."""

from __future__ import annotations

import pytest
from django.test import Client

from ruantong.accounts.second_factor.models import RecoveryCode
from tests import people
from tests.accounts.second_factor.devices import PAGE, VERIFY, Machine, codes_on, enrol_app
from tests.accounts.second_factor.test_codes_of_an_app import inside, signs_in
from tests.confirming import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("strict")]


@pytest.fixture
def codes(machine: Machine) -> list[str]:
    _, found = enrol_app(signs_in(people.chen()), machine)
    return found


def test_one_opens_once(codes: list[str]) -> None:
    client = signs_in(people.chen())
    answer = client.post(VERIFY, {"code": codes[3], "next": "/account/"}, follow=True)
    assert "还剩9个" in answer.content.decode()
    assert inside(client)
    again = signs_in(people.chen())
    assert again.post(VERIFY, {"code": codes[3]}).status_code == 422
    assert not inside(again)


@pytest.mark.parametrize(
    "typed", [str.upper, lambda code: code.replace("-", " "), lambda code: code.replace("-", "")]
)
def test_it_may_be_typed_as_people_copy_it(codes: list[str], typed: object) -> None:
    assert callable(typed)
    assert signs_in(people.chen()).post(VERIFY, {"code": typed(codes[0])}).status_code == 302


def test_new_ones_make_the_old_ones_void(codes: list[str]) -> None:
    client = signs_in(people.chen())
    client.post(VERIFY, {"code": codes[0]})
    fresh = codes_on(confirmed(client, f"{PAGE}codes/"))
    assert len(set(fresh)) == 10
    assert not set(fresh) & set(codes)
    assert signs_in(people.chen()).post(VERIFY, {"code": codes[1]}).status_code == 422
    assert signs_in(people.chen()).post(VERIFY, {"code": fresh[1]}).status_code == 302


def test_they_are_shown_once_and_kept_as_hashes(codes: list[str]) -> None:
    client = signs_in(people.chen())
    client.post(VERIFY, {"code": codes[0]})
    page = client.get(PAGE).content.decode()
    stored = str(list(RecoveryCode.objects.values()))
    for code in codes:
        assert code not in page
        assert code not in stored
        assert code.replace("-", "") not in stored


def test_who_has_no_second_factor_gets_no_codes(settings: object) -> None:
    settings.POLICY = "trial"  # type: ignore[attr-defined]
    client = Client()
    client.force_login(people.chen())
    answer = client.post(f"{PAGE}codes/")
    assert answer.status_code == 422
    assert "请先启用" in answer.content.decode()
