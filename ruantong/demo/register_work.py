"""What happened to the register lately: a unit left it, and a file of a roster waits to be taken.

Done by the acts themselves on the day of the demo, after everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from ruantong.accounts.models import User
from ruantong.demo import names
from ruantong.demo.profile import Profile
from ruantong.demo.registered import address_of
from ruantong.registry.models import ReportingUnit
from ruantong.registry.roster_import.acts import send_in
from ruantong.registry.roster_import.columns import FIRST, Heading, headings
from ruantong.registry.units.actions import leave
from ruantong.web.document import Column, Document
from ruantong.web.workbook import xlsx_bytes

_BEYOND = 500  # numbers of enterprises that the city does not have


def register_work(profiles: list[Profile], now: datetime, officer: User) -> None:
    """The last enterprise leaves; lines of each kind are previewed, of which nothing is taken yet."""
    leaving = ReportingUnit.objects.get(uscc=profiles[-1].uscc)
    leave(leaving.pk, actor=officer, on=now.date(), reason="已办理注销登记，企业书面申请退出")
    rows = [_changed(profiles[0]), _new(profiles[0], len(profiles)), _faulty(profiles[1])]
    file = xlsx_bytes(
        Document("名录（演示）", len(rows), "家"), [_column(one) for one in headings()], rows
    )
    send_in(SimpleUploadedFile("名录（演示）.xlsx", file), actor=officer)


def _column(heading: Heading) -> Column:
    return Column(heading.title, lambda row: row.get(heading.key, ""), width=heading.width)


def _changed(profile: Profile) -> Mapping[str, str]:
    return {"uscc": profile.uscc, "name": profile.name, "contact_phone": names.landline(9001)}


def _new(neighbour: Profile, units: int) -> Mapping[str, str]:
    number = units + _BEYOND
    return {
        "uscc": names.uscc(number),
        "name": names.unit_name(number, neighbour.kind),
        "district": neighbour.district,
        "division_code": neighbour.division,
        "address": address_of(neighbour),
        "industry_code": "6513",
        f"{FIRST}annual": "2024",
    }


def _faulty(profile: Profile) -> Mapping[str, str]:
    """One character of the credit code is missing."""
    return {"uscc": profile.uscc[:-1], "name": profile.name}
