"""The reporting districts of the platform, seeded from the regime's code list."""

from __future__ import annotations

from ruantong.core.code_lists import CodeList
from ruantong.registry.models import District


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
