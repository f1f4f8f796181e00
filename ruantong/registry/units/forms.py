"""What districts and the city state about units, lists and contacts."""

from __future__ import annotations

from typing import Any

from django import forms

from ruantong.core.identifiers import (
    mobile_fault,
    normalise_identifier,
    normalise_phone,
    phone_fault,
    uscc_fault,
)
from ruantong.core.limits import ADDRESS, PERSON, PHONE, UNIT_NAME
from ruantong.core.periods import Period
from ruantong.registry.fields import BLANK, ChoiceField, district_choices, reason_field, text
from ruantong.registry.models import Absence, ReportingUnit
from ruantong.registry.survey import codes
from ruantong.registry.survey.periods import near_periods
from ruantong.registry.units.rosters import roster_named
from ruantong.web.fields import DayField, LineField


def optional(label: str, limit: int, help_text: str = "") -> LineField:
    """A one-line text that may stay empty."""
    field = text(label, limit, help_text)
    field.required = False
    return field


class UnitForm(forms.Form):
    """The facts of a unit that may change without a new registration."""

    division_code = ChoiceField("注册地行政区划")
    address = text("地址", ADDRESS)
    industry_code = ChoiceField("行业代码")
    park = ChoiceField("园区", required=False)
    category = ChoiceField("细分领域", required=False)
    contact_name = text("联系人", PERSON)
    contact_phone = text("联系电话", PHONE)

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
        number = normalise_phone(self.cleaned_data["contact_phone"])
        if mobile_fault(number) and (problem := phone_fault(number)):
            raise forms.ValidationError(f"{problem}；也可填11位手机号码。")
        return number


class LeaveForm(forms.Form):
    """退出名录 from a day on."""

    kind = ChoiceField("退出类别", choices=[*BLANK, *Absence.KINDS])
    on = DayField(label="退出日期", error_messages={"required": "请填写退出日期。"})
    into = optional("并入的单位", 40, "被合并的单位填写并入单位的统一社会信用代码，其他类别不填。")
    reason = reason_field("退出的原因")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        merged = given.get("kind") == Absence.MERGED
        code = normalise_identifier(given.get("into", ""))
        given["merged_into"] = None
        if merged and not code:
            self.add_error("into", "请填写并入单位的统一社会信用代码。")
        elif code and "kind" in given and not merged:
            self.add_error("into", "只有被合并的单位填写并入的单位，请核对退出类别。")
        elif code:
            given["merged_into"] = ReportingUnit.objects.filter(uscc=code).first()
            if given["merged_into"] is None:
                self.add_error("into", f"名录中没有统一社会信用代码为“{code}”的单位。")
        return given


class RejoinForm(forms.Form):
    """恢复在册."""

    on = DayField(
        label="恢复日期",
        required=False,
        help_text="自这一天起恢复；退出后至恢复前的报告期不补报。误办退出的不填，视同没有退出。",
    )
    reason = reason_field("恢复的原因")


class RenameForm(forms.Form):
    """更名 with the day it took effect."""

    name = text("新的单位详细名称", UNIT_NAME, "与变更后的营业执照一致。")
    on = DayField(label="更名日期", error_messages={"required": "请填写更名日期。"})
    reason = reason_field("更名的原因")


class MoveForm(forms.Form):
    """变更报送区县."""

    district = ChoiceField("新的报送区县")
    on = DayField(label="变更日期", error_messages={"required": "请填写变更日期。"})
    reason = reason_field("变更报送区县的原因")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["district"].choices = district_choices()


class RosterForm(forms.Form):
    """From which period a unit is on or off a list, and why."""

    first = ChoiceField("自哪一期起")
    reason = reason_field("列入或移出名单的原因")

    def __init__(self, roster: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["reason"].widget.attrs["placeholder"] = "原因（必填）"
        fields["first"].widget.attrs["class"] = "input--short"
        fields["first"].choices = [
            (str(period), period.label) for period in near_periods(roster_named(roster).frequency)
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
