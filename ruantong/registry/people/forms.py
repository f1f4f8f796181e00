"""What is stated about the people of a unit."""

from __future__ import annotations

from typing import Any

from django import forms

from ruantong.core.identifiers import mobile_fault, normalise_phone
from ruantong.core.limits import MOBILE, PERSON
from ruantong.core.posts import POST_CHOICES, SUBMITTERS, Post, Submitters
from ruantong.registry.fields import ChoiceField, text
from ruantong.registry.people.persons import form_numbers
from ruantong.registry.registration.forms import NewAccountForm


class PlaceForm(forms.Form):
    """A post, and the forms that somebody fills."""

    post = ChoiceField("职责", choices=POST_CHOICES)
    forms_filled = forms.MultipleChoiceField(
        label="分管报表",
        required=False,
        help_text="分表填报时勾选；都不勾选的，可以填写全部报表。",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "分管报表“%(value)s”不在可选范围内，请从列表中选择。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["forms_filled"].choices = list(form_numbers().items())

    def place(self) -> dict[str, Any]:
        """Keywords of the verbs."""
        return {
            "post": Post(self.cleaned_data["post"]),
            "forms": self.cleaned_data["forms_filled"],
        }


class InviteForm(PlaceForm):
    """Whom to ask."""

    name = text("姓名", PERSON, autocomplete="off")
    phone = text(
        "手机号", MOBILE, "邀请链接只发到这个手机，7天内有效。",
        autocomplete="off", inputmode="numeric",
    )  # fmt: skip
    field_order = ["name", "phone", "post", "forms_filled"]

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if fault := mobile_fault(phone):
            raise forms.ValidationError(fault + "。")
        return phone


class SubmittersForm(forms.Form):
    """Who may 确定上报."""

    submitters = ChoiceField(
        "确定上报、撤回由", choices=[(key.value, label) for key, label in SUBMITTERS.items()]
    )

    def chosen(self) -> Submitters:
        return Submitters(self.cleaned_data["submitters"])


class JoinForm(NewAccountForm):
    """The account of somebody who was invited and has none."""

    about = {"姓名": "display_name"}
    field_order = ("display_name",)

    display_name = text("姓名", PERSON, autocomplete="name")
