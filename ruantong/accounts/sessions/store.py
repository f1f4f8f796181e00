"""Django's session interface over our table: session and person come from one query, composed once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField
from django.http import HttpRequest
from django.utils import timezone

from ruantong.accounts.models import Session, User
from ruantong.accounts.policy import policy
from ruantong.web.composed import Composed, Given

_LIVING = Composed(
    lambda: Session.objects.select_related("user").filter(
        key=Given("key"), ended_at=None, expires_at__gt=Given("now", DateTimeField())
    )
)


@dataclass(frozen=True)
class Origin:
    """How a person came in, and from where."""

    way: str = ""
    device: str = ""
    address: str | None = None


class SessionStore(SessionBase):
    """The row is the authority: what it says has ended has ended, whatever a request still keeps."""

    _row: Session | None = None
    _origin: Origin | None = None

    @property
    def row(self) -> Session | None:
        """The stored session with its person; None for one that is not stored (yet)."""
        self._get_session()  # type: ignore[attr-defined]
        return self._row

    @property
    def known_person(self) -> User | None:
        """Whose session it is, as far as this request has asked; asks nothing itself."""
        return self._row.user if self._row else None

    def opened(self, origin: Origin) -> None:
        """A person has come in; told with the next save."""
        self._origin = origin

    # ---- Django's interface ---------------------------------------------------------------------

    def load(self) -> dict[str, Any]:
        found = _LIVING(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return {}
        self._row = found[0]
        return self.decode(found[0].data)

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key=session_key).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if must_create:
            self._row = None
        columns = self._columns(data)
        if must_create:
            row = Session(key=self.session_key, **columns)
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError as error:
                raise CreateError from error
            self._row = row
            return
        still = Session.objects.filter(key=self.session_key, ended_at=None)
        if not still.update(**columns):  # ended meanwhile: a request under way does not revive it
            raise UpdateError
        self._row = Session(pk=self._row.pk if self._row else None, key=self.session_key, **columns)

    def delete(self, session_key: str | None = None) -> None:
        """Ended: a visitor's leaves nothing, a person's the note when and where it was."""
        rows = Session.objects.filter(key=session_key or self.session_key, ended_at=None)
        rows.filter(user=None).delete()
        rows.update(ended_at=timezone.now(), data="")

    def cycle_key(self) -> None:
        """Another key for the same session: the row stays, and with it when it began."""
        data = self._get_session()  # type: ignore[attr-defined]
        key = self._get_new_session_key()  # type: ignore[attr-defined]
        living = Session.objects.filter(key=self.session_key or "", ended_at=None)
        if not living.update(key=key):
            self.create()
            self._session_cache = data
            return
        self._session_key = key
        self.modified = True

    @classmethod
    def clear_expired(cls) -> None:
        """Visitors' sessions go; of a person's only what was kept in it (see ``living.swept``)."""
        expired = Session.objects.filter(expires_at__lte=timezone.now())
        expired.filter(user=None).delete()
        expired.exclude(data="").update(data="")

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Plain JSON: whoever may write the table needs no forged session."""
        return json.dumps(session_dict, ensure_ascii=False, separators=(",", ":"))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(session_data)
        return found

    # ---- what is stored beside the data ---------------------------------------------------------

    def _columns(self, data: dict[str, Any]) -> dict[str, Any]:
        now, row = timezone.now(), self._row
        pk = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        same = row is not None and row.user_id == pk
        user = row.user if row and same else User.objects.filter(pk=pk).first() if pk else None
        began = row.began_at if row and same else now
        columns: dict[str, Any] = {
            "user": user,
            "data": self.encode(data),
            "began_at": began,
            "seen_at": now,
            "expires_at": _end(user, began, now),
        }
        origin = self._origin or (Origin(row.way, row.device, row.address) if row else Origin())
        return columns | vars(origin)


def store_of(request: HttpRequest) -> SessionStore:
    """The session of a request by its own kind: Django's type knows only what all kinds have."""
    return cast(SessionStore, request.session)


def _end(user: User | None, began: datetime, now: datetime) -> datetime:
    """The idle limit, or the absolute end when that comes first; visitors have only the former."""
    if user is None:
        return now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    ours = policy()
    return min(now + ours.idle(user.role), began + ours.absolute(user.role))
