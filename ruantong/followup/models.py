"""Rules of reminding, the outbox of reminders, messages on the platform, a person's own settings."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from ruantong.core import limits
from ruantong.core.periods import Frequency
from ruantong.followup.choices import CHANNELS, Channel, Recipient, when_words
from ruantong.returns.models import Return

LONGEST_NOTE = 200


class ReminderRule(models.Model):
    """Units that have not filed are reminded ``days`` after their deadline (negative: before), at
    ``hour``. ``district_code`` is "" for the city's rules, which count everywhere.

    A rule is switched off, never deleted: the log names it.
    """

    frequency = models.CharField("频率", max_length=10)
    district_code = models.CharField("区县", max_length=12, blank=True)
    days = models.SmallIntegerField("天数")
    hour = models.PositiveSmallIntegerField("时刻")
    to = models.JSONField("提醒对象")
    channels = models.JSONField("渠道")
    on = models.BooleanField("启用", default=True)
    changed_at = models.DateTimeField("设定时间")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["frequency", "days", "district_code"]
        verbose_name = "催报规则"
        constraints = [
            models.UniqueConstraint(
                fields=["frequency", "district_code", "days"], name="one_reminder_rule_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{Frequency(self.frequency).label}{self.when}"

    @property
    def occasion(self) -> str:
        """By which a reminder of this rule is known."""
        return f"rule:{self.pk}"

    @property
    def frequency_label(self) -> str:
        return Frequency(self.frequency).label

    @property
    def when(self) -> str:
        """“截止前3天 9:00”."""
        return f"{when_words(self.days)} {self.hour}:00"

    @property
    def to_label(self) -> str:
        return "、".join(Recipient(each).label for each in self.to)

    @property
    def channels_label(self) -> str:
        return "、".join(Channel(each).label for each in self.channels)


class Reminder(models.Model):
    """The outbox: one row for each return, occasion, channel and person, made before anything is sent.

    ``occasion`` names the rule, or the day of a reminder by hand; a key over the four lets nothing be
    sent twice. ``recipient`` is empty where the unit has nobody. ``text`` is what was said.
    """

    WAITING, HANDING, SENT = "waiting", "handing", "sent"
    FAILED, UNKNOWN, NOT_SENT = "failed", "unknown", "not_sent"
    OUTCOMES = (
        (WAITING, "待发送"),
        (HANDING, "正在发送"),
        (SENT, "已发送"),
        (FAILED, "发送失败"),
        (UNKNOWN, "结果不明"),
        (NOT_SENT, "未发送"),
    )

    key = models.UUIDField("编号", unique=True, default=uuid.uuid4)
    owner = models.ForeignKey(Return, models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=24)
    rule = models.ForeignKey(ReminderRule, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    channel = models.CharField("渠道", max_length=8, choices=CHANNELS)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField("附言", max_length=LONGEST_NOTE, blank=True)
    text = models.TextField("内容", blank=True)
    outcome = models.CharField("结果", max_length=8, choices=OUTCOMES, default=WAITING)
    why = models.CharField("说明", max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    made_at = models.DateTimeField("登记时间")
    due_at = models.DateTimeField()
    changed_at = models.DateTimeField("发送时间", null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "催报记录"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "occasion", "channel", "recipient"], name="one_reminder_each"
            ),
            models.UniqueConstraint(
                fields=["owner", "occasion", "channel"],
                condition=models.Q(recipient=None),
                name="one_reminder_to_nobody",
            ),
        ]
        indexes = [
            models.Index(fields=["outcome", "due_at"]),
            models.Index(fields=["made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.occasion} {self.channel} {self.outcome}"

    @property
    def by_what(self) -> str:
        """The rule, or whose hand."""
        if self.rule is not None:
            return str(self.rule)
        return f"人工催报（{self.by.display_name}）" if self.by else "人工催报"


class Message(models.Model):
    """站内信: one message to one person. ``link`` is the page it is about; of two with the same
    ``key`` only the first is kept, "" is no key.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages_received"
    )
    sender = models.CharField("发送方", max_length=60)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容")
    link = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "站内信"
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~models.Q(key=""), name="one_message_per_key"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "at"]),
            # what the head of every page counts
            models.Index(
                fields=["recipient"], condition=models.Q(read_at=None), name="messages_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReminderSetting(models.Model):
    """What a person wants to be reminded by; without a row the defaults of the fields hold.

    ``days_before``: earlier reminders come as a message on the platform alone. Texts and e-mails that
    fall between ``quiet_from`` and ``quiet_until`` wait. E-mails go to ``address`` once it is proven.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_setting"
    )
    sms = models.BooleanField("短信", default=True)
    email = models.BooleanField("电子邮件", default=True)
    address = models.CharField("电子邮箱", max_length=limits.EMAIL, blank=True)
    # when a link was last sent to it
    address_asked_at = models.DateTimeField(null=True)
    address_proven_at = models.DateTimeField("邮箱确认时间", null=True)
    days_before = models.PositiveSmallIntegerField("提前天数", default=15)
    quiet_from = models.PositiveSmallIntegerField("免打扰自", default=20)
    quiet_until = models.PositiveSmallIntegerField("免打扰至", default=8)
    changed_at = models.DateTimeField("设定时间", null=True)

    class Meta:
        verbose_name = "提醒设置"

    def __str__(self) -> str:
        return f"{self.user_id}"
