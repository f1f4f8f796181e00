"""用户注册: what an enterprise states about itself, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from ruantong.accounts.forms import password_field
from ruantong.accounts.names import email_problem, username_problem
from ruantong.accounts.passwords import faults, hint
from ruantong.core.identifiers import normalise_identifier, uscc_fault
from ruantong.core.lifecycle import Role
from ruantong.core.limits import ADDRESS, CELL, EMAIL, PERSON, UNIT_NAME
from ruantong.core.scope import PLACES
from ruantong.core.values import ValueFault, format_number, parse_number
from ruantong.registry.fields import BLANK, ChoiceField, district_choices, text, zone_names
from ruantong.registry.models import Registration
from ruantong.registry.queries import uscc_problem
from ruantong.registry.survey import codes, scope
from ruantong.web import scans
from ruantong.web.fields import LineField


class FigureField(LineField):
    """An amount with two places, kept as its exact text; may stay empty."""

    def __init__(self, label: str) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, longest=CELL, required=False, widget=widget)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        try:
            return format_number(parse_number(text, decimals=PLACES), PLACES)
        except ValueFault as fault:
            raise forms.ValidationError(f"{self.label}{fault.message}。") from fault


class ScopeForm(forms.Form):
    """The main activity, and the revenues by which the scope is assessed."""

    scope = forms.ChoiceField(
        label="纳统类别（自评）",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择符合的一种纳统类别。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["scope"].choices = [(kind.key, kind.label) for kind in scope.kinds()]
        stated = self.initial.get("scope_figures") or {}
        for key, name in scope.figures().items():
            self.fields[f"figure_{key}"] = FigureField(f"{name}（{scope.unit_of_money()}）")
            self.initial.setdefault(f"figure_{key}", stated.get(key, ""))

    def figure_fields(self) -> list[forms.BoundField]:
        """The boxes of the revenues."""
        return [self[name] for name in self.fields if name.startswith("figure_")]

    def clean(self) -> dict[str, Any]:
        """The revenues stand under ``scope_figures``, those left empty left out."""
        given = self.cleaned_data
        boxes = [name for name in self.fields if name.startswith("figure_")]
        stated = {name.removeprefix("figure_"): given.pop(name, "") for name in boxes}
        given["scope_figures"] = {key: text for key, text in stated.items() if text}
        return given


class EnterpriseForm(ScopeForm):
    """What is stated about the enterprise and its statistician, without the account."""

    uscc = text(
        "统一社会信用代码",
        40,
        "营业执照上的18位代码，平台按国家标准核对校验位。",
        autocomplete="off",
    )
    unit_name = text(
        "单位详细名称", UNIT_NAME, "与营业执照、单位公章一致。", autocomplete="organization"
    )
    district = ChoiceField("报送区县", help_text="负责审核本单位报表的区县。")
    division_code = ChoiceField("注册地行政区划", help_text="营业执照住所所在的区县。")
    address = text("注册地址", ADDRESS, autocomplete="street-address")
    industry_code = ChoiceField(
        "行业代码",
        help_text="国民经济行业分类小类，按主要业务活动选一项。",
        widget=forms.Select(attrs={"data-search": ""}),
    )
    licence = forms.FileField(
        label="营业执照扫描件",
        help_text="PDF、PNG或JPEG，不超过5MB；只供审批人员核对，不对外公开。",
        error_messages={
            "required": "请上传营业执照扫描件。",
            "empty": "文件内容为空，请重新选择营业执照扫描件。",
        },
    )
    contact_name = text("填报人姓名", PERSON, autocomplete="name")
    email = LineField(
        label="电子邮箱",
        longest=EMAIL,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, present: Registration | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present
        fields: dict[str, Any] = self.fields
        fields["district"].choices = district_choices()
        if zones := "、".join(zone_names()):
            fields[
                "district"
            ].help_text = f"负责审核本单位报表的区县或功能区。注册在{zones}的单位选功能区。"
            fields[
                "division_code"
            ].help_text = "营业执照住所所在的区县；功能区不是行政区划，请选实际所在区县。"
        fields["division_code"].choices = BLANK + codes.choices("divisions")
        fields["industry_code"].choices = BLANK + codes.grouped_choices("industry")
        if present is not None and present.licence:
            fields["licence"].required = False
            fields[
                "licence"
            ].help_text = "已上传过；需要更换时再选择文件。PDF、PNG或JPEG，不超过5MB。"

    def clean_uscc(self) -> str:
        code = normalise_identifier(self.cleaned_data["uscc"])
        problem = uscc_fault(code) or uscc_problem(code, besides=self.present)
        if problem:
            raise forms.ValidationError(problem.rstrip("。") + "。")
        return code

    def clean_licence(self) -> Any:
        file = self.cleaned_data["licence"]
        if file and (problem := scans.problem(file, "营业执照")):
            raise forms.ValidationError(problem)
        return file

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        if email and (problem := email_problem(email)):
            raise forms.ValidationError(problem)
        return email


class NewAccountForm(forms.Form):
    """The account of somebody whose phone is proven. ``about``: label → box, what else the password may
    not repeat.
    """

    about: Mapping[str, str] = {}

    username = text(
        "用户名", 64, "2至32位，以字母开头，可含字母、数字、下划线、点和连字符。",
        autocomplete="username", autocapitalize="none",
    )  # fmt: skip
    password = password_field("密码", "new-password")
    again = password_field("再次输入密码", "new-password")

    def __init__(self, *args: Any, phone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phone = phone
        self.fields["password"].help_text = hint(Role.RESPONDENT)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"].strip()
        if problem := username_problem(name):
            raise forms.ValidationError(problem)
        return name

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        stated = {"用户名": "username", **self.about}
        facts = {label: [self.data.get(name, "")] for label, name in stated.items()}
        if problems := faults(password, facts | {"手机号": [self.phone]}, Role.RESPONDENT):
            raise forms.ValidationError(problems)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError("两次输入的密码不一致。")
        return again


class RegistrationForm(NewAccountForm, EnterpriseForm):
    """The enterprise and the account it will sign in with."""

    about = {
        "姓名": "contact_name",
        "电子邮箱": "email",
        "单位名称": "unit_name",
        "统一社会信用代码": "uscc",
    }
