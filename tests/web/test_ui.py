"""The small pieces of every page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template

from ruantong.core.lifecycle import STATE_LABELS, State
from ruantong.core.periods import Period


def drawn(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1234567.50", "1,234,567.50"),
        ("-1234", "-1,234"),
        ("0.00", "0.00"),
        ("999", "999"),
        ("", ""),
        (None, ""),
        ("12a4", "12a4"),
        (1234, "1,234"),
    ],
)
def test_amounts_are_grouped_and_never_rounded(typed: object, shown: str) -> None:
    assert drawn("{{ x|amount }}", x=typed) == shown


def test_days_and_moments_are_of_shanghai() -> None:
    late = datetime(2024, 6, 11, 16, 30, tzinfo=UTC)
    assert drawn("{{ x|day }}", x=date(2024, 6, 12)) == "2024年6月12日 周三"
    assert drawn("{{ x|day }}", x=late) == "2024年6月12日 周三"
    assert drawn("{{ x|moment }}", x=late) == "2024-06-12 00:30"
    assert drawn("{{ x|moment }}", x=None) == ""


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_words(state: State) -> None:
    assert STATE_LABELS[state] in drawn("{% state_tag x %}", x=state.value)
    assert STATE_LABELS[state] in drawn("{% state_tag x %}", x=SimpleNamespace(state=state.value))


def test_late_is_said_only_when_it_is_so() -> None:
    filed = {"state": State.SUBMITTED.value, "revision": 1, "due_on": date(2024, 6, 12)}
    assert "迟报" in drawn("{% timing_tag x %}", x=SimpleNamespace(**filed, late=True))
    assert drawn("{% timing_tag x %}", x=SimpleNamespace(**filed, late=False)) == ""


def test_a_tag_escapes_its_text() -> None:
    assert "&lt;b&gt;" in drawn("{% tag x %}", x="<b>")


class Two(forms.Form):
    name = forms.CharField(
        label="名称", help_text="全称", error_messages={"required": "请填写名称。"}
    )
    note = forms.CharField(label="备注", required=False)


def test_a_field_ties_hint_and_error_to_its_control() -> None:
    page = drawn("{% field form.name %}", form=Two({}))
    assert '<label class="field__label" for="id_name">名称</label>' in page
    assert 'aria-describedby="id_name_hint id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert "请填写名称。" in page
    assert "（选填）" in drawn("{% field form.note %}", form=Two())


def test_the_error_summary_counts_and_links() -> None:
    form = Two({})
    form.add_error(None, "整体不对。")
    page = drawn("{% error_summary form %}", form=form)
    assert "有2处需要更正" in page
    assert '<a href="#id_name">请填写名称。</a>' in page
    assert drawn("{% error_summary form %}", form=Two({"name": "有"})) == ""


def test_amounts_in_a_sentence_are_grouped_and_codes_are_not() -> None:
    said = "主营业务收入(2010)为 1234567.00，上年 2023 年 -4321.5，比上期的 999.00，第 20211 行"
    assert drawn("{{ said|grouped }}", said=said) == (
        "主营业务收入(2010)为 1,234,567.00，上年 2023 年 -4,321.5，比上期的 999.00，第 20211 行"
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("{% export_links_of %}", "?"),
        ("{% export_links_of '?' %}", "?"),
        ("{% export_links_of '?view=country' %}", "?view=country&amp;"),
        ("{% export_links_of 'a=1' period='2024-05' %}", "?a=1&amp;period=2024-05&amp;"),
    ],
)
def test_the_exports_of_a_page_keep_what_its_address_states(written: str, kept: str) -> None:
    found = drawn(written)
    assert f'href="{kept}export=xlsx"' in found
    assert f'href="{kept}export=csv"' in found


def test_no_page_writes_the_exports_of_its_table_by_hand() -> None:
    """They stand at the same end of the bar everywhere."""
    templates = list(Path("ruantong").rglob("templates/**/*.html"))
    assert templates
    assert [str(each) for each in templates if "export=csv" in each.read_text("utf-8")] == []


def test_a_period_is_told_in_words() -> None:
    assert drawn("{{ x|period_label }}", x="2024-05") == "2024年1—5月"
    assert drawn("{{ x|period_label }}", x=Period.parse("2024")) == "2024年年报"
