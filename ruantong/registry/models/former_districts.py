"""Which district a unit reported to before it moved."""

from __future__ import annotations

from django.db import models


class FormerDistrict(models.Model):
    """The unit reported to this district until ``last``, the day before it came to the next one."""

    unit = models.ForeignKey(
        "registry.ReportingUnit", models.PROTECT, related_name="former_districts"
    )
    district = models.ForeignKey("registry.District", models.PROTECT, related_name="+")
    last = models.DateField("截止日期")

    class Meta:
        ordering = ["unit_id", "last", "id"]
        verbose_name = "原报送区县"
        constraints = [
            models.UniqueConstraint(fields=["unit", "last"], name="one_former_district_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.district_id}（至{self.last}）"
