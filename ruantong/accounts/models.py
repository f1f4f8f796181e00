"""People and their one role."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from ruantong.core import limits
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.gateways import clock
from ruantong.gateways.sms import LABELS


class UserManager(BaseUserManager["User"]):
    """Creates users; a missing password makes the account unusable until one is set."""

    def create_user(
        self, username: str, *, role: str, password: str | None = None, **fields: Any
    ) -> User:
        user = self.model(username=username, role=role, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person with one role. District officers and park liaisons are bound to their area.

    A respondent is bound to reporting units through :class:`ruantong.registry.models.Membership`.
    """

    username = models.CharField("用户名", max_length=64, unique=True)
    display_name = models.CharField("姓名", max_length=limits.PERSON)
    role = models.CharField(
        "角色", max_length=24, choices=[(r.value, ROLE_LABELS[r]) for r in Role]
    )
    phone = models.CharField(  # noqa: DJ001 - the column has always been without a default
        "手机号", max_length=limits.MOBILE, null=True, blank=True
    )
    # empty: nobody has shown that the number is this person's, and it opens nothing
    phone_proven_at = models.DateTimeField("手机号验证时间", null=True, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    district_code = models.CharField("报送区县", max_length=12, blank=True)
    park = models.CharField("园区", max_length=64, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=False)
    secret_valid_until = models.DateTimeField("一次性口令有效期至", null=True, blank=True)
    # keyed hash of the activation number, valid as long; empty: there is nothing to activate
    activation = models.CharField("激活码", max_length=64, blank=True)
    # what a session showed of a second factor counts for the one the account has had since then
    second_factor_since = models.DateTimeField("双因素登录启用时间", null=True, blank=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "role"]

    class Meta:
        verbose_name = "用户"
        constraints = [
            # DUPC and dupc are one name, also to two people who type them at the same moment
            models.UniqueConstraint(
                Lower("username"),
                name="one_account_per_name",
                violation_error_message="用户名已被使用，请换一个。",
            ),
            models.UniqueConstraint(
                fields=["phone"],
                condition=models.Q(phone_proven_at__isnull=False),
                name="one_account_per_proven_phone",
                violation_error_message="手机号已登记在其他账户，一个手机号只能登记一个账户。",
            ),
            models.CheckConstraint(
                name="district_officer_has_district",
                condition=~models.Q(role=Role.DISTRICT.value) | ~models.Q(district_code=""),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whatever disables an account ends its sessions for good; a new password gets its date."""
        if (
            getattr(self, "_password", None) is not None
        ):  # set, and not merely hashed anew by Django at a sign-in
            self.password_changed_at = clock.now()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "password_changed_at"}
        known = self.pk is not None
        super().save(*args, **kwargs)
        if known and not self.is_active:
            self.sessions.filter(ended_at=None).update(ended_at=timezone.now(), data="")

    @property
    def role_label(self) -> str:
        return ROLE_LABELS[Role(self.role)]

    def is_role(self, *roles: Role) -> bool:
        """True when the account is active and has one of ``roles``."""
        return self.is_active and Role(self.role) in roles


class AccountProposal(models.Model):
    """What one administrator proposes to do to an account and another one confirms (docs/adr/0105).

    ``kind`` names the act (:mod:`ruantong.accounts.proposal_kinds`), ``account`` whom it is done to;
    none when one is to be made. ``confirmed`` is empty while nobody has decided.
    """

    kind = models.CharField("事项", max_length=24, default="create")
    account = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    role = models.CharField("角色", max_length=24, default=Role.SYSTEM_ADMIN.value)
    district_code = models.CharField("报送区县", max_length=12, blank=True)
    park = models.CharField("园区", max_length=64, blank=True)
    username = models.CharField("用户名", max_length=64)
    display_name = models.CharField("姓名", max_length=64)
    phone = models.CharField("手机号", max_length=20, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    why = models.TextField("提请原因", blank=True)
    said = models.CharField("变更内容", max_length=200, blank=True)  # with the names of areas
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("办理时间", null=True)
    confirmed = models.BooleanField("已确认", null=True)
    reason = models.TextField("不予确认的原因", blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "账户提请"

    def __str__(self) -> str:
        return self.username

    @property
    def state(self) -> str:
        return {None: "待确认", True: "已确认", False: "不予确认"}[self.confirmed]

    @property
    def role_label(self) -> str:
        return ROLE_LABELS[Role(self.role)]


class Session(models.Model):
    """One browser: a visitor's without ``user``, or a person's from sign-in to its end.

    Its moments are those of the machine's clock. An ended one keeps no data; ``displaced``: it was
    ended for the number of sessions, and its person has not been told yet.
    """

    key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    data = models.TextField(blank=True)
    way = models.CharField("方式", max_length=16, blank=True)
    device = models.CharField("设备", max_length=40, blank=True)
    address = models.GenericIPAddressField("地址", null=True)
    began_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近使用")
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    displaced = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at}"

    def lives(self, now: datetime) -> bool:
        return self.ended_at is None and self.expires_at > now


class LoginCode(models.Model):
    """One request for a code to a phone, known or not: both count, and look the same outside.

    ``digest`` is a keyed hash of the six digits; ``user`` is empty for an unknown phone. ``held``: the
    budget was used up and nothing was sent. ``ip`` is the network that budgets count (an address, or /64).
    A code that signs in goes to proven phones alone; one that proves a phone goes to any, and opens nothing.
    """

    SIGN_IN, PROVE = "sign_in", "prove"

    purpose = models.CharField(max_length=8, default=SIGN_IN)
    phone = models.CharField(max_length=limits.MOBILE)
    ip = models.GenericIPAddressField(null=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    held = models.BooleanField(default=False)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["phone", "sent_at"]),
            models.Index(fields=["ip", "sent_at"]),
            models.Index(fields=["sent_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.phone} {self.sent_at}"


class SignInTry(models.Model):
    """One try to sign in: ``key`` is a keyed hash of whom the name stands for, known or not."""

    key = models.CharField(max_length=64)
    network = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()
    succeeded = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"]),
            models.Index(fields=["network", "at"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.succeeded}"


class CasIdentity(models.Model):
    """A name at the city's single sign-on and the account its owner registered from there."""

    name = models.CharField("统一身份", max_length=128, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField("关联时间")

    def __str__(self) -> str:
        return self.name


class CasSession(models.Model):
    """The session that a service ticket opened, so that single log-out ends that one and no other.

    ``digest`` is a keyed hash of the ticket; ``user`` is empty until an unknown person has registered.
    """

    digest = models.CharField(max_length=64, unique=True)
    session_key = models.CharField(max_length=40)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    began_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at}"


class OutboxMessage(models.Model):
    """A text to a phone and what became of it. ``text`` is there only where nothing really goes out.

    ``sealed`` are the encrypted parameters, until the text is handed over or given up.
    """

    WAITING, SENT, DELIVERED = "waiting", "sent", "delivered"
    FAILED, EXPIRED, KEPT = "failed", "expired", "kept"
    STATES = (
        (WAITING, "待发送"),
        (SENT, "已提交"),
        (DELIVERED, "已送达"),
        (FAILED, "发送失败"),
        (EXPIRED, "过期未发"),
        (KEPT, "演示留存"),
    )

    key = models.UUIDField("编号", unique=True)
    phone = models.CharField("手机号", max_length=limits.MOBILE)
    template = models.CharField("模板", max_length=24)
    text = models.CharField("内容", max_length=300, blank=True)
    sealed = models.TextField(blank=True)
    state = models.CharField("状态", max_length=12, choices=STATES, default=WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    provider_id = models.CharField("服务商编号", max_length=64, blank=True)
    fault = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    changed_at = models.DateTimeField("状态时间", null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.phone} {self.template}"

    @property
    def template_label(self) -> str:
        return LABELS.get(self.template, self.template)

    @property
    def tone(self) -> str:
        tones = {self.FAILED: "danger", self.EXPIRED: "warn", self.DELIVERED: "ok"}
        return tones.get(self.state, "neutral" if self.state == self.KEPT else "info")

    @property
    def masked_phone(self) -> str:
        """Enough to find a complaint by, not enough to call."""
        return self.phone if self.state == self.KEPT else f"{self.phone[:3]}****{self.phone[-4:]}"
