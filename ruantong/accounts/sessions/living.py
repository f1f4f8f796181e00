"""Sessions begin at the door, and end by their owner, by their number, or with the account."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from ruantong.accounts.models import Session, User
from ruantong.accounts.policy import policy
from ruantong.accounts.sessions.device import device_of
from ruantong.accounts.sessions.store import Origin, SessionStore, store_of
from ruantong.gateways import clock

#: How long the note of the last sign-in is kept.
_NOTED = timedelta(days=90)
_UNSETTLED = "unsettled_sign_in"
_NEVER_OURS = "不是您本人的，请修改密码，并在“我的账户—我的登录”中退出其他登录。"


def begin(request: HttpRequest, user: User, way: str) -> None:
    """The person has come in: note where. Whoever has a second factor is :func:`settled` by it."""
    agent = request.headers.get("User-Agent", "")
    address = request.META.get("REMOTE_ADDR") or None
    store_of(request).opened(Origin(way, device_of(agent), address))
    request.session[_UNSETTLED] = True
    request.session.save()
    if user.second_factor_since is None:
        settled(request, user)


@transaction.atomic
def settled(request: HttpRequest, user: User) -> None:
    """The sign-in is complete: the oldest sessions beyond the policy's number end.

    The person is told of the sign-in before this one, and of sessions that were ended for their
    number: at the sign-in that ended them and once more at the next.
    """
    if not request.session.pop(_UNSETTLED, False):
        return
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    now = timezone.now()
    others = list(user.sessions.exclude(key=request.session.session_key).order_by("-began_at"))
    if others:
        messages.info(request, f"上次登录：{place(others[0])}。{_NEVER_OURS}")
    for row in others:
        if row.displaced:
            said = f"您的登录（{place(row)}）因同时登录的个数超过规定，已退出。"
            messages.warning(request, said)
    _forget(others, now)
    living = [row for row in others if row.lives(now)]
    most = policy().sessions.of(user.role)
    for row in living[most - 1 :] if most else []:
        end(user, row.pk, displaced=True)
        messages.warning(request, f"同时登录不超过{most}个，最早的登录（{place(row)}）已退出。")


def living_of(user: User) -> QuerySet[Session]:
    """Where the person is signed in now, latest use first."""
    return user.sessions.filter(ended_at=None, expires_at__gt=timezone.now()).order_by("-seen_at")


def end(user: User, pk: int, *, displaced: bool = False) -> bool:
    """End one session of this person; False when there is none of that number."""
    found = user.sessions.filter(pk=pk, ended_at=None)
    return bool(found.update(ended_at=timezone.now(), data="", displaced=displaced))


def end_others(user: User, key: str | None) -> int:
    """End every session of the person but the one of ``key``; how many were ended."""
    living = living_of(user).order_by().exclude(key=key or "")
    return living.update(ended_at=timezone.now(), data="")


def password_overdue(request: HttpRequest, user: User) -> bool:
    """True when the password was older than the policy allows as the person came in with it.

    Judged at the sign-in, so that nobody is interrupted while filing.
    """
    days, row = policy().password_days.of(user.role), store_of(request).row
    if not days or row is None or row.way != "password" or user.password_changed_at is None:
        return False
    return user.password_changed_at + timedelta(days=days) <= ours(row.began_at)


def swept() -> None:
    """What is over leaves nothing but the last sign-in of each person, and that for 90 days."""
    SessionStore.clear_expired()
    Session.objects.filter(expires_at__lt=timezone.now() - _NOTED).delete()


def ours(moment: datetime) -> datetime:
    """A moment of the machine's clock, which sessions keep to, on the clock that pages show."""
    return moment + (clock.now() - timezone.now())


def place(row: Session) -> str:
    """“6月9日 16:20，Windows Chrome，10.1.2.3”."""
    moment = ours(row.began_at).astimezone(clock.SHANGHAI)
    when = f"{moment.year}年{moment.month}月{moment.day}日{moment:%H:%M}"
    return "，".join(filter(None, (when, row.device, row.address)))


def _forget(rows: list[Session], now: datetime) -> None:
    """Of what is over (latest first, all of it told) only the last sign-in stays."""
    if rows and rows[0].displaced:
        Session.objects.filter(pk=rows[0].pk).update(displaced=False)
    over = [row.pk for row in rows[1:] if not row.lives(now)]
    Session.objects.filter(pk__in=over).delete()
