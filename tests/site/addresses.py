"""Every address of the platform with its view, read from the resolver; for tests over all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

# what is put in the place of a parameter: an id nobody has, a word nothing is called
NO_ID, NO_WORD = 987_654_321, "no-such-word"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, its path with parameters filled in, its view, and the pattern
    itself as it is written ("/desk/<int:pk>/").
    """

    name: str
    path: str
    view: Callable[..., Any]
    pattern: str

    def __str__(self) -> str:
        return self.name

    @property
    def public(self) -> bool:
        return bool(getattr(self.view, "is_public", False))

    @property
    def roles(self) -> frozenset[str]:
        """The roles named by ``requires``; none when the view forgot to."""
        return frozenset(role.value for role in getattr(self.view, "allowed_roles", ()))


def addresses() -> list[Address]:
    """All of them, included ones too."""
    return list(_walk(get_resolver(), "/", "/", ""))


def filled(pattern: str, values: Mapping[str, object]) -> str:
    """The path of a pattern with its parameters filled in."""
    return PARAMETER.sub(lambda found: str(values[found[1]]), pattern)


def _walk(resolver: URLResolver, prefix: str, pattern: str, space: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        written = pattern + str(entry.pattern)
        path = prefix + _fill(entry)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, path, written, inner)
        elif isinstance(entry, URLPattern):
            yield Address(f"{space}{entry.name or path}", path, entry.callback, written)


def _fill(entry: URLPattern | URLResolver) -> str:
    converters = entry.pattern.converters.items()
    values = {
        name: NO_ID if isinstance(converter, IntConverter) else NO_WORD
        for name, converter in converters
    }
    return filled(str(entry.pattern), values)
