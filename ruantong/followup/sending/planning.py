"""Putting reminders into the outbox: by rule when their moment has come, or by an officer's hand.

Rows are made first and sent afterwards. The key over return, occasion, channel and person makes each
at most once, however often and by however many processes this runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.followup.choices import Channel
from ruantong.followup.models import LONGEST_NOTE, Reminder, ReminderRule
from ruantong.followup.owing import not_filed
from ruantong.followup.rules.standing import last_rules
from ruantong.followup.sending.audience import Way, chosen, people_of, ways_to
from ruantong.followup.sending.summary import tell_officers
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.returns.models import Return
from ruantong.returns.reading.access import returns_visible_to
from ruantong.trail.record import record_many

#: Returns put into the outbox in one transaction, so that nobody waits long for the trail.
AT_ONCE = 100
#: A moment that passed while nothing ran is made up for within this time.
STILL = timedelta(days=1)
MOST_BY_HAND = 500
FILED, TOLD, CLOSED = "已上报（含零报、退回后待补正）", "今天已催报过", "无须报送"


@dataclass(frozen=True)
class ByHand:
    """What pressing the button would do: returns that are reminded of, and why others are not."""

    returns: Sequence[Return]
    left_out: Sequence[tuple[Return, str]]


def plan_due() -> int:
    """Put everything into the outbox that the rules ask for by now; how many returns."""
    now, count = clock.now(), 0
    last = {rule.pk for rule in last_rules()}
    for rule in ReminderRule.objects.filter(on=True).order_by("pk"):
        while some := _due(rule, now):
            with transaction.atomic():
                # two processes take turns: the second one finds nothing left
                ReminderRule.objects.select_for_update().get(pk=rule.pk)
                some = _due(rule, now)
                _store(some, rule=rule, now=now, must=rule.pk in last)
            count += len(some)
        tell_officers(rule, now)
    return count


def _due(rule: ReminderRule, now: datetime) -> list[Return]:
    """The next returns whose moment by this rule has come, and that it has not reminded of."""
    day = clock.local_day(now - timedelta(hours=rule.hour))
    moment = clock.midnight(day) + timedelta(hours=rule.hour)
    if not rule.changed_at < moment <= now < moment + STILL:
        return []
    reminded = Reminder.objects.filter(owner=OuterRef("pk"), occasion=rule.occasion)
    found = Return.objects.filter(
        not_filed(), frequency=rule.frequency, due_on=day - timedelta(days=rule.days)
    )
    if rule.district_code:
        found = found.filter(district_code=rule.district_code)
    return list(found.filter(~Exists(reminded)).order_by("pk")[:AT_ONCE])


def by_hand(returns: QuerySet[Return], *, actor: User) -> ByHand:
    """Of a selection, which returns the officer can remind of now, and why not of the others."""
    _require_officer(actor)
    seen = returns_visible_to(actor).filter(pk__in=returns.values("pk"))
    every = list(seen.select_related("unit").order_by("unit__name", "pk")[: MOST_BY_HAND + 1])
    if len(every) > MOST_BY_HAND:
        raise Refused(f"一次最多催报{MOST_BY_HAND}家，请用筛选条件缩小范围。")
    owing = set(seen.filter(not_filed()).values_list("pk", flat=True))
    told = _told_today(ret.unit_id for ret in every)
    reasons = [
        (ret, _why_not(ret, owing=ret.pk in owing, told=ret.unit_id in told)) for ret in every
    ]
    return ByHand(
        [ret for ret, reason in reasons if not reason],
        [(ret, reason) for ret, reason in reasons if reason],
    )


@transaction.atomic
def send_by_hand(
    returns: QuerySet[Return], *, actor: User, channels: Collection[str], note: str = ""
) -> ByHand:
    """Remind of them at the officer's word, once per unit and day at most."""
    note = cleaned(note)
    if note:
        if len(note) > LONGEST_NOTE:
            raise Refused(f"附言有{len(note)}个字，应不超过{LONGEST_NOTE}个字。")
        if fault := reason_fault(note, "附言"):
            raise Refused(fault)
    _require_officer(actor)
    seen = returns_visible_to(actor).filter(pk__in=returns.values("pk"))
    units = ReportingUnit.objects.filter(pk__in=seen.values("unit")).order_by("pk")
    # two officers who press at the same moment take turns, unit by unit
    list(units.select_for_update(no_key=True).values_list("pk", flat=True))
    plan = by_hand(returns, actor=actor)
    if not plan.returns:
        raise Refused("所选单位中没有可以催报的。")
    _store(plan.returns, by=actor, channels=channels, note=note, now=clock.now())
    return plan


def _require_officer(actor: User) -> None:
    if not actor.is_role(Role.DISTRICT, Role.CITY):
        raise Refused("催报由区县管理员和市级管理员办理。")


def _why_not(ret: Return, *, owing: bool, told: bool) -> str:
    if ret.retired_because:
        return CLOSED
    if not owing:
        return FILED
    return TOLD if told else ""


def _today() -> str:
    return f"hand:{clock.today().isoformat()}"


def _told_today(units: Iterable[int]) -> set[int]:
    """Units that somebody has reminded by hand today, of whichever period."""
    found = Reminder.objects.filter(owner__unit__in=list(units), occasion=_today())
    return set(found.values_list("owner__unit_id", flat=True))


def _store(
    returns: Sequence[Return],
    *,
    now: datetime,
    rule: ReminderRule | None = None,
    by: User | None = None,
    channels: Collection[str] = (),
    note: str = "",
    must: bool = False,
) -> None:
    """Rows for everybody who is told, and for whom nobody can be told; with the trail."""
    people = people_of(ret.unit_id for ret in returns)
    rows = []
    for ret in returns:
        days = (clock.local_day(now) - ret.due_on).days
        told = chosen(people[ret.unit_id], rule.to if rule else ())
        common = {
            "owner": ret,
            "occasion": rule.occasion if rule else _today(),
            "rule": rule,
            "by": by,
            "note": note,
            "made_at": now,
        }
        for person in told:
            ways = ways_to(
                person, rule.channels if rule else channels, days=days, must=must, now=now
            )
            rows += [Reminder(recipient=person.user, **_by_way(way, now), **common) for way in ways]
        if not told:
            nobody = Way(Channel.SITE, now, "该单位没有可以提醒的填报人员")
            rows.append(Reminder(**_by_way(nobody, now), **common))
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    said = {"rule": rule.pk} if rule else {"text": note} if note else {}
    record_many(
        "return.remind", [(f"return:{ret.pk}", {"period": ret.period, **said}) for ret in returns],
        actor=by,
    )  # fmt: skip


def _by_way(way: Way, now: datetime) -> dict[str, object]:
    made: dict[str, object] = {"channel": way.channel.value, "due_at": way.at}
    if way.why_not:
        made |= {"outcome": Reminder.NOT_SENT, "why": way.why_not, "changed_at": now}
    return made
