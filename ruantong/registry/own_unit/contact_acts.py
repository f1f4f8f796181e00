"""The enterprise keeps its own contact up to date; district and city read the change with its day."""

from __future__ import annotations

from django.db import transaction

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.registry.access import units_filed_for
from ruantong.registry.models import ReportingUnit
from ruantong.trail.record import record


@transaction.atomic
def change_contact(pk: int, *, actor: User, name: str, phone: str) -> ReportingUnit:
    """By whoever files for the unit; the caller has had a mobile number proven."""
    own = ReportingUnit.objects.filter(pk__in=units_filed_for(actor))
    unit = own.select_for_update(no_key=True).filter(pk=pk).first()
    if unit is None:
        raise Refused("您不是该单位的填报人。")
    after = {
        key: text
        for key, text in (("contact_name", name), ("contact_phone", phone))
        if getattr(unit, key) != text
    }
    if after:
        before = {key: getattr(unit, key) for key in after}
        for key, text in after.items():
            setattr(unit, key, text)
        unit.save(update_fields=list(after))
        record("unit.contact", f"unit:{pk}", actor=actor, before=before, after=after)
    return unit
