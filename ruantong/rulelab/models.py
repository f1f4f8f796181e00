"""Drafts of rules the city is writing, and what they would have said of returns already filed."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from ruantong.core.periods import Period
from ruantong.returns.models import Return, RuleRelease


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

    @property
    def open_proposal(self) -> ReleaseProposal | None:
        """The proposal that waits for another officer, if there is one."""
        return self.proposals.filter(state=ReleaseProposal.State.OPEN).first()


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


class ReleaseProposal(models.Model):
    """A text put forward to be released. Another officer of the city releases or returns it; the
    one who proposed it may only withdraw it.
    """

    class State(models.TextChoices):
        OPEN = "open", "待发布"
        RELEASED = "released", "已发布"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    draft = models.ForeignKey(RuleDraft, models.PROTECT, related_name="proposals")
    text = models.ForeignKey(DraftText, models.PROTECT, related_name="+")
    first_period = models.CharField("施行起始期", max_length=8)
    reason = models.TextField("修改依据", max_length=1000)
    open_reason = models.TextField("适用于已开放报告期的理由", max_length=1000, blank=True)
    spare_open = models.BooleanField("已开放的报告期仍用原规则", default=False)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    proposed_at = models.DateTimeField("提请时间")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_reason = models.TextField("退回原因", max_length=1000, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "发布提请"
        constraints = [
            models.UniqueConstraint(
                fields=["draft"],
                condition=models.Q(state="open"),
                name="one_open_proposal_per_draft",
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.first_period} {self.state}"

    @property
    def first(self) -> Period:
        return Period.parse(self.first_period)


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
        ordering = ["-id"]
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
