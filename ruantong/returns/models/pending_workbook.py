"""A workbook that a respondent has sent in, until it is taken, given up or a day old."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class PendingWorkbook(models.Model):
    """What it would change, and the preview of that; the file itself is not kept.

    ``typed`` and ``lines`` are what a save is given, on top of ``version``. ``own``: the platform had
    made the workbook, so that emptied cells count. ``same``: how many cells are as they were.
    """

    owner = models.ForeignKey("returns.Return", models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    typed = models.JSONField(default=dict)
    lines = models.JSONField(default=dict)
    entries = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    same = models.PositiveIntegerField(default=0)
    own = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "made_by"], name="one_workbook_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.file_name}"
