"""The three desks that review: who sits there, and the addresses of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from ruantong.core.lifecycle import Role


@dataclass(frozen=True)
class Desk:
    """One desk. ``key`` is the first part of its addresses, ``verb`` what it does there."""

    role: Role
    key: str
    home_name: str
    queue_name: str
    verb: str

    @property
    def home(self) -> str:
        return reverse(f"desks:{self.key}")

    def queue(self, period: str) -> str:
        """The list of what waits, for one period."""
        home = reverse(f"desks:{self.queue_name}")
        return f"{home}?{urlencode({'period': period})}" if period else home

    def page(self, pk: int, form: str = "") -> str:
        """A return, with one of its forms open."""
        address = reverse(f"desks:{self.key}_return", args=[pk])
        return f"{address}?{urlencode({'form': form})}" if form else address


DISTRICT = Desk(Role.DISTRICT, "district", "报表审核", "district", "审核")
CITY = Desk(Role.CITY, "city", "报表审核", "city_returns", "审核")
ASSOCIATION = Desk(Role.ASSOCIATION, "association", "校核", "association", "校核")
DESKS: Mapping[Role, Desk] = {desk.role: desk for desk in (DISTRICT, CITY, ASSOCIATION)}
