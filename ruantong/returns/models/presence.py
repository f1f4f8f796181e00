"""Which forms of a return are open on somebody's screen."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class FormOpen(models.Model):
    """``at``: when the page last said that it is being used. By the machine's clock, as sessions."""

    owner = models.ForeignKey("returns.Return", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "form", "user"], name="once_open_for_each")
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.form} {self.user_id}"
