"""What the system administrator states about an account."""

from __future__ import annotations

from typing import Any

from django import forms

from ruantong.accounts.actions import ASSIGNABLE, MANAGED
from ruantong.accounts.names import email_problem, phone_problem, username_problem
from ruantong.accounts.proposal_kinds import WEIGHTY
from ruantong.core.identifiers import normalise_phone
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.core.limits import EMAIL, MOBILE, PERSON
from ruantong.registry.fields import BLANK, ChoiceField, district_choices, reason_field, text
from ruantong.registry.survey import codes
from ruantong.web.fields import LineField


class RoleForm(forms.Form):
    """A role and the area it is bound to."""

    role = ChoiceField("角色")
    district = ChoiceField("报送区县", required=False, help_text="角色为区县管理员时必选。")
    park = ChoiceField("园区", required=False, help_text="角色为产业园区时必选。")
    roles: tuple[Role, ...] = MANAGED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["role"].choices = BLANK + [(role.value, ROLE_LABELS[role]) for role in self.roles]
        fields["district"].choices = district_choices()
        fields["park"].choices = BLANK + [(name, name) for _, name in codes.choices("parks")]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("role") == Role.DISTRICT.value and not given.get("district"):
            self.add_error("district", "区县管理员账户须指定报送区县。")
        if given.get("role") == Role.PARK.value and not given.get("park"):
            self.add_error("park", "产业园区账户须指定园区。")
        return given

    def role_and_area(self) -> dict[str, Any]:
        """Keywords of the actions; an area that the role does not have is left out."""
        role = Role(self.cleaned_data["role"])
        return {
            "role": role,
            "district_code": self.cleaned_data["district"] if role is Role.DISTRICT else "",
            "park": self.cleaned_data["park"] if role is Role.PARK else "",
        }


class ReasonForm(forms.Form):
    """Why something is done to an account; ``what`` names the reason on screen."""

    reason = reason_field("原因")

    def __init__(self, what: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = what


class ChangeRoleForm(RoleForm):
    """Another role for an account that is there, and why."""

    reason = reason_field("变更角色的原因")


class AccountForm(RoleForm):
    """A new account."""

    username = text(
        "用户名",
        64,
        "2至32位，以字母开头，可含字母、数字、下划线、点和连字符。",
        autocomplete="off",
    )
    display_name = text("姓名", PERSON, autocomplete="off")
    phone = text("手机号", MOBILE, autocomplete="off", inputmode="numeric")
    email = LineField(label="电子邮箱", longest=EMAIL, required=False)
    roles = (*ASSIGNABLE, *WEIGHTY)  # those of weight are proposed, not made
    field_order = ["role", "district", "park", "username", "display_name", "phone", "email"]

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"].strip()
        if problem := username_problem(name):
            raise forms.ValidationError(problem)
        return name

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if problem := phone_problem(phone):
            raise forms.ValidationError(problem)
        return phone

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        if email and (problem := email_problem(email)):
            raise forms.ValidationError(problem)
        return email

    def account(self) -> dict[str, Any]:
        """Keywords of :func:`ruantong.accounts.actions.assign_account`."""
        return self.role_and_area() | self.person()

    def person(self) -> dict[str, Any]:
        """Who it is for, without the role."""
        names = ("username", "display_name", "phone", "email")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def proposes(self) -> bool:
        """What has weight takes a second person (docs/adr/0105)."""
        return Role(self.cleaned_data["role"]) in WEIGHTY
