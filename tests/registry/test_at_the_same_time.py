"""Two acts at the same moment: approvals beside an opening, one invitation accepted twice."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test import Client

from ruantong.accounts.models import User
from ruantong.core.identifiers import make_uscc
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import Invitation, Membership, Registration
from ruantong.returns.models import Return
from ruantong.returns.moving.actions import open_period
from tests import people
from tests.at_once import AllHaveLooked, at_once, real_database
from tests.confirming import confirmed
from tests.registry.forms import answers
from tests.registry.test_people import NEW, invited

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(real_database.__name__),
]
MAY = Period.parse("2024-05")
APPLICANTS = 5


def test_approvals_beside_an_opening_all_come_to_their_end() -> None:
    """Locks taken in two orders would end one of the acts by a deadlock on PostgreSQL."""
    with clock.at("2024-06-10"):
        chen, browser = people.chen(), people.signed_in(people.sun())
        open_period(MAY, actor=chen)
        for number in range(1, APPLICANTS + 1):
            applied = Client().post("/register/", _applicant(number))
            assert applied.status_code == 302
        chosen = {"annual_from": "2023", "monthly_from": "2024-05"}
        for number, pk in enumerate(Registration.objects.values_list("pk", flat=True), start=1):
            late = people.make_unit(number)
            address = f"/admin/registrations/{pk}/approve/"
            approved, _ = at_once(
                partial(confirmed, browser, address, chosen),
                partial(open_period, MAY, actor=chen),
            )
            assert approved.status_code == 302
            assert Return.objects.filter(unit=late, period=str(MAY)).exists()
    assert Return.objects.filter(period=str(MAY)).count() == 2 * APPLICANTS


def _applicant(number: int) -> dict[str, object]:
    return answers(
        uscc=make_uscc(f"91500105MA5U90{number:02}"),
        unit_name=f"江北测试软件{number}号有限公司",
        username=f"he{number}",
        phone=f"1390000000{number}",
    )


def test_an_invitation_accepted_twice_at_once_makes_one_person() -> None:
    """The link is on one phone, opened in two of its browsers."""
    unit = people.make_unit()
    link = invited(people.signed_in(people.alice(unit)), unit)
    all_have_looked = AllHaveLooked(f'UPDATE "{Invitation._meta.db_table}"')

    def accepts(username: str) -> int:
        with connection.execute_wrapper(all_have_looked):
            return Client().post(link, NEW | {"username": username}).status_code

    answers = at_once(partial(accepts, "hejia"), partial(accepts, "heyi"))
    assert answers.count(302) == 1
    assert set(answers) <= {302, 404, 422}
    assert Membership.objects.filter(unit=unit, until=None).count() == 2
    assert User.objects.filter(username__in=["hejia", "heyi"]).count() == 1
