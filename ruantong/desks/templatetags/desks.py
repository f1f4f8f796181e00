"""Small helpers of the desks' templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.urls import reverse

from ruantong.desks.lists.rows import weight_name
from ruantong.desks.pseudonyms import pseudonym

register = template.Library()
register.filter("pseudonym", pseudonym)
register.filter("weight_name", weight_name)


@register.simple_tag
def desk_url(desk_key: str, pk: int) -> str:
    """Address of a return on a desk ("district", "city", "association")."""
    return reverse(f"desks:{desk_key}_return", args=[pk])


@register.filter
def get(names: Mapping[str, str], key: str) -> str:
    """The name of a code, or the code itself."""
    return names.get(key, key)
