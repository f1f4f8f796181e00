"""What the city released for the rules of an edition, and the rule sets that came of it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from ruantong.core.periods import Period
from ruantong.core.rules.overlay import RuleChange


class RuleRelease(models.Model):
    """One published change of rules or parameters, immutable; a later one supersedes it.

    In force for the periods of ``frequency`` from ``first_period`` on. ``spared`` are periods that
    were open when it was published and keep their rules; ``reopened`` those to which it applies
    all the same, for ``open_reason``, which respondents read on their returns.
    """

    regime = models.CharField("制度版本", max_length=40)
    frequency = models.CharField("报告期别", max_length=10)
    first_period = models.CharField("施行起始期", max_length=8)
    title = models.CharField("名称", max_length=100)
    texts = models.JSONField(default=dict)
    removed = models.JSONField(default=list)
    parameters = models.JSONField(default=dict)
    reason = models.TextField("修改依据", max_length=1000)
    open_reason = models.TextField("适用于已开放报告期的理由", max_length=1000, blank=True)
    spared = models.JSONField(default=list)
    reopened = models.JSONField(default=list)
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        verbose_name = "审核关系发布"

    def __str__(self) -> str:
        return f"{self.regime} {self.first_period} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("已发布的审核关系不可删除。")

    @property
    def first(self) -> Period:
        return Period.parse(self.first_period)

    @property
    def change(self) -> RuleChange:
        """The release as the kernel lays it over an edition."""
        return RuleChange(
            regime=self.regime,
            first=self.first,
            texts=self.texts,
            removed=tuple(self.removed),
            parameters=self.parameters,
            spared=frozenset(map(Period.parse, self.spared)),
        )


class RuleVersion(models.Model):
    """A set of releases that is in force for some period; ``key`` names its content."""

    key = models.CharField(max_length=24, primary_key=True)
    regime = models.CharField(max_length=40)
    frequency = models.CharField(max_length=10)
    releases = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "key"]

    def __str__(self) -> str:
        return f"{self.regime} {self.key}"
