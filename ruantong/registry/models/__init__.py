"""Reporting units, districts, rosters, and registrations waiting for approval."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ruantong.core import limits
from ruantong.core.posts import POST_CHOICES, POSTS, SUBMITTERS, Post, Submitters
from ruantong.registry.models.contacts import ContactPerson, ContactReminder, ContactSheet
from ruantong.registry.models.former_districts import FormerDistrict
from ruantong.registry.models.invitations import Invitation
from ruantong.registry.models.roster_import import RosterImport, RosterImportLine

__all__ = [
    "Absence",
    "ContactPerson", "ContactReminder", "ContactSheet", "District", "FormerDistrict", "FormerName",
    "Invitation", "Membership", "Registration", "ReportingUnit", "RosterEntry", "RosterImport",
    "RosterImportLine",
]  # fmt: skip


class District(models.Model):
    """One of the districts that review (41 in Chongqing), seeded from the pack's code list."""

    code = models.CharField("代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=40)
    order = models.PositiveIntegerField("次序", default=0)
    zone = models.BooleanField("功能区", default=False)  # no GB/T 2260 code of its own

    class Meta:
        ordering = ["order", "code"]
        verbose_name = "报送区县"

    def __str__(self) -> str:
        return self.name


class ReportingUnit(models.Model):
    """A legal person that files returns. ``valid_to``: out of the register since, see Absence."""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("单位详细名称", max_length=limits.UNIT_NAME, db_index=True)
    district = models.ForeignKey(District, models.PROTECT, verbose_name="报送区县")
    division_code = models.CharField("注册地区划代码", max_length=12)
    address = models.CharField("地址", max_length=limits.ADDRESS, blank=True)
    industry_code = models.CharField("行业代码", max_length=8, blank=True)
    park = models.CharField("园区", max_length=64, blank=True, db_index=True)
    category = models.CharField("细分领域", max_length=40, blank=True)
    contact_name = models.CharField("联系人", max_length=limits.PERSON, blank=True)
    contact_phone = models.CharField("联系电话", max_length=limits.PHONE, blank=True)
    valid_from = models.DateField("纳入日期")
    valid_to = models.DateField("退出日期", null=True, blank=True)
    submitters = models.CharField(
        "确定上报人",
        max_length=16,
        choices=[(key.value, label) for key, label in SUBMITTERS.items()],
        default=Submitters.ANYBODY.value,
    )
    # 分表填报: at least one of its people is bound to some of the forms
    divided = models.BooleanField(default=False)

    class Meta:
        ordering = ["district_id", "uscc"]
        verbose_name = "报送单位"

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """The unit is not in the register from ``first`` until the day before ``until``; None: still.

    ``until`` on the day of ``first`` is a leaving that was taken back: it covers nothing.
    """

    CLOSED, MOVED, MERGED, OUT_OF_SCOPE = "closed", "moved", "merged", "out_of_scope"
    KINDS = (
        (CLOSED, "注销、停业"),
        (MOVED, "迁出本市"),
        (MERGED, "被合并"),
        (OUT_OF_SCOPE, "不再符合纳统条件"),
    )

    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="absences")
    kind = models.CharField("退出类别", max_length=16, choices=KINDS, blank=True)
    merged_into = models.ForeignKey(
        ReportingUnit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    first = models.DateField("退出日期")
    reason = models.TextField("退出原因", blank=True)
    until = models.DateField("恢复日期", null=True, blank=True)

    class Meta:
        ordering = ["unit_id", "first", "id"]
        verbose_name = "不在册期间"
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(until=None), name="one_open_absence_per_unit"
            )
        ]
        indexes = [models.Index(fields=["unit", "first"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.first}–{self.until or ''}"


class FormerName(models.Model):
    """A name the unit had until it was renamed: ``last`` is the day before the new one began.

    ``first`` is None where the platform does not know since when.
    """

    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="former_names")
    name = models.CharField("曾用名", max_length=limits.UNIT_NAME, db_index=True)
    first = models.DateField("启用日期", null=True, blank=True)
    last = models.DateField("停用日期")
    reason = models.TextField("更名原因", blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["unit_id", "-last", "-id"]
        verbose_name = "曾用名"

    def __str__(self) -> str:
        return f"{self.name}（至{self.last}）"


class Membership(models.Model):
    """A respondent files for a unit from ``since`` until ``until`` (handover closes it)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="memberships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    post = models.CharField(
        "职责", max_length=24, choices=POST_CHOICES, default=Post.STATISTICS_HEAD.value
    )
    # since when the enterprise has said so itself; empty where it has never been asked
    post_since = models.DateTimeField(null=True, blank=True)
    # codes of the forms this person fills; empty: all of them
    form_codes = models.JSONField("分管报表", default=list, blank=True)
    # the administrator who ended it; empty when it was handed over
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_why = models.TextField("终止原因", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"],
                condition=models.Q(until__isnull=True),
                name="one_open_membership",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.unit}"

    @property
    def manages(self) -> bool:
        return POSTS[Post(self.post)].manages


class RosterEntry(models.Model):
    """The unit owes a kind of return over a range of periods, both ends included.

    ``roster``: a frequency (who owes its returns), or the key of another list of the pack.
    Periods are ids ("2023", "2024-05"), which sort as text within one frequency.
    """

    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="roster")
    roster = models.CharField(max_length=16)
    first_period = models.CharField(max_length=8)
    last_period = models.CharField(max_length=8, blank=True)  # "" is open-ended

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "roster", "first_period"],
                name="one_roster_entry_per_start",
            )
        ]
        indexes = [models.Index(fields=["roster", "first_period"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.roster} {self.first_period}–{self.last_period}"


class Registration(models.Model):
    """An enterprise's application for an account, decided by the system administrator."""

    PENDING, APPROVED, REFUSED = "pending", "approved", "refused"
    STATUS = ((PENDING, "待审批"), (APPROVED, "已批准"), (REFUSED, "已退回"))

    uscc = models.CharField("统一社会信用代码", max_length=18, db_index=True)
    unit_name = models.CharField("单位详细名称", max_length=limits.UNIT_NAME)
    district = models.ForeignKey(District, models.PROTECT, verbose_name="报送区县")
    division_code = models.CharField("注册地区划代码", max_length=12)
    address = models.CharField("注册地址", max_length=limits.ADDRESS)
    industry_code = models.CharField("行业代码", max_length=8)
    scope = models.CharField("纳统类别", max_length=16)
    # amounts as exact texts, for the applicant's own assessment: the approver reads shares alone
    scope_figures = models.JSONField("自评收入", default=dict, blank=True)
    licence = models.FileField("营业执照扫描件", upload_to="licences/%Y/", blank=True)
    contact_name = models.CharField("填报人姓名", max_length=limits.PERSON)
    phone = models.CharField("手机号", max_length=limits.MOBILE)
    email = models.EmailField("电子邮箱", blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="registration"
    )
    status = models.CharField("状态", max_length=12, choices=STATUS, default=PENDING, db_index=True)
    reason = models.TextField("退回原因", blank=True)
    applied_at = models.DateTimeField("申请时间")
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    unit = models.ForeignKey(ReportingUnit, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "注册申请"
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                condition=models.Q(status="pending"),
                name="one_pending_registration_per_uscc",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.get_status_display()}"
