"""Who may see which reporting unit: the only way to one of them."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.http import Http404

from ruantong.accounts.access import sight_of
from ruantong.accounts.models import User
from ruantong.core.sight import Whose
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.web.composed import Given

NO_ROW = Q(pk__in=())


class Asking(Protocol):
    """Whom rows are chosen for: an account, or :data:`ANYBODY`."""

    pk: Any
    district_code: Any
    park: Any


class _Anybody:
    pk, district_code, park = Given("actor"), Given("actor_district"), Given("actor_park")


ANYBODY: Asking = _Anybody()  # stands for the actor in a query that is composed once


def told_of(actor: User) -> dict[str, Any]:
    """What such a query is told when an actor asks."""
    return {"actor": actor.pk, "actor_district": actor.district_code, "actor_park": actor.park}


def within(whose: Whose, actor: Asking, *, own: str, district: str, park: str = "") -> Q:
    """The rows of ``whose`` units, by the columns that name unit, district and park."""
    match whose:
        case Whose.OWN:
            return Q(**{f"{own}__in": units_filed_for(actor)})
        case Whose.DISTRICT:
            return Q(**{district: actor.district_code})
        case Whose.PARK if park:
            return Q(**{park: actor.park})
        case Whose.EVERYBODY:
            return Q()
        case _:
            return NO_ROW


def units_filed_for(actor: Asking) -> QuerySet[Membership, int]:
    """Keys of the units a respondent files for now."""
    found = Membership.objects.filter(user=actor.pk, until__isnull=True)
    return found.values_list("unit", flat=True)


def units_visible_to(actor: User) -> QuerySet[ReportingUnit]:
    """Own units of a respondent, the district's, the park's, or all for the city.

    The association works under pseudonyms and the administrators with accounts: neither sees units.
    """
    whose = sight_of(actor).units
    units = ReportingUnit.objects.select_related("district")
    return units.filter(within(whose, actor, own="pk", district="district", park="park"))


def unit_for(actor: User, pk: int) -> ReportingUnit:
    """A unit the actor may see; Http404 for any other, existing or not."""
    unit = units_visible_to(actor).filter(pk=pk).first()
    if unit is None:
        raise Http404("没有找到该单位，或您无权查看。")
    return unit
