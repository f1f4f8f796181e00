"""``{% url %}`` and ``{% static %}`` with a memory: a page has thirty, and Django works out each anew;
``{% modules %}`` asks for the scripts of a page at once.

Built into every template (``builtins`` in the settings) in the place of Django's own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import url as django_url
from django.templatetags.static import static as address_of_file
from django.urls import get_script_prefix, reverse
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from ruantong.web.static_files import loaded_by

register = template.Library()


def address(name: str, *args: object) -> SafeString:
    """``reverse`` of a name with positional arguments, for a page."""
    return _address(get_script_prefix(), name, *args)


@lru_cache(maxsize=4096, typed=True)
def _address(prefix: str, name: str, *args: object) -> SafeString:
    return escape(reverse(name, args=args))


class _UrlNode(template.Node):
    def __init__(self, name: Any, args: list[Any]) -> None:
        self.name, self.args = name, args

    def render(self, context: Context) -> str:
        return address(self.name.resolve(context), *[each.resolve(context) for each in self.args])


@register.tag
def url(parser: Parser, token: Token) -> template.Node:
    """Django's own where the address is named or has named parts."""
    node = django_url(parser, token)
    return node if node.kwargs or node.asvar else _UrlNode(node.view_name, node.args)


@register.simple_tag
@lru_cache(maxsize=256)
def static(path: str) -> SafeString:
    """The address of a file that every page may fetch."""
    return escape(address_of_file(path))


@register.simple_tag
@lru_cache(maxsize=64)
def modules(*names: str) -> SafeString:
    """Scripts of a page. What they load is asked for with them, not level by level as each is read,
    and as scripts of modules are: after the style sheets, without which nothing is shown.
    """
    ahead = ((static(name),) for name in loaded_by(*names))
    loaded = ((static(name),) for name in names)
    return format_html_join(
        "", '<link rel="modulepreload" href="{}" fetchpriority="low">', ahead
    ) + format_html_join("", '<script type="module" src="{}"></script>', loaded)
