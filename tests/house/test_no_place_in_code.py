"""The programme knows no city: no product code names the city, a district or a functional zone of
the packs.

The names are read from the packs. Left out are what :mod:`tests.house.test_no_survey_in_code` leaves
out too: the demo, the manuals, migrations, docstrings and comments.
"""

from __future__ import annotations

from tests.house.test_no_survey_in_code import REGIMES, product, texts_of
from tests.house.tree import ROOT, name

CITY = "重庆"
PLACES = {CITY} | {
    item.name
    for regime in REGIMES
    for key in ("districts", "divisions")
    for item in regime.code_lists[key].items
}
# Words that people choose as passwords wherever they are, among them the names of large cities.
EXCEPTIONS = {"ruantong/accounts/passwords/habits.toml"}


def named(text: str) -> set[str]:
    """The places that a text names."""
    return {place for place in PLACES if place in text}


def test_no_product_code_names_a_place() -> None:
    found = [
        f"{name(path)}:{line}: {sorted(told)}"
        for path in product(".py", ".js", ".html", ".css", ".toml", ".svg", ".typ")
        if name(path) not in EXCEPTIONS
        for line, text, _ in texts_of(path)
        if (told := named(text))
    ]
    assert not found, "\n".join(found)


def test_the_search_finds_what_it_looks_for() -> None:
    assert len(PLACES) > 40
    assert named("注册在两江新区的单位") == {"两江新区"}
    assert named("公司|重庆市?|科技") == {CITY}
    assert named("报送区县") == set()


def test_every_exception_is_needed() -> None:
    for file in EXCEPTIONS:
        assert any(named(text) for _, text, _ in texts_of(ROOT / file)), file
