"""What a database is before the demo touches it, and emptying a demo one."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from ruantong.accounts.models import User
from ruantong.gateways.clock import SHANGHAI, parse_moment
from ruantong.trail.models import TrailEntry

MADE = "demo.made"
_OWN = ("accounts", "desks", "followup", "outputs", "registry", "returns", "trail")


class Kind(Enum):
    """What a database is; found without changing it, and before its tables are brought up to date."""

    EMPTY = auto()  # no table at all
    OTHERS = auto()  # tables, none of them the platform's
    NEW = auto()  # the platform's tables with nobody and nothing in them
    DEMO = auto()  # filled by the demo, which left its mark
    REAL = auto()


def kind_of_database() -> Kind:
    """Looks at the tables and at the mark of the demo."""
    tables = connection.introspection.table_names()
    if not tables:
        return Kind.EMPTY
    if TrailEntry._meta.db_table not in tables:
        return Kind.OTHERS
    if is_demo_database():
        return Kind.DEMO
    return Kind.REAL if has_data() else Kind.NEW


def has_data() -> bool:
    """True once there is any account or any entry on the trail."""
    return User.objects.exists() or TrailEntry.objects.exists()


def moment_of(text: str) -> datetime:
    """The moment an option or a stored city names, in Shanghai time when it says no other."""
    moment = parse_moment(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def city_clock() -> str:
    """The moment the demo city was made for (ISO); "" when this is no demo city."""
    entry = TrailEntry.objects.filter(act=MADE).first()
    return str(entry.data["clock"]) if entry else ""


def present() -> str:
    """Where the demo's clock goes on: the city's moment, or the last act when there were more."""
    made, last = city_clock(), TrailEntry.objects.order_by("-number").first()
    if not made or last is None:
        return made
    later = last.at.astimezone(SHANGHAI) + timedelta(seconds=1)
    return later.isoformat() if later > moment_of(made) + timedelta(minutes=1) else made


def is_demo_database() -> bool:
    """Only a database that was filled by the demo may be emptied."""
    return bool(city_clock())


@transaction.atomic
def wipe() -> None:
    """Empty every table of ours; for demo databases only."""
    models = [model for label in _OWN for model in apps.get_app_config(label).get_models()]
    tables = [model._meta.db_table for model in models]
    connection.check_constraints()  # PostgreSQL empties no table with checks still to come
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(
            no_style(), tables, reset_sequences=True, allow_cascade=True
        ):
            cursor.execute(statement)
