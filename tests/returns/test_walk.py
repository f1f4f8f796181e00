"""The walk of one value, from the first typing to the city's table: what each request on it costs.

A request parses a return's content once and settles it once, whatever it then shows, judges or keeps;
earlier returns are parsed only where rules or rates look at them. ``docs/architecture.md`` tells the
counts in a table; it is held against what is measured here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ruantong.core import contributed, forms_json
from ruantong.core.lifecycle import State
from ruantong.gateways import clock
from ruantong.returns.judging import typed
from ruantong.returns.models import Return
from tests import people
from tests.house.tree import ROOT
from tests.returns import story

pytestmark = pytest.mark.django_db

MOST_PARSES, MOST_SETTLED = 6, 1
TABLE = re.compile(r"^\| (\S+) \| `(\S+) (\S+)` \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
LESS = {"6.2010.A": "780", "6.2021.A": "240", "6.2022.A": "80", "6.2050.A": "470"}
LESS |= {"6.2080.A": "230", "6.2090.A": "80", "6.2110.A": "80", "6.2111.A": "160"}


@dataclass
class Counter:
    """Calls since the last look."""

    parsed: int = 0
    settled: int = 0
    rows: list[tuple[str, str, str, int, int, int]] = field(default_factory=list)

    def wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*args: Any, **given: Any) -> Any:
            setattr(self, name, getattr(self, name) + 1)
            return function(*args, **given)

        return counting

    def ask(self, what: str, client: Client, method: str, url: str, content: Any = None) -> Any:
        """One request, counted; JSON where the page's script sends it."""
        given: dict[str, Any] = {"content_type": "application/json"} if url.endswith("save") else {}
        send = client.post if method == "POST" else client.get
        if method == "GET":
            client.get(url)  # packs, rules and skeletons are made once per process
        self.parsed = self.settled = 0
        with CaptureQueriesContext(connection) as asked:
            answer = send(url, content, **given)
        assert answer.status_code in {200, 302}, (what, answer.status_code)
        shape = re.sub(r"/\d+/", "/N/", url)
        self.rows.append((what, method, shape, self.parsed, self.settled, len(asked)))
        return answer


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    """Every module's own name of the two functions is wrapped."""
    counts = Counter()
    for name, function in (
        ("parsed", forms_json.parse_forms),
        ("parsed", contributed.figures_of),
        ("settled", typed.settle),
    ):
        for module in list(sys.modules.values()):
            if not getattr(module, "__name__", "").startswith("ruantong."):
                continue
            if getattr(module, function.__name__, None) is function:
                monkeypatch.setattr(module, function.__name__, counts.wrapped(name, function))
    with clock.at("2024-06-10"):
        yield counts


def walked(counts: Counter) -> Return:
    unit = people.make_unit()
    story.earlier(unit, story.MAY_LAST_YEAR, {**story.GOOD, **LESS})
    story.earlier(unit, story.APRIL, {**story.GOOD, **LESS})
    ret = story.opened(unit)
    alice, bo, chen = map(people.signed_in, (people.alice(unit), people.bo(), people.chen()))
    for client, url in ((alice, "/"), (bo, "/desk/"), (chen, "/city/")):
        client.get(url)
    mine, pk = f"/returns/{ret.pk}", ret.pk
    counts.ask("打开表", alice, "GET", f"{mine}/6/")
    first = {ref: text for ref, text in story.GOOD.items() if ref != "6.2112.A"}
    counts.ask("保存", alice, "POST", f"{mine}/save", {"version": 0, "cells": first})
    next_one = {"6.2112.A": story.GOOD["6.2112.A"]}
    counts.ask("再保存", alice, "POST", f"{mine}/save", {"version": 1, "cells": next_one})
    version = str(story.version_of(ret))
    counts.ask("数据审核", alice, "POST", f"{mine}/6/", {"act": "validate", "version": version})
    counts.ask("看结果", alice, "GET", f"{mine}/6/")
    changed = {"act": "validate", "version": version, "6.2112.A": "21"}
    counts.ask("改后审核", alice, "POST", f"{mine}/6/", changed)
    counts.ask("签署页", alice, "GET", f"{mine}/submit")
    signed = {**story.SIGNED, "version": str(story.version_of(ret))}
    answer = counts.ask("确定上报", alice, "POST", f"{mine}/submit", signed)
    counts.ask("回执", alice, "GET", answer["Location"])
    counts.ask("区县看表", bo, "GET", f"/desk/{pk}/")
    counts.ask("上报市级", bo, "POST", f"/desk/{pk}/pass/", {"revision": "1"})
    counts.ask("市级看表", chen, "GET", f"/city/{pk}/")
    counts.ask("审核通过", chen, "POST", f"/city/{pk}/pass/", {"revision": "1"})
    counts.ask("汇总表", chen, "GET", "/tables/main/2024-05/")
    counts.ask("溯源", chen, "GET", "/tables/main/2024-05/trace/software_revenue/")
    return story.fresh(ret)


def test_no_request_of_the_walk_parses_or_settles_more_than_it_must(counter: Counter) -> None:
    ret = walked(counter)
    assert ret.lifecycle is State.ACCEPTED
    assert [row for row in counter.rows if row[3] > MOST_PARSES or row[4] > MOST_SETTLED] == []
    told = TABLE.findall((ROOT / "docs/architecture.md").read_text(encoding="utf-8"))
    written = "\n".join("| {} | `{} {}` | {} | {} | {} |".format(*row) for row in counter.rows)
    assert [row[:5] for row in told] == [(*row[:3], *map(str, row[3:5])) for row in counter.rows], (
        written
    )
    more = [row for row, most in zip(counter.rows, told, strict=True) if row[5] > int(most[5])]
    assert more == [], written
