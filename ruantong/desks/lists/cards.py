"""The head of a desk: one card per current period, with what is left to do in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse

from ruantong.core.deadlines import Deadline
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.desks.lists.groups import (
    FILLING,
    FORWARDED,
    GROUPS,
    MISSING,
    RETIRED,
    RETURNED,
    REVIEW,
    WITH_ENTERPRISE,
    Counts,
    Group,
)
from ruantong.desks.lists.rows import Standing
from ruantong.gateways import clock
from ruantong.returns.calendar import Calendar, calendar_now

BAR = 1000  # width of a bar in units of its own drawing
_DEADLINE_LABELS = {"enterprise": "企业", "district": "区县", "city": "市级"}


@dataclass(frozen=True)
class Segment:
    """One piece of a stacked bar; ``x`` and ``width`` in thousandths of the bar.

    ``href`` leads to its returns; empty where the desk has no list of them.
    """

    group: Group
    count: int
    x: int
    width: int
    href: str


@dataclass(frozen=True)
class Due:
    """A deadline as printed: whose, the day, how far away, and why that day.

    ``missed``: it has passed and that level still has something to do.
    """

    label: str
    day: date
    distance: str
    missed: bool
    reason: str


@dataclass(frozen=True)
class Card:
    """One period: bar, deadlines and sentence. ``done``: nothing is left for this desk."""

    period: Period
    counts: Counts
    segments: tuple[Segment, ...]
    dues: tuple[Due, ...]
    sentence: str
    done: bool
    href: str
    retired_href: str
    nil_href: str


def cards_of(standings: Iterable[Standing], role: Role) -> list[Card]:
    """Cards as a district, the city or a park needs them."""
    calendar = calendar_now()
    return [_card(standing, role, calendar) for standing in standings]


def _card(standing: Standing, role: Role, calendar: Calendar) -> Card:
    counts, today = standing.counts, clock.today()
    deadlines = calendar.deadlines_of(standing.period).roles
    open_for = {
        "enterprise": counts.missing + counts.filling,
        "district": counts.total - counts.forwarded,
        "city": counts.total - counts.accepted,
    }
    dues = tuple(due_of(deadlines[key], today, open_for[key]) for key in _SHOWN[role])
    return Card(
        period=standing.period,
        counts=counts,
        segments=segments(counts, partial(_group_href, role, standing.period)),
        dues=dues,
        sentence=_SENTENCES[role](counts, dues[-1]) if counts.total else "本期没有应报单位。",
        done=not open_for[_SHOWN[role][-1]],
        href=_href(_HOMES[role], standing.period),
        retired_href=_group_href(role, standing.period, RETIRED),
        nil_href=_href(_LISTS[role], standing.period, nil="True"),
    )


def due_of(deadline: Deadline, today: date, left: int) -> Due:
    """The deadline of one level, seen from ``today``, with ``left`` returns still to do."""
    days = (deadline.date - today).days
    label = _DEADLINE_LABELS[deadline.role]
    return Due(label, deadline.date, _distance(days), days < 0 < left, deadline.reason)


def _distance(days: int) -> str:
    if days > 0:
        return f"还有{days}天"
    return "今天截止" if days == 0 else f"已过{-days}天"


def _href(name: str, period: Period, **more: str) -> str:
    return f"{reverse(name)}?{urlencode({'period': str(period), **more})}"


def _group_href(role: Role, period: Period, group: Group) -> str:
    """The city lists what was forwarded and what is missing; the others have one list."""
    if role is not Role.CITY:
        return _href(_HOMES[role], period, group=group.key)
    if group in (*WITH_ENTERPRISE, RETIRED):
        return _href("desks:city_missing", period, group=group.key)
    return "" if group is REVIEW else _href("desks:city_returns", period, group=group.key)


def segments(counts: Counts, href: Callable[[Group], str]) -> tuple[Segment, ...]:
    """The groups that occur, laid side by side without a gap."""
    found, done = [], 0
    for group in GROUPS:
        count = counts.of(group)
        if count:
            start, end = (BAR * n // counts.total for n in (done, done + count))
            found.append(Segment(group, count, start, end - start, href(group)))
            done += count
    return tuple(found)


def _district_sentence(counts: Counts, own: Due) -> str:
    left = _left(counts, (MISSING, FILLING, RETURNED, REVIEW))
    return f"还有{left}；{_until(own)}。" if left else f"本期{counts.total}家已全部上报市级。"


def _park_sentence(counts: Counts, own: Due) -> str:
    left = _left(counts, (MISSING, FILLING, RETURNED))
    return f"还有{left}；{_until(own)}。" if left else f"本期{counts.total}家都已确定上报。"


def _city_sentence(counts: Counts, own: Due) -> str:
    if counts.accepted == counts.total:
        return f"本期{counts.total}家已全部通过市级审核。"
    here = counts.waiting_for_city
    first = f"{FORWARDED.label}{here}家，请审核" if here else "没有等待审核的报表"
    rest = _left(counts, (REVIEW, MISSING, FILLING, RETURNED))
    elsewhere = f"；还有{rest}" if rest else ""
    return f"{first}{elsewhere}；{_until(own)}。"


def _until(own: Due) -> str:
    return f"{own.label}截止{own.day.month}月{own.day.day}日（{own.distance}）"


def _left(counts: Counts, groups: Iterable[Group]) -> str:
    return "、".join(f"{counts.of(g)}家{g.label}" for g in groups if counts.of(g))


# The deadlines on a card, the desk's own last, and what is left to do in one sentence.
_SHOWN: dict[Role, tuple[str, ...]] = {
    Role.PARK: ("enterprise",),
    Role.DISTRICT: ("enterprise", "district"),
    Role.CITY: ("enterprise", "district", "city"),
}
_HOMES: dict[Role, str] = {
    Role.PARK: "desks:park",
    Role.DISTRICT: "desks:district",
    Role.CITY: "desks:city",
}
_LISTS: dict[Role, str] = {**_HOMES, Role.CITY: "desks:city_returns"}
_SENTENCES: dict[Role, Callable[[Counts, Due], str]] = {
    Role.PARK: _park_sentence,
    Role.DISTRICT: _district_sentence,
    Role.CITY: _city_sentence,
}
