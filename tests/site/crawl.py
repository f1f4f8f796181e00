"""Walking through the platform as one person: every page reached by links from the menu."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

# How many addresses of one view are opened, and how many of these with the same query names.
MOST, MOST_OF_A_KIND = 5, 2


class _Links(HTMLParser):
    """Where a page leads by links, and by forms that only ask."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.found.append(str(given["href"]))
        elif tag == "form" and (given.get("method") or "get").lower() == "get":
            self.found.append(given.get("action") or "")
        self.found += [text for key, text in attrs if text and key.startswith(("hx-get", "data-"))]


def crawl(client: Client, *starts: str) -> Iterator[tuple[str, Any]]:
    """(name of the view, answer) of every page that can be reached, each kind a few times."""
    waiting, known = list(starts), set(starts)
    kinds: Counter[tuple[str, frozenset[str]]] = Counter()
    views: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        try:
            name = resolve(parts.path).view_name
        except Resolver404:  # static files, other hosts
            continue
        kind = name, frozenset(key for key, _ in parse_qsl(parts.query))
        if kinds[kind] >= MOST_OF_A_KIND or views[name] >= MOST:
            continue
        kinds[kind] += 1
        views[name] += 1
        answer = client.get(address)
        yield name, answer
        location = answer.headers.get("Location")
        reached = [location] if location else _links(answer)
        for link in reached:
            found = urljoin(address, link).partition("#")[0]
            if found.startswith("/") and not link.startswith("{") and found not in known:
                known.add(found)
                waiting.append(found)


def _links(answer: Any) -> list[str]:
    if answer.headers.get("Content-Type") == "application/json":
        return [text for text in answer.json().values() if isinstance(text, str)]
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    reader = _Links()
    reader.feed(answer.content.decode())
    return reader.found
