"""Boxes of Django's forms carry their limit as data: a browser would cut at ``maxlength``."""

from __future__ import annotations

from django import forms

from ruantong.web.fields import LineField


class Form(forms.Form):
    text = forms.CharField(max_length=120, widget=forms.Textarea(attrs={"rows": 3}))
    line = forms.CharField(max_length=7)
    reason = LineField(label="原因", longest=1000)


def test_a_limit_is_data_for_the_page() -> None:
    html = str(Form()["text"]) + str(Form()["line"]) + str(Form()["reason"])
    assert "maxlength" not in html
    assert 'data-limit="120"' in html
    assert 'data-limit="7"' in html
    assert 'data-limit="1000"' in html
    assert 'rows="3"' in html
    assert " required" in html
