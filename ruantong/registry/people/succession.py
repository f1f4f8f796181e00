"""接任: the place of whoever leaves passes to whoever accepts, with post, forms and contact."""

from __future__ import annotations

from ruantong.accounts import cas
from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.gateways import clock
from ruantong.registry.models import Invitation, Membership
from ruantong.registry.people.persons import note_division, place_of
from ruantong.trail.record import record


def take_over(one: Invitation, user: User) -> Membership:
    """From this moment the predecessor no longer files for the unit; inside the caller's transaction."""
    now, unit, predecessor = clock.now(), one.unit, one.invited_by
    left = place_of(predecessor, unit)
    if left is None:
        raise Refused(f"移交人已不是“{unit.name}”的填报人，这项移交已失效。")
    left.until = now
    left.save(update_fields=["until"])
    joined = Membership.objects.create(
        user=user,
        unit=unit,
        since=now,
        post=left.post,
        post_since=left.post_since and now,
        form_codes=left.form_codes,
    )
    unit.contact_name, unit.contact_phone = user.display_name, user.phone or ""
    unit.save(update_fields=["contact_name", "contact_phone"])
    note_division(unit)
    record("unit.handover_accept", f"unit:{unit.pk}", actor=user, predecessor=predecessor.username)
    if not Membership.objects.filter(user=predecessor, until=None).exists():
        predecessor.is_active = False
        predecessor.save(update_fields=["is_active"])
        cas.untie(predecessor)
        record(
            "account.disable",
            f"user:{predecessor.username}",
            actor=None,
            reason="填报工作已全部移交",
        )
    return joined
