"""A handover becomes an invitation that gives the place of whoever leaves.

Open ones stay open for a week. Their link is known to nobody; the successor, who was told to sign in,
finds them at home once the phone is proven.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.utils import timezone

WEEK = timedelta(days=7)


def carry_over(apps: Any, schema_editor: Any) -> None:
    invitation = apps.get_model("registry", "Invitation")
    membership = apps.get_model("registry", "Membership")
    for each in apps.get_model("registry", "Handover").objects.select_related("successor"):
        places = membership.objects.filter(user=each.predecessor_id, unit=each.unit_id)
        place = places.order_by("-pk").first()
        closed = each.accepted_at or each.cancelled_at
        invitation.objects.create(
            unit_id=each.unit_id,
            digest=secrets.token_hex(32),
            name=(each.stated_name or each.successor.display_name)[:64],
            phone=each.successor.phone or "",
            post=place.post if place else "statistics_head",
            form_codes=place.form_codes if place else [],
            succeeds=True,
            invited_by_id=each.predecessor_id,
            invited_at=each.offered_at,
            expires_at=(each.offered_at if closed else timezone.now()) + WEEK,
            accepted_by_id=each.successor_id if each.accepted_at else None,
            accepted_at=each.accepted_at,
            withdrawn_at=each.cancelled_at,
        )


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_scope_figures")]

    operations = [
        migrations.AddField(
            "invitation", "succeeds", models.BooleanField(default=False, verbose_name="接任")
        ),
        migrations.AddIndex(
            "invitation", models.Index(fields=["phone"], name="registry_in_phone_b9b273_idx")
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
