"""What districts and the city state about units, lists and contacts."""

from __future__ import annotations

from typing import Any

from django import forms

from ruantong.core.identifiers import mobile_fault, normalise_identifier, phone_fault, uscc_fault
from ruantong.core.periods import Frequency, Period
from ruantong.gateways import clock
from ruantong.registry import codes
from ruantong.registry.forms import BLANK, ChoiceField, text
from ruantong.registry.models import ReportingUnit
from ruantong.registry.rosters import FREQUENCY, period_after, period_before


def optional(label: str, limit: int, help_text: str = "") -> forms.CharField:
    """A one-line text that may stay empty."""
    field = text(label, limit, help_text)
    field.required = False
    return field


class UnitForm(forms.Form):
    """The facts of a unit that may change without a new registration."""

    name = text("单位详细名称", 120)
    division_code = ChoiceField("注册地行政区划")
    address = text("地址", 200)
    industry_code = ChoiceField("行业代码")
    park = ChoiceField("园区", required=False)
    category = ChoiceField("细分领域", required=False)
    contact_name = text("联系人", 64)
    contact_phone = text("联系电话", 20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division_code"].choices = BLANK + codes.choices("divisions")
        fields["industry_code"].choices = BLANK + codes.grouped_choices("industry")
        for name, key in (("park", "parks"), ("category", "local_fields")):
            listed = [(label, label) for _, label in codes.choices(key)]
            present = self.initial.get(name)
            if present and (present, present) not in listed:
                listed.append((present, present))
            fields[name].choices = [("", "不属于任何园区" if name == "park" else "未分类"), *listed]

    def clean_contact_phone(self) -> str:
        number = normalise_identifier(self.cleaned_data["contact_phone"])
        if mobile_fault(number) and (problem := phone_fault(number)):
            raise forms.ValidationError(f"{problem}；也可填11位手机号码。")
        return number


class RosterForm(forms.Form):
    """From which period a unit is on or off a list, and why."""

    first = ChoiceField("自哪一期起")
    reason = text("原因", 200)

    def __init__(self, roster: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["first"].choices = [
            (str(period), period.label) for period in near_periods(FREQUENCY[roster])
        ]

    def period(self) -> Period:
        """The chosen period."""
        return Period.parse(self.cleaned_data["first"])


class EntryForm(RosterForm):
    """Puts a unit on a list by its uscc."""

    uscc = text("统一社会信用代码", 40)
    field_order = ["uscc", "first", "reason"]

    def clean_uscc(self) -> str:
        code = normalise_identifier(self.cleaned_data["uscc"])
        if problem := uscc_fault(code):
            raise forms.ValidationError(problem + "。")
        if not ReportingUnit.objects.filter(uscc=code).exists():
            raise forms.ValidationError(f"名录中没有统一社会信用代码为“{code}”的单位。")
        return code


def near_periods(frequency: Frequency) -> list[Period]:
    """The current period first, then two later and six earlier ones."""
    today = clock.today()
    current = (
        Period(frequency, today.year, max(today.month - 1, 2))
        if frequency is Frequency.MONTHLY
        else Period(frequency, today.year - 1, 0)
    )
    later = [period_after(current)]
    later.append(period_after(later[0]))
    earlier = [period_before(current)]
    while len(earlier) < 6:
        earlier.append(period_before(earlier[-1]))
    return [current, *later, *earlier]
