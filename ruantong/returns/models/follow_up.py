"""A correction of an earlier period, followed through to a later return that used its figures."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class FollowUp(models.Model):
    """A submitted return judged again because an earlier one, ``source``, was filed anew.

    ``changes`` are the figures of the source that the return uses: {"ref", "name", "was", "now",
    "cell", "held"}; ``cell`` is the cell of the return that repeats it and ``held`` what it says.
    ``new`` and ``gone`` are the findings that came and went, as stored reports have them, ``errors``
    how many of the new ones are 强制性. Nothing of the return's revision changes. It is open until the
    return is submitted again, the source is put back, or a reviewer records why the return stands.
    """

    RESUBMITTED, STANDS, SUPERSEDED = "resubmitted", "stands", "superseded"
    RESOLUTIONS = (
        (RESUBMITTED, "本表已重新上报"),
        (STANDS, "核对后维持原数"),
        (SUPERSEDED, "前期又有更正"),
    )

    owner = models.ForeignKey("returns.Return", models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    source = models.ForeignKey("returns.Return", models.PROTECT, related_name="+")
    source_revision = models.PositiveIntegerField()
    changes = models.JSONField()
    new = models.JSONField()
    gone = models.JSONField()
    errors = models.PositiveIntegerField()
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.CharField(max_length=16, blank=True, choices=RESOLUTIONS)
    reason = models.TextField(blank=True, max_length=1000)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["owner", "resolved_at"])]

    def __str__(self) -> str:
        return f"{self.owner_id} r{self.revision} after {self.source_id} r{self.source_revision}"
