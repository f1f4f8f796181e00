"""Trial balances: the one that waits to be mapped, and the mapping that an enterprise has confirmed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ruantong.registry.models import ReportingUnit


class PendingBalance(models.Model):
    """What was read of a balance; the file itself is not kept, and this no longer than a day.

    ``measures`` names its columns, ``accounts`` holds code, name and figures (分) of each account.
    """

    owner = models.ForeignKey("returns.Return", models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    measures = models.JSONField(default=list)
    accounts = models.JSONField(default=list)
    notes = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "made_by"], name="one_balance_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.file_name}"


class LedgerMapping(models.Model):
    """One version of how the cells of a form follow from the accounts of an enterprise.

    ``expressions``: by cell, terms of sign, code, name and column. ``accounts``: those that the
    balance had, by code, so that the next one shows what has gone or come.
    """

    unit = models.ForeignKey(ReportingUnit, models.CASCADE, related_name="+")
    form = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    expressions = models.JSONField(default=dict)
    accounts = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "form", "version"], name="one_mapping_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.form} v{self.version}"

    @property
    def cells(self) -> int:
        """How many cells are fed; one without terms says that its proposal was not wanted."""
        return sum(bool(terms) for terms in self.expressions.values())
