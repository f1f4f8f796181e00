"""Facts of the register become part of each submission.

Submissions made before get the facts known today: when they were made nobody kept them. Their
content hash stays as it was printed on the receipt, in form 1.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from ruantong.registry.survey import codes


def covers(first: str, last: str, period: str) -> bool:
    return len(first) == len(period) and first <= period and (not last or period <= last)


def keep_facts(apps: Any, schema_editor: Any) -> None:
    District = apps.get_model("registry", "District")
    RosterEntry = apps.get_model("registry", "RosterEntry")
    Return = apps.get_model("returns", "Return")
    Revision = apps.get_model("returns", "Revision")
    if not Revision.objects.exists():
        return
    districts = dict(District.objects.values_list("code", "name"))
    entries: dict[int, list[tuple[str, str, str]]] = {}
    found = RosterEntry.objects.values_list("unit_id", "roster", "first_period", "last_period")
    for unit_id, *entry in found:
        entries.setdefault(unit_id, []).append((entry[0], entry[1], entry[2]))
    revisions = Revision.objects.select_related("owner__unit", "submitted_by").only(
        "facts", "owner__period", "owner__district_code", "owner__unit", "submitted_by"
    )
    waiting = []
    for revision in revisions.iterator(chunk_size=500):
        ret, unit = revision.owner, revision.owner.unit
        revision.facts = {
            "uscc": unit.uscc,
            "name": unit.name,
            "district": ret.district_code,
            "district_name": districts.get(ret.district_code, ret.district_code),
            "division": unit.division_code,
            "division_name": codes.name_of("divisions", unit.division_code),
            "address": unit.address,
            "industry": unit.industry_code,
            "industry_name": codes.name_of("industry", unit.industry_code),
            "park": unit.park,
            "category": unit.category,
            "lists": sorted(
                {
                    roster
                    for roster, first, last in entries.get(unit.pk, ())
                    if covers(first, last, ret.period)
                }
            ),
            "submitted_by": revision.submitted_by.display_name,
        }
        waiting.append(revision)
        if len(waiting) == 500:
            Revision.objects.bulk_update(waiting, ["facts"])
            waiting = []
    Revision.objects.bulk_update(waiting, ["facts"])
    units = apps.get_model("registry", "ReportingUnit").objects.filter(
        pk=models.OuterRef("unit_id")
    )
    Return.objects.filter(revision__gt=0).update(
        filed_name=models.Subquery(units.values("name")[:1]),
        filed_park=models.Subquery(units.values("park")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0006_late_is_of_the_first_submission"),
        ("registry", "0002_handover_and_single_application"),
    ]

    operations = [
        migrations.AddField("revision", "facts", models.JSONField(default=dict)),
        migrations.AddField("revision", "hash_form", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField(
            "return",
            "filed_name",
            models.CharField("上报时单位名称", max_length=120, default="", blank=True),
        ),
        migrations.AddField(
            "return",
            "filed_park",
            models.CharField("上报时园区", max_length=64, default="", blank=True),
        ),
        migrations.RunPython(keep_facts, migrations.RunPython.noop),
    ]
