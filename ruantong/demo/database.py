"""Whether the database holds anything, and emptying a demo one."""

from __future__ import annotations

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from ruantong.accounts.models import User
from ruantong.trail.models import TrailEntry

MADE = "demo.made"
_OWN = ("accounts", "axes", "desks", "outputs", "registry", "returns", "sessions", "trail")


def has_data() -> bool:
    """True once there is any account or any entry on the trail."""
    return User.objects.exists() or TrailEntry.objects.exists()


def city_clock() -> str:
    """The moment the demo city was made for (ISO); "" when this is no demo city."""
    entry = TrailEntry.objects.filter(act=MADE).first()
    return str(entry.data["clock"]) if entry else ""


def is_demo_database() -> bool:
    """Only a database that was filled by the demo may be emptied."""
    return bool(city_clock())


@transaction.atomic
def wipe() -> None:
    """Empty every table of ours; for demo databases only."""
    models = [model for label in _OWN for model in apps.get_app_config(label).get_models()]
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(
            no_style(), tables, reset_sequences=True, allow_cascade=True
        ):
            cursor.execute(statement)
