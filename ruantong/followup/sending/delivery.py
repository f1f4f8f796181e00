"""Sending what is in the outbox, each once, wherever the process that sends is stopped.

A message on the platform and a text to a phone are rows of this database: they are made in the
transaction that marks the reminder as sent. An e-mail leaves the database: it is marked before it
is handed over, and one whose handing over broke off is reported as not known, and not sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from ruantong.accounts import texts
from ruantong.accounts.models import User
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.followup.choices import Channel
from ruantong.followup.inbox import PLATFORM
from ruantong.followup.models import Message, Reminder
from ruantong.followup.owing import not_filed
from ruantong.followup.rules.standing import last_rules
from ruantong.followup.sending.audience import setting_of
from ruantong.followup.wording import ContentFault, Facts, Words, text_of, words
from ruantong.gateways import clock, mail
from ruantong.registry.models import District
from ruantong.returns.models import Return

AT_ONCE = 50
#: How long after each e-mail that was certainly not sent the next attempt is made.
PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
#: An e-mail that is being handed over for longer was cut off with its process.
LEASE = timedelta(minutes=10)
FILED_SINCE = "发送前已上报，不再提醒"


@dataclass
class Delivered:
    """How many reminders went out, and how many did not."""

    sent: int = 0
    other: int = 0


def deliver_due(*, emails: bool = True) -> Delivered:
    """Send everything whose time has come. Without ``emails`` nothing that waits for a server."""
    done = Delivered()
    _report_cut_off(clock.now())
    while _some_inside(done):
        pass
    while (emails or mail.kept()) and _one_email(done):
        pass
    return done


def _some_inside(done: Delivered) -> bool:
    """Messages on the platform and texts to phones, some at a time: all of these, or none."""
    now = clock.now()
    with transaction.atomic():
        waiting = Reminder.objects.filter(outcome=Reminder.WAITING, due_at__lte=now)
        rows = list(
            waiting.exclude(channel=Channel.EMAIL)
            .select_for_update(of=("self",), skip_locked=True)
            .select_related("owner__unit", "recipient", "by")
            .order_by("due_at", "pk")[:AT_ONCE]
        )
        owing, last = _still_owing(rows), {rule.pk for rule in last_rules()}
        letters = []
        for row in rows:
            said = _words_for(row, owing, last, now)
            if said is None:
                done.other += 1
            elif row.channel == Channel.SITE:
                letters.append(_letter(row, said, now))
            else:
                _text(row)
            if said is not None:
                done.sent += row.outcome == Reminder.SENT
                done.other += row.outcome != Reminder.SENT
        Message.objects.bulk_create(letters)
        Reminder.objects.bulk_update(rows, ["outcome", "why", "text", "changed_at"])
    return bool(rows)


def _one_email(done: Delivered) -> bool:
    """Claimed by one conditional update, then handed over outside of any transaction."""
    now = clock.now()
    waiting = Reminder.objects.filter(outcome=Reminder.WAITING, due_at__lte=now)
    row = (
        waiting.filter(channel=Channel.EMAIL)
        .select_related("owner__unit", "recipient__reminder_setting", "by")
        .order_by("due_at", "pk")
        .first()
    )
    if row is None:
        return False
    mine = Reminder.objects.filter(pk=row.pk, outcome=Reminder.WAITING).update(
        outcome=Reminder.HANDING, attempts=F("attempts") + 1, changed_at=now
    )
    if not mine:
        return True  # another process has it
    row.attempts += 1
    said = _words_for(row, _still_owing([row]), {rule.pk for rule in last_rules()}, now)
    if said is not None:
        _hand_over(row, said, now)
    row.changed_at = now
    row.save(update_fields=["outcome", "why", "text", "due_at", "changed_at"])
    if row.outcome == Reminder.SENT:
        done.sent += 1
    elif row.outcome != Reminder.WAITING:
        done.other += 1
    return True


def _hand_over(row: Reminder, said: Words, now: datetime) -> None:
    address = setting_of(_person(row)).address
    try:
        mail.send(mail.Mail(str(row.key), address, said.title, said.text))
    except mail.MailNotSent as fault:
        row.why = str(fault)
        if row.attempts <= len(PAUSES):
            row.outcome, row.due_at = Reminder.WAITING, now + PAUSES[row.attempts - 1]
        else:
            row.outcome = Reminder.FAILED
    except mail.MailRefused as fault:
        row.outcome, row.why = Reminder.FAILED, str(fault)
    except mail.MailUnknown as fault:
        row.outcome, row.why = Reminder.UNKNOWN, str(fault)
    else:
        row.outcome, row.why = Reminder.SENT, ""


def _report_cut_off(now: datetime) -> None:
    cut_off = Reminder.objects.filter(outcome=Reminder.HANDING, changed_at__lt=now - LEASE)
    cut_off.update(outcome=Reminder.UNKNOWN, why="发送时平台中断，是否送出不明，未重发")


def _still_owing(rows: list[Reminder]) -> set[int]:
    """Of the returns, those that are not filed even now."""
    owners = [row.owner_id for row in rows]
    return set(Return.objects.filter(not_filed(), pk__in=owners).values_list("pk", flat=True))


def _words_for(row: Reminder, owing: set[int], last: set[int], now: datetime) -> Words | None:
    """What the reminder says, None where nothing is to be said; marks the row either way."""
    row.changed_at = now
    if row.owner_id not in owing:
        row.outcome, row.why = Reminder.NOT_SENT, FILED_SINCE
        return None
    try:
        kind = "last" if row.rule_id in last else ""
        said = words(_facts(row), kind=kind, note=row.note)
    except ContentFault as fault:
        row.outcome, row.why = Reminder.FAILED, str(fault)[:200]
        return None
    row.outcome, row.text = Reminder.SENT, said.text
    return said


def _facts(row: Reminder) -> Facts:
    ret = row.owner
    return Facts(ret.unit.name, ret.parsed_period, ret.due_on, clock.today())


def _letter(row: Reminder, said: Words, now: datetime) -> Message:
    return Message(
        recipient=_person(row),
        sender=sender_of(row.by),
        title=said.title,
        text=said.text,
        link=reverse("returns:overview", args=[row.owner_id]),
        at=now,
    )


def _text(row: Reminder) -> None:
    template, given = text_of(_facts(row))
    row.text = texts.words(template, given)
    if not texts.send(_person(row).phone, template, key=row.key, **given):
        row.outcome, row.why = Reminder.FAILED, "短信服务已停用，或手机号已注销"


def _person(row: Reminder) -> User:
    if row.recipient is None:
        raise ValueError("what is for nobody is planned as not sent")
    return row.recipient


def sender_of(by: User | None) -> str:
    """“渝北区（区县管理员）”, “市级管理员”, “平台”."""
    if by is None:
        return PLATFORM
    label = ROLE_LABELS[Role(by.role)]
    district = District.objects.filter(code=by.district_code).first()
    return f"{district.name}{label}" if district else label
