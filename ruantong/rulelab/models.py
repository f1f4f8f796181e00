"""Drafts of rules the city is writing, and what they would have said of returns already filed."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from ruantong.returns.models import Return
from ruantong.returns.models_rules import RuleRelease


class RuleDraft(models.Model):
    """A change being prepared for one form of an edition; ``release`` once it is published."""

    title = models.CharField("名称", max_length=100)
    regime = models.CharField("制度版本", max_length=40)
    form = models.CharField("报表", max_length=8)
    release = models.ForeignKey(
        RuleRelease, models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    created_at = models.DateTimeField("建立时间")
    updated_at = models.DateTimeField("修改时间")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-updated_at", "-id"]
        verbose_name = "审核关系草案"

    def __str__(self) -> str:
        return self.title

    @property
    def latest(self) -> DraftText:
        """The text as last saved."""
        return self.texts.order_by("-number")[0]


class DraftText(models.Model):
    """One saved state of a draft, kept as written even when it has faults; never overwritten.

    ``removed`` are rule ids to take out of force, ``parameters`` new values by name.
    """

    draft = models.ForeignKey(RuleDraft, models.PROTECT, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    removed = models.JSONField(default=list)
    parameters = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["draft_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_text_per_draft_number")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} 第{self.number}稿"

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("草案各稿不可删除。")


class DryRun(models.Model):
    """A draft tried on returns of past periods, done in steps: ``cursor`` is the last return judged.

    ``base`` is the version of the rules the draft is laid over in this run, whatever is released
    later; ``counts`` maps a rule id to outcomes before and after; ``total`` is the number of returns.
    """

    text = models.ForeignKey(DraftText, models.PROTECT, related_name="runs")
    base = models.CharField(max_length=24, default="", blank=True)
    periods = models.JSONField()
    rules = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cursor = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = "试运行"

    def __str__(self) -> str:
        return f"{self.text_id} {self.periods}"

    @property
    def finished(self) -> bool:
        return self.finished_at is not None


class DryRunRow(models.Model):
    """A return of which one rule says something else than the rule in force."""

    run = models.ForeignKey(DryRun, models.CASCADE, related_name="rows")
    owner = models.ForeignKey(Return, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    rule = models.CharField(max_length=12)
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16)
    change = models.CharField(max_length=12)  # fails | passes | other

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "change"])]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.rule} {self.before} → {self.after}"
