"""The reporting districts, seeded from the regime's code list, and which one a unit reports to when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from ruantong.core.code_lists import CodeList
from ruantong.registry.models import District, FormerDistrict, ReportingUnit


def seed_districts(codes: CodeList) -> int:
    """Write or rename the districts of the list, in its order; returns how many there are.

    A district that left the list stays: returns of earlier periods belong to it.
    """
    District.objects.bulk_create(
        [
            District(
                code=item.code,
                name=item.name,
                order=order,
                zone=item.extra.get("kind") == "zone",
            )
            for order, item in enumerate(codes.items, start=1)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "order", "zone"],
    )
    return District.objects.count()


def remember_district(unit: ReportingUnit, district: str, *, on: date) -> None:
    """Give the unit its new district and keep the one it had; the caller saves the unit."""
    last = on - timedelta(days=1)
    # where it came only that day it has reported to nobody
    unit.former_districts.get_or_create(last=last, defaults={"district_id": unit.district_id})
    unit.district_id = district


def moved_by(day: date) -> Mapping[int, str]:
    """Units that reported on the day to another district than today, with that one's code."""
    found: dict[int, str] = {}
    for unit, code in FormerDistrict.objects.filter(last__gte=day).values_list("unit", "district"):
        found.setdefault(unit, code)  # in the order of their days: the first that reaches the day
    return found


def district_at(unit: ReportingUnit, day: date) -> str:
    """The code of the district a unit reported to on a day; a period is its district's by its end."""
    formers = (each.district_id for each in unit.former_districts.all() if each.last >= day)
    return next(formers, unit.district_id)
