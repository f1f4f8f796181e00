"""What single sign-on leaves here: who a name at the city's platform is, and which session it opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from ruantong.accounts.access import Refused
from ruantong.accounts.actions import note_session
from ruantong.accounts.models import CasIdentity, CasSession, User
from ruantong.gateways import clock
from ruantong.gateways.cas import Person
from ruantong.trail.record import record

WAITING_FOR = timedelta(minutes=30)
# a ticket is good for a minute; its digest is kept long enough to end the longest session
KEPT_FOR = timedelta(days=90)
_ENTRY, _WAITING = "cas_session", "cas_person"


@dataclass(frozen=True)
class Waiting:
    """Somebody the city's platform vouched for and nobody here knows: on the way to registration."""

    name: str
    stated: Mapping[str, str]


# ---- whose name it is ----------------------------------------------------------------------------


def tied_to(name: str) -> User | None:
    """The account that was registered under this name at the city's platform."""
    found = CasIdentity.objects.select_related("user").filter(name=name).first()
    return found.user if found else None


def tie(name: str, user: User) -> None:
    """From now on this name enters as ``user``; inside the transaction of the registration."""
    try:
        with transaction.atomic():
            CasIdentity.objects.create(name=name, user=user, since=clock.now())
    except IntegrityError as error:
        raise Refused("该统一身份已关联另一个账户，请先退出统一身份认证。") from error
    record("account.cas_tie", f"user:{user.username}", actor=user)


def untie(user: User) -> None:
    """The account files for nobody any more: its name is to lead to whoever does."""
    untied, _ = CasIdentity.objects.filter(user=user).delete()
    if untied:
        record("account.cas_untie", f"user:{user.username}", actor=None)


# ---- on the way to registration ------------------------------------------------------------------


def let_wait(request: HttpRequest, person: Person) -> None:
    """Keep in this browser what the city's platform said of an unknown person."""
    request.session[_WAITING] = {
        "name": person.name,
        "stated": dict(person.stated),
        "at": clock.now().isoformat(),
    }


def waiting(request: HttpRequest) -> Waiting | None:
    """Who is on the way to registration in this browser; None after half an hour."""
    kept: dict[str, Any] | None = request.session.get(_WAITING)
    if kept is None:
        return None
    if clock.now() - datetime.fromisoformat(kept["at"]) > WAITING_FOR:
        forget(request)
        return None
    return Waiting(kept["name"], kept["stated"])


def forget(request: HttpRequest) -> None:
    """Nobody is on the way to registration any more."""
    request.session.pop(_WAITING, None)


# ---- sessions ------------------------------------------------------------------------------------


def began(request: HttpRequest, ticket: str) -> int:
    """Note which session this ticket opened; Refused when it has opened one before."""
    request.session.cycle_key()
    now = clock.now()
    CasSession.objects.filter(began_at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            entry = CasSession.objects.create(
                digest=_digest(ticket),
                session_key=request.session.session_key or "",
                began_at=now,
            )
    except IntegrityError as error:
        raise Refused("统一身份认证的登录凭据已使用过，请回到入口重新登录。") from error
    request.session[_ENTRY] = entry.pk
    return entry.pk


def follow(request: HttpRequest, entry: int | None = None) -> None:
    """The session has got another key (at sign-in, at a new password): its ticket ends it still.

    ``entry``: of a session that has just begun; otherwise the one it has had before.
    """
    entry = entry or request.session.get(_ENTRY)
    if entry is not None:
        request.session[_ENTRY] = entry
        CasSession.objects.filter(pk=entry).update(
            session_key=request.session.session_key or "",
            user=request.user if isinstance(request.user, User) else None,
        )


def leave(request: HttpRequest) -> bool:
    """The person signs out here; True when the session came from the city's platform."""
    entry = request.session.get(_ENTRY)
    if entry is None:
        return False
    CasSession.objects.filter(pk=entry, ended_at=None).update(ended_at=clock.now())
    return True


@transaction.atomic
def end(ticket: str) -> bool:
    """Single log-out: the session this ticket opened ends; False when there is none."""
    entry = (
        CasSession.objects.select_for_update(no_key=True)
        .filter(digest=_digest(ticket), ended_at=None)
        .first()
    )
    if entry is None:
        return False
    entry.ended_at = clock.now()
    entry.save(update_fields=["ended_at"])
    store = import_module(settings.SESSION_ENGINE).SessionStore
    lived = bool(store(entry.session_key).load())
    store().delete(entry.session_key)
    if lived and entry.user is not None:
        note_session("sign_out", entry.user, way="cas")
    return lived


def _digest(ticket: str) -> str:
    return salted_hmac("ruantong.cas-ticket", ticket, algorithm="sha256").hexdigest()
