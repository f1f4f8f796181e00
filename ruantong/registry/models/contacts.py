"""The sheet as a district stated it, the people on it, and who was reminded."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ruantong.core import limits

LEADER, STAFF = "leader", "officer"
DUTIES = ((LEADER, "负责领导"), (STAFF, "工作人员"))


class ContactSheet(models.Model):
    """What a district stated at one time. The newest is in force, the earlier ones are its history.

    ``by`` is None where the platform does not know who filled it.
    """

    district = models.ForeignKey(
        "registry.District", models.PROTECT, related_name="contact_sheets", verbose_name="报送区县"
    )
    number = models.PositiveIntegerField("次序")  # 1, 2, 3 … within the district
    at = models.DateTimeField("报送时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["district_id", "number"]
        verbose_name = "联系信息表"
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="one_contact_sheet_number")
        ]

    def __str__(self) -> str:
        return f"{self.district_id} 第{self.number}次"


class ContactPerson(models.Model):
    """One line of a sheet."""

    sheet = models.ForeignKey(ContactSheet, models.PROTECT, related_name="people")
    place = models.PositiveSmallIntegerField("行次")
    duty = models.CharField("类别", max_length=24, choices=DUTIES)
    name = models.CharField("姓名", max_length=limits.PERSON)
    office = models.CharField("单位（部门）", max_length=limits.POSITION, blank=True)
    post = models.CharField("职务", max_length=limits.POSITION, blank=True)
    phone = models.CharField("办公电话", max_length=limits.PHONE, blank=True)
    mobile = models.CharField("手机", max_length=limits.MOBILE, blank=True)
    email = models.CharField("电子邮箱", max_length=limits.EMAIL, blank=True)
    qq = models.CharField("QQ号", max_length=limits.QQ, blank=True)

    class Meta:
        ordering = ["sheet_id", "place"]
        verbose_name = "联系人"

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.name}"


class ContactReminder(models.Model):
    """A district was asked to send its sheet. ``by`` is None for what the platform sends by itself."""

    district = models.ForeignKey(
        "registry.District", models.PROTECT, related_name="contact_reminders"
    )
    at = models.DateTimeField("提醒时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["district_id", "-at", "-id"]
        verbose_name = "联系信息表提醒"

    def __str__(self) -> str:
        return f"{self.district_id} {self.at}"
