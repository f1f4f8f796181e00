"""A person's own reminders: which channels, how early, when not; and that an e-mail address is his."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.followup.models import ReminderSetting
from ruantong.followup.sending.audience import setting_of
from ruantong.gateways import clock, mail
from ruantong.trail.record import record

GOOD_FOR = timedelta(days=2)
#: Between two links, so that nobody's mailbox is filled from here.
PAUSE = timedelta(minutes=10)
_signer = TimestampSigner(salt="ruantong.reminder-address")


@dataclass(frozen=True)
class Wishes:
    """What a person states; ``address`` "" for none."""

    sms: bool
    email: bool
    address: str
    days_before: int
    quiet_from: int
    quiet_until: int


@transaction.atomic
def state(wishes: Wishes, *, actor: User) -> ReminderSetting:
    """Keep what the person wants. A new address is proven by nothing yet."""
    if not actor.is_role(Role.RESPONDENT):
        raise Refused("报送提醒只发给企业填报人员。")
    setting = setting_of(actor)
    if wishes.address != setting.address:
        setting.address, setting.address_proven_at = wishes.address, None
    for name in ("sms", "email", "days_before", "quiet_from", "quiet_until"):
        setattr(setting, name, getattr(wishes, name))
    setting.changed_at = clock.now()
    setting.save()
    record("account.reminders", f"user:{actor.username}", actor=actor)
    return setting


def token_for(actor: User, address: str) -> str:
    """What the link in the e-mail carries: this person, this address."""
    return _signer.sign_object({"user": actor.pk, "address": address})


def ask(actor: User, link: str) -> None:
    """Send the link to the address that is to be proven; Refused when it cannot be sent."""
    setting, now = setting_of(actor), clock.now()
    asked = setting.address_asked_at
    if asked and asked <= now < asked + PAUSE:
        raise Refused(f"确认邮件{PAUSE.seconds // 60}分钟内只发一次，请稍后再点“保存提醒设置”。")
    setting.address_asked_at = now
    setting.save(update_fields=["address_asked_at"])
    text = (
        f"请在{GOOD_FOR.days}天内登录平台并打开下面的链接，确认用这个邮箱接收报送提醒：\n{link}\n"
        "不是您本人设定的，请忽略这封邮件。"
    )
    try:
        mail.send(mail.Mail(str(uuid4()), setting.address, "请确认接收报送提醒的邮箱", text))
    except (mail.MailRefused, mail.MailNotSent, mail.MailUnknown) as fault:
        raise Refused(f"确认邮件没有发出（{fault}），请核对邮箱后重试。") from None


@transaction.atomic
def prove(token: str, *, actor: User) -> str:
    """The person has opened the link: the address is his. Refused for another one's or an old one."""
    try:
        told = _signer.unsign_object(token, max_age=GOOD_FOR)
    except BadSignature:
        raise Refused("链接无效或已过期，请在提醒设置中重新获取。") from None
    setting = setting_of(actor)
    if told != {"user": actor.pk, "address": setting.address} or not setting.address:
        raise Refused("链接与本账户现在的提醒邮箱不符，请在提醒设置中重新获取。")
    setting.address_proven_at = clock.now()
    setting.save()
    record("account.reminder_email", f"user:{actor.username}", actor=actor)
    return setting.address
