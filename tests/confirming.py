"""Pressing a button that asks once, and confirming what it asks."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_SENTENCE = re.compile(r'<p class="confirm__sentence">(.*?)</p>', re.DOTALL)


def sentence_of(response: Any) -> str:
    """What the page asks; "" for any other page."""
    found = _SENTENCE.search(response.content.decode())
    return unescape(found[1]) if found else ""


def confirm(client: Client, address: str, response: Any, *, follow: bool = False) -> Any:
    """Press the button of the page that asks, with what that page itself carries along."""
    assert response.status_code == 200, response.content.decode()[:2000]
    assert sentence_of(response)
    kept: dict[str, list[str]] = {}
    for name, value in _HIDDEN.findall(response.content.decode()):
        kept.setdefault(name, []).append(unescape(value))
    kept.pop("csrfmiddlewaretoken", None)
    return client.post(address, kept, follow=follow)


def confirmed(client: Client, address: str, given: dict[str, str] | None = None) -> Any:
    """Press a button and confirm; the answer to the confirmation."""
    return confirm(client, address, client.post(address, given or {}))
