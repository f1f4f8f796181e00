"""Form fields that more than one desk uses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from ruantong.core.values import shown


class DayField(forms.DateField):
    """A day as a date input sends it; the fault names what was typed."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ["%Y-%m-%d"]

    def to_python(self, value: Any) -> date | None:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            text = shown(str(value).strip())
            raise forms.ValidationError(f"“{text}”不是日期，应形如2024-06-12。") from None
