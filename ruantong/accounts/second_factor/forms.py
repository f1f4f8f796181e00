"""What is typed about second factors."""

from __future__ import annotations

from django import forms

from ruantong.accounts.second_factor.models import NAME
from ruantong.core.identifiers import normalise_identifier
from ruantong.web.fields import LineField


class FactorCodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = LineField(
        label="动态口令或恢复码",
        longest=40,
        help_text="应用当前显示的6位数字；设备不在身边时填写一个恢复码。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
        error_messages={"required": "请填写动态口令或恢复码。"},
    )

    def clean_code(self) -> str:
        return normalise_identifier(self.cleaned_data["code"])


class FactorNameForm(forms.Form):
    """What the person calls the device."""

    name = LineField(
        label="设备名称",
        longest=NAME,
        help_text="便于日后辨认，如“我的手机”“办公室安全密钥”。",
        error_messages={"required": "请填写设备名称。"},
    )


class AuthenticatorForm(FactorNameForm):
    """A new app, with the first code it shows."""

    code = LineField(
        label="应用显示的6位数字",
        longest=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "请填写应用显示的6位数字。"},
    )

    def clean_code(self) -> str:
        code = normalise_identifier(self.cleaned_data["code"])
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            raise forms.ValidationError(f"“{code}”不是6位数字，请填写应用当前显示的动态口令。")
        return code


class PasskeyForm(FactorNameForm):
    """A new passkey; the browser's answer comes along unseen."""

    passkey = forms.CharField(widget=forms.HiddenInput, required=False)
