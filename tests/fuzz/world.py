"""A small city in which every kind of thing exists once, and the addresses that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role, State
from ruantong.registry.models import Membership, Registration
from ruantong.registry.people.invitations import hand_over
from ruantong.returns.moving import actions
from tests import people
from tests.fuzz.values import STEPS
from tests.registry.forms import answers
from tests.returns.story import brought_to, opened
from tests.rulelab.bench import written

NOBODY = "987654321"


@dataclass(frozen=True)
class World:
    """What stands for each kind of parameter in an address."""

    parameters: dict[str, list[str]]

    def addresses(self) -> list[tuple[str, str, str]]:
        """Pattern, path and odd step: all things that exist, and steps that nothing is called."""
        found: list[tuple[str, str, str]] = []
        for pattern in _patterns(get_resolver(), ""):
            names = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
            if not names:
                found.append((pattern, "/" + pattern, ""))
                continue
            known = self.parameters.get(_kind(pattern)) or [NOBODY]
            found += [(pattern, _filled(pattern, names, value, self), "") for value in known]
            found += [(pattern, _filled(pattern, names, step, self), step) for step in STEPS]
        return found


def make_world() -> World:
    """Alice's returns in two states, a registration that waits, a handover, a draft of rules."""
    unit = people.make_unit(1, park=people.PARK, form7_from="2024-02")
    second = people.make_unit(2)
    for make in people.EVERYONE.values():
        make()
    people.alice(unit)
    drafting = opened(unit)
    actions.save(drafting.pk, actor=people.alice(unit), version=0, cells={"6.2010.A": "1"})
    people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    people.join(User.objects.get(username="mallory"), second)
    waiting = brought_to(State.FORWARDED, opened(second))
    assert Client().post("/register/", answers()).status_code == 302
    offer = hand_over(
        unit.pk, actor=people.alice(unit), name="何接任", phone="13700000009", link_of=str
    )
    draft = written().draft
    account = people.bo()
    membership = Membership.objects.get(user=people.alice(unit), unit=unit)
    returns = [str(drafting.pk), str(waiting.pk)]
    return World(
        {
            "admin/registrations": [str(Registration.objects.get().pk)],
            "admin/accounts": [str(account.pk)],
            "membership": [str(membership.pk)],
            "units": [str(unit.pk)],
            "unit": [str(unit.pk)],
            "roster": ["monthly"],
            "act": ["remove", "add"],
            "invitations": [str(offer.pk)],
            "returns": returns,
            "desk": returns,
            "city": returns,
            "association": returns,
            "number": ["1"],
            "code": ["6"],
            "tables": ["2024-05"],
            "row_key": ["2010"],
            "calendar": ["2024"],
            "rules": [str(draft.pk)],
            "rule_id": ["R6-13"],
            "form_code": ["6"],
            "manual": ["enterprise"],
        }
    )


def _patterns(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)


def _kind(pattern: str) -> str:
    """The folder of an address, by which the things in it are known."""
    return pattern.partition("<")[0].strip("/").removesuffix("/main").removesuffix("/rule")


def _filled(pattern: str, names: list[str], value: str, world: World) -> str:
    for place, name in enumerate(names):
        others = world.parameters.get(name) or [value]
        chosen = value if place == 0 and value in STEPS else None
        chosen = chosen or (value if name in {"pk", "period_id", "year", "slug"} else others[0])
        pattern = re.sub(rf"<(?:\w+:)?{name}>", chosen, pattern)
    return "/" + pattern
