"""The front door leads each role to its own first page."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import Role
from tests import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_everyone_has_a_home(role: Role) -> None:
    answer = people.signed_in(people.EVERYONE[role]()).get("/", follow=True)
    assert answer.status_code == 200
    assert people.EVERYONE[role]().display_name in answer.content.decode()
