"""What the city aggregated, when, and from exactly which revisions."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from ruantong.core.periods import Period
from ruantong.registry.survey.packs import regimes


class AggregateRun(models.Model):
    """One aggregation of a period, immutable: its lines and the revisions they were summed from.

    ``lines`` maps a district code ("" for the whole city) to the lines of the table as exact
    text; ``revisions`` lists ``[return id, revision number, content hash]``, so that every figure
    can be recomputed. ``final`` marks the run that was reported to the ministry (汇总上报).
    """

    period = models.CharField("报告期", max_length=8, db_index=True)
    view = models.CharField("口径", max_length=12)  # city | national
    # key of the table in the pack; "" for runs from before there were several: the first one
    table = models.CharField("汇总表", max_length=40, blank=True, default="")
    regime = models.CharField("制度版本", max_length=40)
    made_at = models.DateTimeField("汇总时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    final = models.BooleanField("已上报", default=False)
    lines = models.JSONField()
    revisions = models.JSONField()
    content_hash = models.CharField(max_length=80)

    class Meta:
        ordering = ["-id"]
        verbose_name = "汇总"

    def __str__(self) -> str:
        return f"{self.period} {self.view} {self.made_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("汇总结果不可删除。")

    @property
    def period_label(self) -> str:
        """The period in words."""
        return Period.parse(self.period).label

    @property
    def table_title(self) -> str:
        """What the table is called in the edition the run was made with."""
        tables = regimes()[self.regime].tables.of(Period.parse(self.period).frequency)
        return next((t.title for t in tables if self.table in ("", t.key)), self.table)
