"""Addresses of pages and files are remembered, and come out as Django's own tags write them."""

from __future__ import annotations

import pytest
from django.template import Context, Engine, Template
from django.urls import NoReverseMatch, clear_script_prefix, set_script_prefix

from ruantong.web.templatetags.addresses import address

TEXTS = [
    "{% url 'returns:home' %}",
    "{% url 'returns:form' pk code %}",
    "{% url 'returns:form' pk=pk code=code %}",
    """{% url 'outputs:report' "a'b&c" %}""",
    "{% url 'returns:home' as where %}[{{ where }}]",
    "{% url 'no:such' as where %}[{{ where }}]",
]


def drawn(text: str, **given: object) -> str:
    return Template(text).render(Context(given))


def as_django_writes(text: str, **given: object) -> str:
    return (
        Engine(libraries={"static": "django.templatetags.static"})
        .from_string(text)
        .render(Context(given))
    )


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("code", ["6", "6-a_B"])
def test_as_django_writes_them(text: str, code: str) -> None:
    for pk in (1, 12, 1):
        assert drawn(text, pk=pk, code=code) == as_django_writes(text, pk=pk, code=code)


def test_an_address_that_is_none_is_a_fault() -> None:
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            drawn("{% url 'returns:form' pk %}", pk=1)


def test_under_another_prefix_they_are_others() -> None:
    here = address("returns:home")
    set_script_prefix("/stat/")
    try:
        assert address("returns:home") == f"/stat{here}"
    finally:
        clear_script_prefix()
    assert address("returns:home") == here


def test_files() -> None:
    assert drawn("{% static 'css/base.css' %}") == "/static/css/base.css"
    assert drawn("{% static name %}", name="a&b.css") == as_django_writes(
        "{% load static %}{% static name %}", name="a&b.css"
    )
