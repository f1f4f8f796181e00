"""The append-only, hash-chained record of acts, and checks of its chain."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class TrailEntry(models.Model):
    """One act: who did what to what, when, with the hash of the entry before it.

    Written in the same transaction as the act (see :func:`ruantong.trail.record.record`);
    never changed and never deleted. Only ``address`` is taken away when it is old
    (:mod:`ruantong.trail.client`); the chain does not cover it.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=64)  # user name; "system" for the platform itself
    role = models.CharField(max_length=24)
    act = models.CharField(max_length=48, db_index=True)  # "return.submit"
    subject = models.CharField(max_length=80, db_index=True)  # "return:123"
    data = models.JSONField(default=dict)
    # a keyed hash of where it came from, for good; the address itself for 90 days, outside the chain
    client = models.CharField(max_length=32, blank=True, default="")
    address = models.GenericIPAddressField(null=True, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        verbose_name = "操作日志"

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("操作日志只增不减，不能删除。")


class TrailCheck(models.Model):
    """One check of the chain, done in steps: links 1 to ``done`` are sound, the last with ``hash``.

    It goes to ``until``, the newest entry when it began. ``fault`` describes the first broken link.
    """

    until = models.PositiveBigIntegerField()
    done = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    fault = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        verbose_name = "日志链校验"

    def __str__(self) -> str:
        return f"{self.done}/{self.until}"

    @property
    def finished(self) -> bool:
        return self.finished_at is not None
