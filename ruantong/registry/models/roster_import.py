"""A roster that was sent in as a workbook: what it says, and how far it was taken."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class RosterImport(models.Model):
    """One workbook. Nothing of it is in the register before its lines are taken."""

    PREVIEW, TAKING, DONE, DROPPED = "preview", "taking", "done", "dropped"
    STATES = ((PREVIEW, "待确认"), (TAKING, "导入中"), (DONE, "已导入"), (DROPPED, "已放弃"))

    file_name = models.CharField("文件", max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    state = models.CharField("状态", max_length=8, choices=STATES, default=PREVIEW)
    notes = models.JSONField(default=list)  # sheets and columns that were not read
    reason = models.TextField("依据", blank=True)
    made_at = models.DateTimeField("上传时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "名录导入"

    def __str__(self) -> str:
        return f"{self.file_name} {self.get_state_display()}"


class RosterImportLine(models.Model):
    """One row of it: what it states, and old → new or what is wrong, as it was previewed."""

    NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
    KINDS = ((NEW, "新增"), (CHANGED, "变更"), (SAME, "无变化"), (REFUSED, "不能导入"))

    owner = models.ForeignKey(RosterImport, models.CASCADE, related_name="lines")
    sheet = models.CharField("工作表", max_length=64)
    row = models.PositiveIntegerField("行")
    uscc = models.CharField("统一社会信用代码", max_length=40)
    name = models.CharField("单位详细名称", max_length=200)
    kind = models.CharField("结果", max_length=8, choices=KINDS)
    stated = models.JSONField(default=dict)  # column → text, as :mod:`judging` takes it
    told = models.JSONField(default=list)  # sentences: each change, or each fault
    taken_at = models.DateTimeField("导入时间", null=True, blank=True)
    refused = models.TextField("未导入的原因", blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "名录导入的行"
        indexes = [models.Index(fields=["owner", "kind", "taken_at"])]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row} {self.get_kind_display()}"

    @property
    def place(self) -> str:
        """“工作表1第5行”."""
        return f"{self.sheet}第{self.row}行"
