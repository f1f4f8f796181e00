"""The head of a desk: one card per current period, with what is left to do in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ruantong.core.deadlines import Deadline
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.desks.groups import FILLING, GROUPS, MISSING, RETURNED, REVIEW, Counts, Group
from ruantong.desks.rows import Standing
from ruantong.gateways import clock
from ruantong.returns.regimes import deadlines_of

BAR = 1000  # width of a bar in units of its own drawing
_DEADLINE_LABELS = {"enterprise": "企业", "district": "区县", "city": "市级"}


@dataclass(frozen=True)
class Segment:
    """One piece of a stacked bar; ``x`` and ``width`` in thousandths of the bar."""

    group: Group
    count: int
    x: int
    width: int


@dataclass(frozen=True)
class Due:
    """A deadline as printed: whose, the day, how far away, and why that day."""

    label: str
    day: date
    distance: str
    overdue: bool
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

    @property
    def key(self) -> str:
        return str(self.period)


def cards_of(standings: Iterable[Standing], role: Role) -> list[Card]:
    """Cards of a district (``DISTRICT``) or of the city desk."""
    return [_card(standing, role) for standing in standings]


def _card(standing: Standing, role: Role) -> Card:
    counts, today = standing.counts, clock.today()
    deadlines = deadlines_of(standing.period).roles
    dues = tuple(due_of(deadlines[role_key], today) for role_key in _DEADLINE_LABELS)
    district = role is Role.DISTRICT
    own = dues[1] if district else dues[2]
    return Card(
        period=standing.period,
        counts=counts,
        segments=segments(counts),
        dues=dues[:2] if district else dues,
        sentence=(_district_sentence if district else _city_sentence)(counts, own),
        done=counts.total == (counts.forwarded if district else counts.accepted),
    )


def due_of(deadline: Deadline, today: date) -> Due:
    """The deadline of one role, seen from ``today``."""
    days = (deadline.date - today).days
    label = _DEADLINE_LABELS[deadline.role]
    return Due(label, deadline.date, _distance(days), days < 0, deadline.reason)


def _distance(days: int) -> str:
    if days > 0:
        return f"还有{days}天"
    return "今天截止" if days == 0 else f"已过{-days}天"


def segments(counts: Counts) -> tuple[Segment, ...]:
    """The groups that occur, laid side by side without a gap."""
    found, done = [], 0
    for group in GROUPS:
        count = counts.of(group)
        if count:
            start, end = (BAR * n // counts.total for n in (done, done + count))
            found.append(Segment(group, count, start, end - start))
            done += count
    return tuple(found)


def _district_sentence(counts: Counts, own: Due) -> str:
    if not counts.total:
        return "本期没有应报单位。"
    left = _left(counts, (MISSING, FILLING, RETURNED, REVIEW))
    if not left:
        return f"本期{counts.total}家已全部上报市级。"
    return f"还有{left}；区县截止{own.day.month}月{own.day.day}日（{own.distance}）。"


def _city_sentence(counts: Counts, own: Due) -> str:
    if not counts.total:
        return "本期没有应报单位。"
    if counts.accepted == counts.total:
        return f"本期{counts.total}家已全部通过市级审核。"
    here = counts.waiting_for_city
    first = f"{here}家待市级审核" if here else "没有待市级审核的报表"
    rest = _left(counts, (REVIEW, MISSING, FILLING, RETURNED))
    elsewhere = f"；还有{rest}" if rest else ""
    return f"{first}{elsewhere}；市级截止{own.day.month}月{own.day.day}日（{own.distance}）。"


def _left(counts: Counts, groups: Iterable[Group]) -> str:
    return "、".join(f"{counts.of(g)}家{g.label}" for g in groups if counts.of(g))
