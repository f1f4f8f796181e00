"""Asking for pages as one of the fixed people, and reading what comes back."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Any

from ruantong.accounts.models import User
from ruantong.registry.models import ReportingUnit
from ruantong.returns.models import Return
from tests import people
from tests.returns.story import opened


def get(user: User, url: str, **query: str) -> Any:
    return people.signed_in(user).get(url, query)


def text_of(response: Any) -> str:
    """The body as text; an Excel file is unpacked, so that every string in it is looked at."""
    body = response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "".join(book.read(name).decode() for name in book.namelist())
    return str(body.decode("utf-8-sig"))


def words(response: Any) -> str:
    """What a reader of the page sees, without mark-up and with single blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text_of(response)))


def unit_in(district: str = people.BO_DISTRICT, serial: int = 1, **fields: Any) -> ReportingUnit:
    return people.make_unit(serial, district_code=district, **fields)


def may_return(serial: int = 1, district: str = people.BO_DISTRICT, **fields: Any) -> Return:
    """The return of 1—5月 2024 of a unit, not yet started."""
    return opened(unit_in(district, serial, **fields))


class Controls(HTMLParser):
    """Names of everything on a page that takes input, by the address of its form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._action = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._action = given.get("action") or ""
        if tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self.found.append((self._action, str(given["name"])))


def controls(response: Any) -> list[tuple[str, str]]:
    reader = Controls()
    reader.feed(text_of(response))
    return reader.found
