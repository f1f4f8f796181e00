"""Rules a city can begin with, for every frequency of the survey; nothing is sent before it takes them."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.followup.choices import Channel, Recipient

_SITE, _SMS, _EMAIL = Channel.SITE.value, Channel.SMS.value, Channel.EMAIL.value
_FILLING = (Recipient.PREPARER.value, Recipient.STATISTICS_HEAD.value)
_HEADS = (Recipient.STATISTICS_HEAD.value, Recipient.UNIT_HEAD.value)


@dataclass(frozen=True)
class Suggested:
    """Days after the deadline, hour, whom, by which channels."""

    days: int
    hour: int
    to: tuple[str, ...]
    channels: tuple[str, ...]


SUGGESTED = (
    Suggested(-3, 9, _FILLING, (_SITE, _EMAIL)),
    Suggested(0, 9, (*_FILLING, Recipient.LAST_SIGNATORY.value), (_SITE, _SMS, _EMAIL)),
    Suggested(1, 9, (*_FILLING, Recipient.UNIT_HEAD.value), (_SITE, _SMS, _EMAIL)),
    Suggested(3, 10, _HEADS, (_SITE, _SMS, _EMAIL)),
)
