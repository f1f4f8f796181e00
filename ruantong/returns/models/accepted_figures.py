"""What an accepted return brings to the city's tables."""

from __future__ import annotations

from django.db import models

from ruantong.registry.models import ReportingUnit
from ruantong.returns.models.returns import Return


class AcceptedFigures(models.Model):
    """The figures of the accepted revision that output tables add up, with the unit as it filed.

    Written when the city accepts, gone when the acceptance is taken back; nothing but a copy, to
    be made anew from the revision at any time (:mod:`ruantong.returns.moving.contributions`).
    ``figures`` are the cells of ``layout`` (:mod:`ruantong.core.contributed`).
    """

    owner = models.OneToOneField(Return, models.PROTECT, related_name="+", primary_key=True)
    period = models.CharField("报告期", max_length=8)
    district_code = models.CharField("报送区县", max_length=12)
    district_name = models.CharField(max_length=120)
    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="+", db_index=False)
    uscc = models.CharField(max_length=18)
    name = models.CharField(max_length=120)
    revision = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=80)
    layout = models.CharField(max_length=16)
    figures = models.JSONField()

    class Meta:
        verbose_name = "汇总取数"
        indexes = [models.Index(fields=["period", "district_code", "uscc"])]

    def __str__(self) -> str:
        return f"{self.owner_id} r{self.revision}"
