"""What is worked out once for everybody's pages holds nothing of anybody's return."""

from __future__ import annotations

import functools
import gc
import sys

import pytest

from tests import people
from tests.returns.story import GOOD, fill, opened, validated

pytestmark = pytest.mark.django_db

OWN = {
    "6.head.embedded": "2",
    "6.2010.A": "7318.24",
    "6.2021.A": "一千零一夜<b>",
    "6.2090.A": "-641.97",
}


def shared() -> str:
    """Everything that a cache of ours keeps, as text."""
    modules = [m for name, m in sys.modules.items() if name.startswith("ruantong.returns")]
    caches = {
        id(found): found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, functools._lru_cache_wrapper)
        and found.__module__ == module.__name__
        and "regime" not in found.__name__
    }
    assert any(cache.cache_info().currsize for cache in caches.values())
    kept = [each for cache in caches.values() for each in gc.get_referents(cache)]
    return "\n".join(text for each in kept for text in texts(each))


def texts(found: object, depth: int = 6) -> list[str]:
    if isinstance(found, str):
        return [found]
    if depth == 0 or isinstance(found, type) or callable(found):
        return []
    return [text for each in gc.get_referents(found) for text in texts(each, depth - 1)]


def test_a_page_leaves_nothing_of_a_return_in_what_pages_share():
    ret = fill(opened(people.make_unit(1)), OWN)
    page = people.signed_in(people.alice(ret.unit)).get(f"/returns/{ret.pk}/6/").content.decode()
    kept = shared()
    assert "6.2010.A" in kept, "the frames of the cells are shared"
    for own in ("7,318.24", "641.97", "一千零一夜", ret.unit.name, ret.unit.uscc):
        assert own in page
        assert own.replace(",", "") not in kept


def test_neither_does_the_search_for_what_may_be_wrong():
    ret = validated(opened(people.make_unit(1)), {**GOOD, "6.2010.A": "1", "6.2090.A": "-641.97"})
    page = people.signed_in(people.alice(ret.unit)).get(f"/returns/{ret.pk}/6/").content.decode()
    assert "可能是这些指标填错" in page
    kept = shared()
    assert "6.2010.A" in kept
    for own in ("641.97", ret.unit.name, ret.unit.uscc):
        assert own in page
        assert own not in kept


def test_what_was_typed_is_escaped_in_every_cell():
    ret = fill(opened(people.make_unit(1)), {**OWN, "6.2022.A": '"><script>1</script>'})
    page = people.signed_in(people.alice(ret.unit)).get(f"/returns/{ret.pk}/6/").content.decode()
    assert "<script>1" not in page
    assert "一千零一夜&lt;b&gt;" in page
