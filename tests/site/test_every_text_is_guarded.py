"""Whatever an official can write goes through the guard against proposing figures, or says why not.

Every form with a text on every page of every office is sent twice: once asking, once telling a
figure. What tells a figure may be kept nowhere but where :data:`FREE` says why no respondent is told
by it. A new form is found by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from ruantong.core.lifecycle import Role, State
from ruantong.gateways import clock
from tests import people
from tests.confirming import confirm, sentence_of
from tests.fuzz.fields import TEXT, PageForm, forms_on
from tests.fuzz.world import World, make_world
from tests.returns.story import brought_to, opened

pytestmark = pytest.mark.django_db

MARK = "zqx"
ASKING = f"该项与上期相差较大，请核实并说明原因（{MARK}）"
TELLING = f"该项应改为五百万元，请按此填报（{MARK}）"
OFFICES = (Role.DISTRICT, Role.CITY, Role.ASSOCIATION, Role.PARK, Role.SYSTEM_ADMIN)
#: What a field has to hold for the act behind its form to be reached, by the end of its name.
GIVEN = {
    "on": "2024-07-01", "until": "2024-07-31", "into": "", "first": "2024-06-20", "last": "2024-06-20",
    "role": "enterprise", "district": "500112", "floor": "0", "year": "2024",
}  # fmt: skip
#: What is slow to answer and holds no form.
WITHOUT_FORMS = (".pdf", "/rules/lint/")
#: Where a text with a figure is kept all the same, and why.
FREE = {
    "rulelab:new_draft": "the title of a draft of rules, which speaks of thresholds to no respondent",
}
#: Acts that are certainly reached; each kept what asks.
REACHED = {
    "registry:unit_rename", "registry:unit_move", "registry:refuse", "registry:reset",
    "registry:unit_leave", "registry:enable", "desks:district_back", "desks:city_back", "desks:city_unlock",
    "desks:scan_notices", "desks:association_opinion", "desks:association_name",
    "desks:calendar_rule",
}  # fmt: skip


def kept(text: str, client: Client, form: PageForm) -> set[str]:
    """The tables that hold the text after the form was sent with it, all of it undone again."""
    tables: set[str] = set()

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")) and MARK in str(params):
            tables.add(sql.split('"')[1])
        return execute(sql, params, many, context)

    values = {
        name: GIVEN.get(name.rsplit("-", 1)[-1], text) if value == TEXT else value
        for name, value in form.values.items()
    }
    address = form.action.partition("#")[0]
    with transaction.atomic(), connection.execute_wrapper(look):
        answer = client.post(address, values)
        if answer.status_code == 200 and sentence_of(answer):
            confirm(client, address, answer)
        transaction.set_rollback(True)
    return tables - {"accounts_session"}


def written_forms(world: World, role: Role, client: Client) -> Iterator[tuple[str, PageForm]]:
    """Each form with a text that an office finds on its pages, by the view that it is sent to."""
    seen: set[tuple[str, ...]] = set()
    for _, path, odd in world.addresses():
        if odd or path.startswith("/account/") or path.endswith(WITHOUT_FORMS):
            continue
        if role not in getattr(resolve(path).func, "allowed_roles", ()):
            continue
        page = client.get(path)
        is_page = page.headers.get("Content-Type", "").startswith("text/html")
        page.close()
        if page.status_code != 200 or not is_page:
            continue
        for form in forms_on(path, page.content.decode()):
            if form.method == "post" and TEXT in form.values.values():
                view = resolve(form.action.partition("#")[0].partition("?")[0]).view_name
                if (view, *sorted(form.values)) not in seen:
                    seen.add((view, *sorted(form.values)))
                    yield view, form


@pytest.mark.any_database
def test_no_office_can_send_a_figure_to_file(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    asked, told = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    with clock.at("2024-06-10"):
        world = make_world()
        submitted, locked = (
            str(brought_to(state, opened(people.make_unit(number))).pk)
            for number, state in ((11, State.SUBMITTED), (12, State.LOCKED))
        )
        forwarded = world.things["desks:"]["pk"][1]
        offices: dict[str, list[object]] = {
            "district": [submitted],
            "city": [forwarded, locked],
            "association": [forwarded],
        }
        at_desks = {f"desks:{name}": {"pk": returns} for name, returns in offices.items()}
        world = World({**world.things, **at_desks})
        for role in OFFICES:
            client = people.signed_in(people.EVERYONE[role]())
            for view, form in written_forms(world, role, client):
                asked[view] |= kept(ASKING, client, form)
                told[view] |= kept(TELLING, client, form)
    assert {view for view, tables in told.items() if tables} == FREE.keys()
    assert {view for view, tables in asked.items() if tables} >= REACHED
