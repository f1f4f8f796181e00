"""Boxes that several forms of the register share, with messages that name the field."""

from __future__ import annotations

from typing import Any

from django import forms

from ruantong.core.limits import REASON
from ruantong.core.reasons import reason_fault
from ruantong.registry.models import District
from ruantong.web.fields import LineField

BLANK = [("", "请选择")]


def text(label: str, limit: int, help_text: str = "", **attributes: str) -> LineField:
    """A one-line text box whose messages name the field."""
    widget = forms.TextInput(attrs=attributes)
    return LineField(label=label, longest=limit, help_text=help_text, widget=widget)


class ChoiceField(forms.ChoiceField):
    """A choice whose messages name the field."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        messages = {
            "required": f"请选择{label}。",
            "invalid_choice": f"{label}“%(value)s”不在可选范围内，请从列表中选择。",
        }
        super().__init__(label=label, error_messages=messages, **kwargs)


def district_choices() -> list[Any]:
    """The reporting districts; functional zones apart, because they are no divisions."""
    listed = list(District.objects.all())
    groups = [
        ("区县", [(each.code, each.name) for each in listed if not each.zone]),
        ("功能区（按区县管理）", [(each.code, each.name) for each in listed if each.zone]),
    ]
    return [*BLANK, *(group for group in groups if group[1])]


def zone_names() -> list[str]:
    """The functional zones that review as districts do."""
    return list(District.objects.filter(zone=True).values_list("name", flat=True))


def reason_field(what: str) -> LineField:
    """Why an officer does something, by the one rule for reasons."""

    def check(said: str) -> None:
        if fault := reason_fault(said, what):
            raise forms.ValidationError(fault)

    field = text("原因", REASON)
    field.error_messages["required"] = f"请写明{what}。"
    field.validators.append(check)
    return field
