"""Further people of an enterprise, asked to file for it, and those who take a place over."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ruantong.core import limits
from ruantong.core.posts import POST_CHOICES


class Invitation(models.Model):
    """Somebody is asked to file for a unit too, by a link that goes to a phone and nowhere else.

    ``digest`` is a keyed hash of the link's token. Whoever opens the link has the phone. One that
    ``succeeds`` (统计人员变动) gives the place of ``invited_by``, who files on until it is accepted.
    """

    unit = models.ForeignKey("registry.ReportingUnit", models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField("姓名", max_length=limits.PERSON)
    phone = models.CharField("手机号", max_length=limits.MOBILE)
    post = models.CharField("职责", max_length=24, choices=POST_CHOICES)
    form_codes = models.JSONField("分管报表", default=list, blank=True)
    succeeds = models.BooleanField("接任", default=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("有效期至")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField("接受时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "填报邀请"
        indexes = [models.Index(fields=["phone"])]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.name}"
