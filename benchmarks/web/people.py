"""Eight respondents of the demo city with a monthly return each to type into.

Run as a process of its own (``python -m benchmarks.web.people``): Django belongs to one database.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from http.client import HTTPConnection, HTTPResponse
from typing import NamedTuple
from urllib.parse import urlencode

CONNECTIONS = 8


class Person(NamedTuple):
    username: str
    pk: int  # of the return
    version: int


def people_of(database: str) -> list[Person]:
    """One for each connection, chosen from the demo city of a database."""
    environment = {**os.environ, "RUANTONG_DATABASE": database}
    command = [sys.executable, "-m", "benchmarks.web.people"]
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return [Person(*each) for each in json.loads(told.stdout)]


def signed_in_bare(database: str, people: list[Person]) -> list[dict[str, str]]:
    """The headers of the same people at the bare handler, which has sessions of its own."""
    environment = {**os.environ, "RUANTONG_DEMO": "1", "RUANTONG_DATABASE": database}
    command = [sys.executable, "-m", "benchmarks.web.bare", *(each.username for each in people)]
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return [{"Cookie": cookie} for cookie in json.loads(told.stdout)]


def sign_in(port: int, username: str) -> dict[str, str]:
    """The headers of a signed-in browser."""
    from ruantong.demo.names import PASSWORD

    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/login/")
    answer = connection.getresponse()
    page, cookies = answer.read().decode(), _cookies(answer)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    if token is None:
        raise RuntimeError("the sign-in page has no form")
    fields = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    headers = {"Cookie": _joined(cookies), "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/login/", urlencode(fields), headers)
    answer = connection.getresponse()
    answer.read()
    cookies |= _cookies(answer)
    connection.close()
    if "sessionid" not in cookies:
        raise RuntimeError(f"{username} could not sign in")
    return {"Cookie": _joined(cookies), "X-CSRFToken": cookies["csrftoken"]}


def _cookies(answer: HTTPResponse) -> dict[str, str]:
    pairs = (header.partition(";")[0] for header in answer.headers.get_all("Set-Cookie") or ())
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs)}


def _joined(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def main() -> None:
    from ruantong.commands.environment import start_django

    start_django(demo=True)
    from ruantong.core.lifecycle import EDITABLE, State
    from ruantong.returns.models import Return

    open_states = [state.value for state in EDITABLE if state is not State.NOT_STARTED]
    found = Return.objects.filter(
        frequency="monthly", state__in=open_states, unit__memberships__until=None
    )
    rows = found.order_by("-period", "pk").values_list(
        "unit__memberships__user__username", "pk", "own_draft__version"
    )
    chosen: dict[str, Person] = {}
    for row in rows:
        if row[0]:
            chosen.setdefault(row[0], Person(*row))
    print(json.dumps(list(chosen.values())[:CONNECTIONS]))


if __name__ == "__main__":
    main()
