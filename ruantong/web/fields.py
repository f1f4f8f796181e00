"""Form fields that more than one desk uses: text is normalised, and what is no text is named.

A box never cuts: text beyond the limit is refused with its length. Django's own boxes would take
private-use characters and stumble over NUL.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from ruantong.core.text import many_lines, one_line, text_fault
from ruantong.core.values import shown


class LineField(forms.CharField):
    """A text of one line, at most ``longest`` characters; messages name the field."""

    normalise = staticmethod(one_line)

    def __init__(self, *, label: str, longest: int, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {}).setdefault("required", f"请填写{label}。")
        self.longest = longest
        super().__init__(label=label, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The limit, which the page counts up to (static/js/limits.js)."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        return attrs if widget.is_hidden else {**attrs, "data-limit": self.longest}

    def to_python(self, value: Any) -> str:
        typed = str(value) if value not in self.empty_values else ""
        text: str = self.normalise(typed)
        if fault := text_fault(text, self.longest):
            raise forms.ValidationError(f"{self.label}{fault}。", code="text")
        return text


class LinesField(LineField):
    """A text of several lines."""

    normalise = staticmethod(many_lines)
    widget = forms.Textarea


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
