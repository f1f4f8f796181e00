"""By what reviewers order their queue: the scores of selective editing, and what they rest on."""

from __future__ import annotations

from django.db import models

from ruantong.returns.models.returns import Return


class ReviewScore(models.Model):
    """The score of the latest submission of a return (:mod:`ruantong.core.selective.score`).

    A copy that can be made anew from the revisions at any time. ``facts`` are the figures it is made
    of, of the unit alone; ``district`` and ``city`` the score in millionths in the two queues; ``cell``
    the one that decides, ``signs`` what speaks for reading, the strongest first.
    """

    owner = models.OneToOneField(
        Return, models.PROTECT, related_name="review_score", primary_key=True
    )
    period = models.CharField("报告期", max_length=8)
    revision = models.PositiveIntegerField()
    facts = models.JSONField()
    district = models.PositiveIntegerField(default=0)
    city = models.PositiveIntegerField(default=0)
    cell = models.CharField(max_length=40, blank=True, default="")
    signs = models.JSONField(default=list)

    class Meta:
        verbose_name = "审核次序"
        indexes = [models.Index(fields=["period"])]

    def __str__(self) -> str:
        return f"{self.owner_id} r{self.revision}: {self.district}/{self.city}"


class ReviewReference(models.Model):
    """What the scores of a period are held against: spreads and totals by cell, of ``filed`` returns
    of the period ``source``.
    """

    period = models.CharField("报告期", max_length=8, primary_key=True)
    source = models.CharField(max_length=8)
    filed = models.PositiveIntegerField()
    cells = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "审核次序的参照"

    def __str__(self) -> str:
        return f"{self.period} ← {self.source}"
