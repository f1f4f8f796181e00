"""The figures that output tables add up are kept beside each accepted return.

Filled from the accepted revisions, from which they can be made anew at any time.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from ruantong.core.contributed import figures_of, layout_of
from ruantong.core.periods import Period
from ruantong.registry.survey.packs import regimes
from ruantong.returns.errors import Refused
from ruantong.returns.regimes import regime_for_period


def fill(apps: Any, schema_editor: Any) -> None:
    Revision = apps.get_model("returns", "Revision")
    AcceptedFigures = apps.get_model("returns", "AcceptedFigures")
    accepted = Revision.objects.filter(
        owner__state__in=["accepted", "locked"], number=models.F("owner__accepted_revision")
    )
    waiting = []
    found = accepted.select_related("owner").defer("report", "explanations").order_by("pk")
    for revision in found.iterator(chunk_size=200):
        layout, figures = taken(revision)
        owner, facts = revision.owner, revision.facts
        waiting.append(
            AcceptedFigures(
                owner_id=owner.pk,
                period=owner.period,
                district_code=owner.district_code,
                district_name=facts.get("district_name", ""),
                unit_id=owner.unit_id,
                uscc=facts.get("uscc", ""),
                name=facts.get("name", ""),
                revision=revision.number,
                content_hash=revision.content_hash,
                layout=layout,
                figures=figures,
            )
        )
        if len(waiting) == 200:
            AcceptedFigures.objects.bulk_create(waiting)
            waiting = []
    AcceptedFigures.objects.bulk_create(waiting)


def taken(revision: Any) -> tuple[str, dict[str, Any]]:
    """The figures by the tables of today; "" where no edition is loaded: the figures are then taken
    from the revision whenever a table needs them.
    """
    try:
        regime = regimes()[regime_for_period(Period.parse(revision.owner.period)).key]
    except Refused:
        return "", {}
    return layout_of(regime.tables), figures_of(revision.forms, regime.tables)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0005_handover_stated_name"),
        ("returns", "0012_headline"),
    ]

    operations = [
        migrations.CreateModel(
            name="AcceptedFigures",
            fields=[
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="returns.return",
                    ),
                ),
                ("period", models.CharField(max_length=8, verbose_name="报告期")),
                ("district_code", models.CharField(max_length=12, verbose_name="报送区县")),
                ("district_name", models.CharField(max_length=120)),
                ("uscc", models.CharField(max_length=18)),
                ("name", models.CharField(max_length=120)),
                ("revision", models.PositiveIntegerField()),
                ("content_hash", models.CharField(max_length=80)),
                ("layout", models.CharField(max_length=16)),
                ("figures", models.JSONField()),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.reportingunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "汇总取数",
                "indexes": [
                    models.Index(
                        fields=["period", "district_code", "uscc"],
                        name="returns_acc_period_7aaa93_idx",
                    )
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
