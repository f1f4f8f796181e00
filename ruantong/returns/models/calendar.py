"""The city's own part of the calendar: rulings, extensions and the edited holiday table.

Rows are only ever added; a later one supersedes an earlier one (mission §4).
"""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from ruantong.core.deadlines import ROLE_LABELS, ROLES
from ruantong.core.holidays import HOLIDAY, MAKEUP_WORKDAY
from ruantong.registry.models import ReportingUnit

LONGEST_REASON = 1000
ROLE_CHOICES = [(role, ROLE_LABELS[role]) for role in ROLES]


def new_token() -> str:
    """Tells a row from one of the same number that was rolled back; caches ask for it."""
    return uuid.uuid4().hex


class Decision(models.Model):
    """A recorded decision: written once, with its reason, its author and its moment."""

    reason = models.TextField("理由", max_length=LONGEST_REASON)
    token = models.CharField(max_length=32, default=new_token, editable=False)
    at = models.DateTimeField("作出时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="作出人"
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("市级决定只增不减，不能删除；由新的决定取代。")


class DeadlineRuling(Decision):
    """The date of one role for one period, for everybody: a ruling, or an extension after an
    outage of the platform. Published on the day it is made.
    """

    RULING, OUTAGE = "ruling", "outage"
    KINDS = ((RULING, "裁定"), (OUTAGE, "系统故障延期"))

    period = models.CharField("报告期", max_length=8)
    role = models.CharField("级别", max_length=12, choices=ROLE_CHOICES)
    date = models.DateField("截止日期")
    kind = models.CharField("类别", max_length=12, choices=KINDS, default=RULING)
    published = models.DateField("公布日期")

    class Meta:
        verbose_name = "截止日期裁定"
        ordering = ["pk"]
        indexes = [models.Index(fields=["period", "role"])]

    def __str__(self) -> str:
        return f"{self.period} {self.role} {self.date}"


class UnitExtension(Decision):
    """A later enterprise date for one unit and one period; others are not touched by it."""

    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="extensions")
    period = models.CharField("报告期", max_length=8)
    date = models.DateField("延至")

    class Meta:
        verbose_name = "个别延期"
        ordering = ["pk"]
        indexes = [models.Index(fields=["period", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period} {self.date}"


class HolidayEdit(Decision):
    """What the city says of one day: it counts before the table of the pack."""

    NONE = "none"
    KINDS = ((HOLIDAY, "放假"), (MAKEUP_WORKDAY, "调休上班"), (NONE, "不在安排内"))

    date = models.DateField("日期", db_index=True)
    festival = models.CharField("节日", max_length=20, blank=True)
    kind = models.CharField("类别", max_length=16, choices=KINDS)

    class Meta:
        verbose_name = "节假日修订"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"


class CalendarFeed(models.Model):
    """The secret address under which a person's calendar program reads the deadlines.

    Only a digest of it is kept: whoever reads the database learns no address.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = "日历订阅"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user_id}"
