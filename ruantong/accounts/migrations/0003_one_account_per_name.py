"""User names that differ only in capitals are one name.

Two accounts of one name were possible until now. The older one keeps it; a later one gets a number
added, is told so on the trail, and its person signs in with the phone or the new name.
"""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Lower

from ruantong.gateways import clock
from ruantong.trail.record import GENESIS, entry_hash


def part_names(apps: Any, schema_editor: Any) -> None:
    users = apps.get_model("accounts", "User").objects
    taken: set[str] = set()
    for user in users.order_by("pk"):
        name, number = user.username, 1
        while name.lower() in taken:
            number += 1
            name = f"{user.username[:60]}-{number}"
        taken.add(name.lower())
        if name != user.username:
            _record(apps, user.username, name)
            users.filter(pk=user.pk).update(username=name)


def _record(apps: Any, before: str, after: str) -> None:
    entries = apps.get_model("trail", "TrailEntry").objects
    last = entries.order_by("-number").first()
    entry = entries.model(
        number=last.number + 1 if last else 1,
        previous_hash=last.hash if last else GENESIS,
        at=clock.now(),
        actor="system",
        role="system",
        act="account.rename",
        subject=f"user:{after}",
        data={"was": before},
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sign_in"),
        ("trail", "0002_checks_in_steps"),
    ]

    operations = [
        migrations.RunPython(part_names, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                Lower("username"),
                name="one_account_per_name",
                violation_error_message="用户名已被使用，请换一个。",
            ),
        ),
    ]
