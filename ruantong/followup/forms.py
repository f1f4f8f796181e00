"""What officers state of rules, and people of their own reminders."""

from __future__ import annotations

from typing import Any

from django import forms

from ruantong.accounts.models import User
from ruantong.followup.choices import (
    DISTRICT_EARLIEST,
    DISTRICT_LATEST,
    EARLIEST,
    HOURS,
    LATEST,
    RECIPIENTS,
    Channel,
    when_words,
)
from ruantong.registry.survey.periods import frequencies

_BESIDE = tuple((each.value, each.label) for each in Channel if each is not Channel.SITE)
_CLOCK = [(hour, f"{hour}:00") for hour in range(24)]


class RuleForm(forms.Form):
    """One rule; the choices are those its level has."""

    frequency = forms.ChoiceField(label="报表")
    days = forms.TypedChoiceField(label="日期", coerce=int)
    hour = forms.TypedChoiceField(
        label="时刻", coerce=int, choices=[(hour, f"{hour}:00") for hour in HOURS]
    )
    to = forms.MultipleChoiceField(
        label="提醒对象", choices=RECIPIENTS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一种提醒对象。"},
        help_text="单位没有所选职责的人员时，提醒其全部填报人员。",
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label="站内信以外的渠道", choices=_BESIDE, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="站内信总是发送。短信只发到本人验证过的手机号，邮件只发到本人确认过的邮箱。",
    )  # fmt: skip

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = bool(actor.district_code)
        first, last = (DISTRICT_EARLIEST, DISTRICT_LATEST) if own else (EARLIEST, LATEST)
        fields: dict[str, Any] = self.fields
        fields["frequency"].choices = [(each.value, each.label) for each in frequencies()]
        fields["days"].choices = [(days, when_words(days)) for days in range(first, last + 1)]


class OwnForm(forms.Form):
    """A person's own reminders."""

    sms = forms.BooleanField(label="短信", required=False)
    email = forms.BooleanField(label="电子邮件", required=False)
    address = forms.EmailField(
        label="接收提醒的电子邮箱", required=False, max_length=254,
        error_messages={"invalid": "电子邮箱的格式不对，应形如 name@example.cn。"},
        help_text="换邮箱须先确认：平台向该邮箱发一封信，点开其中的链接后才会往那里发提醒。",
    )  # fmt: skip
    days_before = forms.TypedChoiceField(
        label="最早提前几天", coerce=int,
        choices=[(days, f"截止前{days}天" if days else "截止当天") for days in (15, 10, 7, 5, 3, 1, 0)],
        help_text="更早的提醒只发站内信。",
    )  # fmt: skip
    quiet_from = forms.TypedChoiceField(label="免打扰自", coerce=int, choices=_CLOCK)
    quiet_until = forms.TypedChoiceField(
        label="免打扰至", coerce=int, choices=_CLOCK,
        help_text="这段时间里的短信和邮件，到结束时再发；两个时刻相同即不设免打扰。",
    )  # fmt: skip
