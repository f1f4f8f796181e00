"""By what and whom one can be reminded, and the bounds of rules."""

from __future__ import annotations

from enum import StrEnum

from ruantong.core.posts import POSTS, Post


class Channel(StrEnum):
    """A way a reminder takes. The message on the platform is part of every reminder."""

    SITE = "site"
    SMS = "sms"
    EMAIL = "email"

    @property
    def label(self) -> str:
        return _CHANNELS[self]


class Recipient(StrEnum):
    """Whom of an enterprise a rule names: posts, and who 确定上报 last."""

    PREPARER = "preparer"
    STATISTICS_HEAD = "statistics_head"
    UNIT_HEAD = "unit_head"
    LAST_SIGNATORY = "last_signatory"

    @property
    def label(self) -> str:
        return "上次确定上报人" if self is Recipient.LAST_SIGNATORY else POSTS[Post(self)].label


_CHANNELS = {Channel.SITE: "站内信", Channel.SMS: "短信", Channel.EMAIL: "电子邮件"}
CHANNELS = tuple((each.value, each.label) for each in Channel)
RECIPIENTS = tuple((each.value, each.label) for each in Recipient)

#: Nobody is reminded earlier, later, or at night.
EARLIEST, LATEST = -15, 30
HOURS = range(8, 20)
#: What a district may have beside the city's rules, for each frequency.
MOST_OF_A_DISTRICT = 2
DISTRICT_EARLIEST, DISTRICT_LATEST = -10, 10


def when_words(days: int) -> str:
    """“截止前3天”, “截止当天”, “逾期第1天”."""
    if days < 0:
        return f"截止前{-days}天"
    return f"逾期第{days}天" if days else "截止当天"
