"""What the city enters into the calendar: a ruling, a unit's extension, days of the holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q

from ruantong.core.deadlines import ROLE_LABELS
from ruantong.core.identifiers import normalise_identifier
from ruantong.core.limits import UNIT_NAME
from ruantong.core.periods import Period
from ruantong.core.values import shown
from ruantong.registry.models import ReportingUnit
from ruantong.registry.queries import former_name_has
from ruantong.returns.models import LONGEST_REASON, DeadlineRuling, HolidayEdit
from ruantong.web.fields import DayField, LineField, LinesField
from ruantong.web.folding import matching

MOST_UNITS = 8  # candidates offered when a name is not unique
SHORTEST_SEARCH = 2


def _reason(example: str) -> LinesField:
    return LinesField(
        label="理由",
        longest=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=example,
    )


class _PeriodForm(forms.Form):
    """A form about one of the periods of the year on the page."""

    period = forms.ChoiceField(label="报告期", error_messages={"required": "请选择报告期。"})

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        periods: Sequence[Period],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=self.name, initial=dict(initial or {}))
        choices = [(str(period), period.label) for period in periods]
        self.fields["period"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]

    name = ""

    def clean_period(self) -> Period:
        return Period.parse(self.cleaned_data["period"])


class RulingForm(_PeriodForm):
    """裁定: the date of one role for everybody."""

    name = "rule"
    role = forms.ChoiceField(label="级别", choices=list(ROLE_LABELS.items()))
    kind = forms.ChoiceField(label="类别", choices=DeadlineRuling.KINDS)
    date = DayField(label="截止日期", help_text="含当日，至24:00；也可写明现行日期予以确认")
    reason = _reason("随裁定公布，企业和区县都能看到")
    field_order = ("period", "role", "kind", "date", "reason")


class ExtensionForm(_PeriodForm):
    """个别延期: found by name or code; when several fit, one of them is picked."""

    name = "extend"
    unit = LineField(
        label="单位",
        longest=UNIT_NAME,
        help_text="名称（可只写一部分）或统一社会信用代码",
        error_messages={"required": "请填写单位名称或统一社会信用代码。"},
    )
    unit_id = LineField(label="单位", longest=20, required=False, widget=forms.HiddenInput)
    date = DayField(label="延至", help_text="含当日，至24:00；只对该单位有效")
    reason = _reason("该单位及所在区县能看到")
    field_order = ("unit", "period", "date", "reason")

    candidates: tuple[ReportingUnit, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = cleaned.get("unit")
        if not isinstance(text, str):
            return cleaned
        found = find_units(text)
        picked = [unit for unit in found if str(unit.pk) == cleaned.get("unit_id")]
        if not found:
            self.add_error("unit", f"没有名称或代码含“{shown(text)}”的单位，请核对。")
        elif len(found) > 1 and not picked:
            self.candidates = tuple(found[:MOST_UNITS])
            more = f"前{MOST_UNITS}家" if len(found) > MOST_UNITS else f"{len(found)}家"
            self.add_error(
                "unit",
                f"名称或代码含“{shown(text)}”的单位不止一家，请在{more}中选一家，或写得更全。",
            )
        else:
            cleaned["unit"] = (picked or found)[0]
        return cleaned


def find_units(text: str) -> list[ReportingUnit]:
    """Units by exact code or name, else by part of either; one more than are offered at most."""
    exact = list(
        ReportingUnit.objects.filter(Q(uscc=normalise_identifier(text)) | Q(name=text))[:2]
    )
    if exact or len(text) < SHORTEST_SEARCH:
        return exact
    found = matching(ReportingUnit.objects.all(), ("name", "uscc", former_name_has), text)
    return list(found.order_by("name", "pk")[: MOST_UNITS + 1])


class HolidayForm(forms.Form):
    """Days of one arrangement, or the correction of some."""

    name = "holiday"
    first = DayField(label="首日")
    last = DayField(label="末日", required=False, help_text="只有一天时不填")
    kind = forms.ChoiceField(label="类别", choices=HolidayEdit.KINDS)
    festival = LineField(
        label="节日", required=False, longest=20, help_text="如“端午节”；移出安排时不填"
    )
    reason = _reason("如国务院办公厅通知的文号")

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=self.name)
