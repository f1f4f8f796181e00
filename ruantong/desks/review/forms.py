"""What a reviewer may write: a question, a reason or an opinion, always bound to a cell or a rule.

There is no field for a value anywhere (依法审核, mission §3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms

from ruantong.core.cells import spec_of
from ruantong.core.limits import REASON as LONGEST
from ruantong.core.periods import Period, PeriodFault
from ruantong.core.regime import Regime
from ruantong.core.values import ValueFault
from ruantong.returns.reading.targets import computed_fault
from ruantong.web.fields import LineField, LinesField

Choices = list[tuple[str, str]]


def _with_blank(findings: Choices | Callable[[], Choices]) -> Choices:
    return [("", "请选择"), *(findings() if callable(findings) else findings)]


class BoundTextForm(forms.Form):
    """A text bound either to one finding or to one cell of the return."""

    target = forms.ChoiceField(label="针对审核发现", required=False)
    cell = LineField(
        label="或针对单元格",
        required=False,
        longest=60,
        help_text="两项选一项；输入指标代码或名称检索",
    )
    text = LinesField(label="内容", longest=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        regime: Regime,
        findings: Choices | Callable[[], Choices],
        label: str,
        prefix: str,
        cells: str = "cells",
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.regime = regime
        self.fields["target"].choices = partial(_with_blank, findings)  # type: ignore[attr-defined]
        self.fields["target"].error_messages["invalid_choice"] = (
            "所选的审核发现不在这份报表中，请重新选择。"
        )
        self.fields["cell"].widget.attrs.update({"list": cells, "autocomplete": "off"})
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = f"请填写{label}。"

    def clean_cell(self) -> str:
        ref = str(self.cleaned_data["cell"]).strip()
        if ref:
            try:
                spec_of(self.regime, ref)
            except ValueFault as fault:
                raise forms.ValidationError(f"{fault.message}，应为“表.指标.栏”。") from None
            if problem := computed_fault(self.regime, ref):
                raise forms.ValidationError(problem)
        return ref

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [cleaned.get("target"), cleaned.get("cell")]
        if not self.errors and sum(map(bool, chosen)) != 1:
            said = "只能选一处" if all(chosen) else "请选择一处"
            raise forms.ValidationError(f"{said}：针对哪一条审核发现，或者针对哪一个单元格。")
        return cleaned

    @property
    def bound_to(self) -> str:
        """The finding or cell that the text is about; after validation."""
        return str(self.cleaned_data["target"] or self.cleaned_data["cell"])


class QuestionForm(forms.Form):
    """A question in the thread of one finding."""

    target = LineField(label="审核发现", longest=60)
    text = LinesField(
        label="提问", longest=LONGEST, error_messages={"required": "请写明要问什么。"}
    )


class WhyForm(forms.Form):
    """A written reason for an act that is not about one cell: unlocking, looking up a name."""

    text = LinesField(label="理由", longest=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Mapping[str, Any] | None = None, *, label: str, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = f"请填写{label}。"


class OpeningForm(forms.Form):
    """Opening a period; the decision is needed only when the edition has expired."""

    period = LineField(label="报告期", longest=20)
    decision = LinesField(
        label="市级决定",
        required=False,
        longest=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="报告期晚于制度有效期，须写明依据，将注明在报表上",
    )

    def clean_period(self) -> Period:
        try:
            return Period.read(self.cleaned_data["period"])
        except PeriodFault as fault:
            raise forms.ValidationError(f"{fault.message}。") from None
