"""What people type about accounts, checked; messages name the field, the value, the expected."""

from __future__ import annotations

from typing import Any

from django import forms

from ruantong.accounts.models import User
from ruantong.accounts.passwords import facts_of, faults, hint
from ruantong.core.identifiers import mobile_fault, normalise_identifier, normalise_phone
from ruantong.core.limits import MOBILE
from ruantong.core.phones import parse_phone
from ruantong.web.fields import LineField


def password_field(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    """A password box that password managers understand and that keeps blanks as typed."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=128,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": f"请{label}。" if label.startswith("再次") else f"请填写{label}。",
            "max_length": _too_long("密码", 128),
        },
    )


def _too_long(label: str, most: int) -> str:
    return f"{label}过长，应不超过{most}个字符（现为%(show_value)d个）。"


class SignInForm(forms.Form):
    """用户名或手机号 + 密码."""

    username = LineField(
        label="用户名或手机号",
        longest=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={
            "required": "请填写用户名或手机号。",
            "max_length": _too_long("用户名或手机号", 64),
        },
    )
    password = password_field("密码", "current-password")

    def clean_username(self) -> str:
        text: str = self.cleaned_data["username"]
        return str(parse_phone(text) or text)


class PhoneForm(forms.Form):
    """The phone a code is sent to."""

    phone = LineField(
        label="注册手机号",
        longest=MOBILE,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "numeric"}),
        error_messages={
            "required": "请填写注册手机号。",
            "max_length": _too_long("注册手机号", 20),
        },
    )

    def clean_phone(self) -> str:
        return normalise_phone(self.cleaned_data["phone"])


class ActivationForm(forms.Form):
    """The activation number that an administrator handed over."""

    activation = LineField(
        label="激活码",
        longest=40,
        help_text="管理员交给您的12位字母和数字，不分大小写，连字符可不填。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": "请填写激活码。", "max_length": _too_long("激活码", 40)},
    )


class CodeForm(forms.Form):
    """The code that was sent."""

    code = LineField(
        label="短信验证码",
        longest=12,
        help_text="6位数字，5分钟内有效，只能使用一次。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={
            "required": "请填写短信验证码。",
            "max_length": _too_long("短信验证码", 12),
        },
    )

    def clean_code(self) -> str:
        code = normalise_identifier(self.cleaned_data["code"])
        if not (len(code) == 6 and code.isdigit()):
            raise forms.ValidationError("短信验证码应为6位数字。")
        return code


class NewPasswordForm(forms.Form):
    """A new password, typed twice; the present one too unless the user has just proved himself."""

    current = password_field("当前密码", "current-password")
    new = password_field("新密码", "new-password")
    again = password_field("再次输入新密码", "new-password")

    def __init__(self, user: User, *args: Any, ask_current: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = hint(user.role)
        if not ask_current:
            del self.fields["current"]

    def clean_current(self) -> str:
        text: str = self.cleaned_data["current"]
        if not self.user.check_password(text):
            raise forms.ValidationError("当前密码不正确。")
        return text

    def clean_new(self) -> str:
        text: str = self.cleaned_data["new"]
        if problems := faults(text, facts_of(self.user), self.user.role):
            raise forms.ValidationError(problems)
        if self.user.check_password(text):
            raise forms.ValidationError("新密码不能与当前密码相同。")
        return text

    def clean_again(self) -> str:
        text: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and text != self.cleaned_data["new"]:
            raise forms.ValidationError("两次输入的新密码不一致。")
        return text


class NewPhoneForm(forms.Form):
    """A phone number to be proven by a code, confirmed with the password."""

    phone = LineField(
        label="手机号",
        help_text="填您本人的手机号，下一步凭发到该手机的验证码确认。",
        longest=MOBILE,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "numeric"}),
        error_messages={
            "required": "请填写手机号。",
            "max_length": _too_long("手机号", 20),
        },
    )
    password = password_field("当前密码", "current-password")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if fault := mobile_fault(phone):
            raise forms.ValidationError(fault + "。")
        return phone

    def clean_password(self) -> str:
        text: str = self.cleaned_data["password"]
        if not self.user.check_password(text):
            raise forms.ValidationError("当前密码不正确。")
        return text
