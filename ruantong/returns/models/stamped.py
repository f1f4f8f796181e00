"""Scans of stamped copies: what the notice of a year asks for, and what was sent in."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from ruantong.core.periods import Frequency
from ruantong.returns.models.calendar import Decision
from ruantong.returns.models.returns import Return


class ScanNotice(Decision):
    """Whether the notice of a year wants a scan of the stamped copy: of the returns of one frequency
    for the periods of one year, from ``floor`` on in the unit of the edition's headline. The newest
    row counts.
    """

    CHOICES = ((Frequency.ANNUAL.value, "年报"), (Frequency.MONTHLY.value, "月报"))

    frequency = models.CharField("报告期别", max_length=10, choices=CHOICES)
    year = models.PositiveSmallIntegerField("报告期年份")
    wanted = models.BooleanField("是否需要盖章扫描件")
    floor = models.PositiveBigIntegerField("主要指标起报数", default=0)
    until = models.DateField("上传期限", null=True, blank=True)

    class Meta:
        verbose_name = "盖章扫描件要求"
        ordering = ["pk"]
        indexes = [models.Index(fields=["frequency", "year"])]

    def __str__(self) -> str:
        return f"{self.frequency} {self.year} {self.wanted}"


class StampedCopy(models.Model):
    """The scan of one submission's stamped copy. One that was wrong is followed by another."""

    owner = models.ForeignKey(Return, models.PROTECT, related_name="stamped_copies")
    revision = models.PositiveIntegerField("上报版本")
    file = models.FileField("盖章扫描件", upload_to="stamped/%Y/")
    digest = models.CharField("文件校验值", max_length=71)
    at = models.DateTimeField("上传时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "盖章扫描件"
        ordering = ["pk"]
        indexes = [models.Index(fields=["owner", "revision"])]

    def __str__(self) -> str:
        return f"{self.owner_id} r{self.revision}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("盖章扫描件只增不减，不能删除。")
