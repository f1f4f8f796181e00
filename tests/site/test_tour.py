"""The list of mistakes is on the sign-in page of a demo, and of nothing else."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from ruantong.demo.city import CityOptions, make_city
from ruantong.demo.tour import FIRST, MISTAKES

pytestmark = pytest.mark.django_db


def sign_in_page() -> str:
    return Client().get("/login/").content.decode()


def test_only_a_demo_city_served_as_a_demo_lists_them() -> None:
    with override_settings(DEMO=True):
        assert "常见错误" not in sign_in_page(), "no city was made"
    make_city(CityOptions(units=FIRST, years=1, small=True), progress=lambda _: None)
    with override_settings(DEMO=False):
        assert "常见错误" not in sign_in_page()
    with override_settings(DEMO=True):
        page = sign_in_page()
    assert MISTAKES[0].title in page
    assert MISTAKES[1].title not in page, "its enterprise is not in so small a city"
