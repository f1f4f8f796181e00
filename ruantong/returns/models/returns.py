"""One return: its state, its draft, its immutable revisions, and what was said about it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from ruantong.core.lifecycle import ACTION_LABELS, STATE_LABELS, Action, State
from ruantong.core.periods import Period
from ruantong.registry.models import ReportingUnit


class PeriodOpening(models.Model):
    """A period opened for filing. ``decision`` is the city's recorded reason for filing on an
    edition after its 有效期 (shown on the form), blank while the edition is valid.
    """

    period = models.CharField("报告期", max_length=8, primary_key=True)
    regime = models.CharField("制度版本", max_length=40)
    decision = models.TextField("市级决定", blank=True, max_length=1000)
    opened_at = models.DateTimeField("开放时间")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "报告期开放"

    def __str__(self) -> str:
        return self.period


class Return(models.Model):
    """All forms of one unit for one period: the unit of validation, submission and review.

    ``district_code`` is copied from the unit when the period is opened, so that a move does not
    rewrite history. ``revision``, ``forwarded_revision`` and ``accepted_revision`` are revision
    numbers (0: none yet; an acceptance that was taken back is 0 again). ``late`` is a stored fact
    of the first submission (迟报, see :mod:`ruantong.core.timing`), ``nil`` says that the latest is a
    confirmed nil return (零报), ``impact`` the software revenue
    of the latest in the last decimal place of that cell (see :mod:`ruantong.returns.reading.impact`),
    the weight that desks show.
    ``rule_version`` names the releases its rules are judged with, "": the edition as it came.
    ``filed_name`` and ``filed_park`` are those of the latest submission, "" before the first.
    ``retired_because``: why its unit is not expected to file it (see returns.moving.expected), else "".
    """

    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="returns")
    period = models.CharField("报告期", max_length=8)
    frequency = models.CharField(max_length=10)
    regime = models.CharField("制度版本", max_length=40)
    rule_version = models.CharField("审核关系版本", max_length=24, default="", blank=True)
    district_code = models.CharField("报送区县", max_length=12)
    state = models.CharField(
        "状态", max_length=28, default=State.NOT_STARTED.value,
        choices=[(s.value, STATE_LABELS[s]) for s in State],
    )  # fmt: skip
    due_on = models.DateField("企业截止日")
    late = models.BooleanField("迟报", default=False)
    nil = models.BooleanField("零报", default=False, db_default=False)
    revision = models.PositiveIntegerField(default=0)
    forwarded_revision = models.PositiveIntegerField(default=0)
    accepted_revision = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField("上报时间", null=True, blank=True)
    state_since = models.DateTimeField("进入当前状态时间")
    retired_because = models.TextField("无须报送的原因", blank=True, default="", max_length=400)
    open_queries = models.PositiveIntegerField("核实项数", default=0)
    impact = models.BigIntegerField("主要指标", null=True, blank=True)
    filed_name = models.CharField("上报时单位名称", max_length=120, default="", blank=True)
    filed_park = models.CharField("上报时园区", max_length=64, default="", blank=True)

    # Whom :func:`ruantong.returns.reading.access.return_for` fetched this object for; not stored.
    fetched_for: int | None = None

    class Meta:
        verbose_name = "报表"
        constraints = [
            models.UniqueConstraint(fields=["unit", "period"], name="one_return_per_unit_period")
        ]
        indexes = [
            models.Index(fields=["period", "district_code", "state"]),
            models.Index(fields=["period", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period} {self.state}"

    @property
    def lifecycle(self) -> State:
        return State(self.state)

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.lifecycle]

    @property
    def parsed_period(self) -> Period:
        return Period.parse(self.period)

    @property
    def unit_name(self) -> str:
        """The unit as it was called when it filed; before that, as it is called now."""
        return self.filed_name or self.unit.name


class Draft(models.Model):
    """What the respondent is typing; nobody else ever sees it.

    ``forms`` is the interchange format; text that could not be understood stays in it as typed
    (nothing is lost) and is reported by every save and validation. ``version`` guards against
    two tabs, ``touched`` says at which version each cell was typed last ({"6.2010.A": 17}), so that
    changes of two tabs that do not overlap are merged. ``overridden`` lists the automatic and
    carried cells in which the respondent put a value of its own. ``report`` is the last 数据审核 and
    belongs to ``report_version``.
    """

    owner = models.OneToOneField(Return, models.PROTECT, related_name="own_draft", primary_key=True)
    forms = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    touched = models.JSONField(default=dict)
    overridden = models.JSONField(default=list)
    report = models.JSONField(null=True, blank=True)
    report_version = models.PositiveIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    def __str__(self) -> str:
        return f"draft of {self.owner_id} v{self.version}"


class Revision(models.Model):
    """One submission, immutable. ``forms`` is exactly what was validated and submitted.

    ``facts`` is what the register said of the unit (:mod:`ruantong.returns.filing.register_facts`).
    ``hash_form`` says what ``content_hash`` covers: 1 without those facts, 2 with them.
    ``due_reason`` is the sentence of the deadline then in force; ``late`` repeats the fact of the
    first submission, which that sentence of the first decided; ``trail_number`` the position
    of the submission in the trail; ``signatories`` the foot of the form; ``nil`` a confirmed nil return. ``draft_version`` is the
    version of the draft that was submitted: a repeated request is known by it.
    """

    owner = models.ForeignKey(Return, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    forms = models.JSONField()
    report = models.JSONField()
    explanations = models.JSONField(default=list)
    signatories = models.JSONField(default=dict)
    nil = models.BooleanField("零报", default=False, db_default=False)
    facts = models.JSONField(default=dict)
    hash_form = models.PositiveSmallIntegerField(default=1)
    content_hash = models.CharField(max_length=80)
    regime = models.CharField(max_length=40)
    ruleset = models.CharField(max_length=80)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    due_reason = models.TextField()
    late = models.BooleanField()
    trail_number = models.PositiveBigIntegerField()
    draft_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["owner_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="one_revision_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} r{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("上报版本不可删除。")


class Explanation(models.Model):
    """The respondent's 填写说明 for one finding (``finding_key`` "R6-19:A"); kept across drafts.

    A changed text is a new row; the newest one counts.
    """

    owner = models.ForeignKey(Return, models.PROTECT, related_name="explanations")
    finding_key = models.CharField(max_length=60)
    text = models.TextField(max_length=1000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["owner", "finding_key"])]

    def __str__(self) -> str:
        return f"{self.finding_key}: {self.text[:20]}"


class Remark(models.Model):
    """A reviewer's question or a respondent's answer in the thread of one finding or cell.

    ``revision`` is the submission that was the latest when it was said; 0 before the first.
    """

    owner = models.ForeignKey(Return, models.PROTECT, related_name="remarks")
    revision = models.PositiveIntegerField(default=0)
    target = models.CharField(max_length=60)  # finding key, or a cell reference "6.2020.A"
    text = models.TextField(max_length=1000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.target}: {self.text[:20]}"


class ReviewAct(models.Model):
    """One step of the return's life after 确定上报: who moved it, on which revision, and why.

    ``target`` is the cell or rule a reason is bound to ("6.2020.A" or "R6-19").
    """

    owner = models.ForeignKey(Return, models.PROTECT, related_name="acts")
    revision = models.PositiveIntegerField()
    action = models.CharField(max_length=28, choices=[(a.value, ACTION_LABELS[a]) for a in Action])
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    at = models.DateTimeField(db_index=True)
    target = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True, max_length=1000)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.action}"
