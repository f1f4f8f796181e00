"""The city's wish that periods open by themselves, and when the platform last looked."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AutomaticOpening(models.Model):
    """One decision of the city; the newest is in force. Rows are only added."""

    on = models.BooleanField("到期自动开启")
    decided_at = models.DateTimeField("决定时间")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "自动开启"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.decided_at} {self.on}"


class Tick(models.Model):
    """The last run of ``ruantong tick``: one row."""

    at = models.DateTimeField("运行时间")

    class Meta:
        verbose_name = "定时任务"

    def __str__(self) -> str:
        return str(self.at)
