"""Sessions in the database, read by a query that is composed once: every request begins with it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.db.models import DateTimeField
from django.utils import timezone

from ruantong.web.composed import Composed, Given

_LIVING = Composed(
    lambda: Session.objects.filter(
        session_key=Given("key"), expire_date__gt=Given("now", DateTimeField())
    )
)


class SessionStore(db.SessionStore):
    """Django's own store but for how a session is found, and what a busy database is taken for."""

    def load(self) -> dict[str, Any]:
        found = _LIVING(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0].session_data)

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as error:
            # a database that did not answer has not ended the session
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from error.__context__.__cause__
            raise
