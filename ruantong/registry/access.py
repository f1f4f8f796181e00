"""Who may see which reporting unit: the only way to one of them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.registry.models import ReportingUnit


def units_visible_to(actor: User) -> QuerySet[ReportingUnit]:
    """Own units of a respondent, the district's, the park's, or all for the city.

    The association works under pseudonyms and the administrators with accounts: neither sees units.
    """
    units = ReportingUnit.objects.select_related("district")
    if not actor.is_active:
        return units.none()
    match Role(actor.role):
        case Role.RESPONDENT:
            return units.filter(memberships__user=actor, memberships__until=None)
        case Role.DISTRICT if actor.district_code:
            return units.filter(district_id=actor.district_code)
        case Role.CITY:
            return units
        case Role.PARK if actor.park:
            return units.filter(park=actor.park)
    return units.none()


def unit_for(actor: User, pk: int) -> ReportingUnit:
    """A unit the actor may see; Http404 for any other, existing or not."""
    unit = units_visible_to(actor).filter(pk=pk).first()
    if unit is None:
        raise Http404("没有找到该单位，或您无权查看。")
    return unit
