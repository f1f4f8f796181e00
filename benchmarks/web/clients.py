"""What each connection asks for: saves of one changed cell, and pages."""

from __future__ import annotations

import json
from itertools import count

from benchmarks.web.load import Client, Request
from benchmarks.web.people import Person

_JSON = {"Content-Type": "application/json"}


def saving(person: Person, headers: dict[str, str]) -> Client:
    """Another figure in the same cell each time, on the version that the last answer told."""
    version, figure = person.version, count(10_000)

    def ask() -> Request:
        sent = {"version": version, "cells": {"6.2010.A": str(next(figure))}}
        path = f"/returns/{person.pk}/save"
        return "POST", path, json.dumps(sent).encode(), {**headers, **_JSON}

    def learn(content: bytes) -> None:
        nonlocal version
        version = json.loads(content)["version"]

    return Client(ask, learn)


def bare_saving(person: Person, path: str, headers: dict[str, str]) -> Client:
    figure = count(10_000)

    def ask() -> Request:
        sent = {"cells": {"6.2010.A": str(next(figure))}}
        return "POST", f"/{path}/{person.pk}", json.dumps(sent).encode(), {**headers, **_JSON}

    return Client(ask)


def reading(path: str, headers: dict[str, str]) -> Client:
    return Client(lambda: ("GET", path, None, headers))
