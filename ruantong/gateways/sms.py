"""Texts to phones: what is said, what every gateway can do, and the one that says there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

#: What is said, by the name of the template; a provider has a number of its own for each.
TEMPLATES: Mapping[str, str] = {
    "code": "登录验证码{code}，{minutes}分钟内有效，只能使用一次。请勿告诉他人。",
    "secret": "账户“{username}”的一次性口令{secret}，{days}天内有效，首次登录须改密码。请勿告诉他人。",
    "activation": "管理员为您建立或重置了统计平台账户，请向其索取激活码，{days}天内在登录页“激活账户”处凭本手机验证码激活。不是您本人的请忽略。",
    "approved": "{unit}：注册申请已批准，请登录平台填报。",
    "refused": "{unit}：注册申请被退回，请登录平台查看原因并更正。",
    "ended": "您为“{unit}”填报的授权已终止。有疑问请与本单位或系统管理员联系。",
    "taken_over": "“{unit}”已由新的填报人重新注册并获批准。如非本单位办理，请立即与系统管理员联系。",
    "invited": "“{unit}”邀请您参加统计填报，请在{days}天内打开链接接受：{link} 不是您本人的请忽略。",
    "handover": "“{unit}”的现填报人请您接任统计填报工作，请在{days}天内打开链接确认：{link} 不是您本人的请忽略。",
    "contacts": "本年度联系信息表（附件2）请于{day}前登录平台报送。",
    "proof": "验证码{code}，用于验证您的手机号，{minutes}分钟内有效。不是您本人索取的，请勿告诉他人。",
    "security": "{change}。如非本人操作，请立即与系统管理员联系。",
    "reminder": "{unit}：{period}统计报表尚未上报，请于{due}前登录平台填报。",
    "overdue": "{unit}：{period}统计报表应于{due}前上报，至今尚未上报，请尽快登录平台填报。",
}
LABELS: Mapping[str, str] = {
    "code": "登录验证码",
    "secret": "一次性口令",
    "activation": "账户激活通知",
    "approved": "注册批准通知",
    "refused": "注册退回通知",
    "ended": "终止授权通知",
    "taken_over": "重新注册通知",
    "invited": "填报邀请",
    "handover": "接任通知",
    "contacts": "联系信息表提醒",
    "proof": "手机号验证码",
    "security": "账户安全提醒",
    "reminder": "报送提醒",
    "overdue": "逾期催报",
}


class SmsRefused(Exception):
    """The provider does not take this text, now or later; the message is Chinese."""


class SmsUnavailable(Exception):
    """Whether the text was taken is not known; it is sent again under the same key."""


@dataclass(frozen=True)
class Text:
    """One text to one phone. ``key`` is the same at every attempt, so that nobody gets it twice."""

    key: str
    phone: str
    template: str
    params: Mapping[str, str]

    @property
    def words(self) -> str:
        """The text as it is read on the phone."""
        return TEMPLATES[self.template].format_map(self.params)


class SmsGateway(Protocol):
    """Hands one text over and answers with the provider's number of it, or raises the above.

    ``kept``: nothing goes out, the text stays on the outbox page.
    """

    available: bool
    kept: bool

    def send(self, text: Text) -> str: ...


class UnavailableSms:
    """No provider is configured; code login is not offered."""

    available = False
    kept = False

    def send(self, text: Text) -> str:
        raise SmsRefused("短信服务尚未配置")


@cache
def _named(name: str) -> SmsGateway:
    gateway: SmsGateway = import_string(name)()
    return gateway


def gateway() -> SmsGateway:
    """The gateway named by the setting ``SMS_GATEWAY``."""
    return _named(settings.SMS_GATEWAY)
