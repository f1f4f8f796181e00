"""A whole interchange document: read into a dossier, or refused in one Chinese line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.identifiers import make_uscc
from ruantong.core.interchange import Document, InterchangeError, parse_document
from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Period
from ruantong.core.regime import Regime

REGIMES: Mapping[str, Regime] = load_packs(packs_dir())
USCC = make_uscc("91500105MA55AMPL")
MONTHLY: dict[str, Any] = {
    "regime": "miit_software_2021",
    "period": "2024-05",
    "unit": {"uscc": USCC, "name": "示例公司", "district": "500105"},
    "forms": {"6": {"cells": {"2010": {"A": "5"}}}},
    "previous": {"6": {"cells": {"2010": {"A": "4"}}}},
    "year_ago": {"6": {"cells": {"2010": {"A": "3"}}}},
}
ANNUAL: dict[str, Any] = {
    **MONTHLY,
    "period": "2023",
    "forms": {"2": {"cells": {"B00": {"A": "5"}}}},
    "previous": None,
    "year_ago": {"2": {"cells": {"B00": {"A": "4"}}}},
    "december": {"6": {"cells": {"2010": {"A": "3"}}}},
}


def read(document: Mapping[str, Any]) -> Document:
    return parse_document(json.dumps(document), REGIMES)


def refusal(text: str) -> str:
    with pytest.raises(InterchangeError) as caught:
        parse_document(text, REGIMES)
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 300
    return caught.value.message


def test_a_monthly_document_becomes_a_dossier() -> None:
    document = read(MONTHLY)
    assert document.regime.key == "miit_software_2021"
    assert document.period == Period.parse("2024-05")
    assert document.faults == []
    assert document.notices == ()
    dossier = document.dossier
    assert (dossier.unit.uscc, dossier.unit.district) == (USCC, "500105")
    assert dossier.forms["6"].value("2010", "A") == 500
    assert dossier.previous is not None
    assert dossier.previous["6"].value("2010", "A") == 400
    assert dossier.year_ago is not None
    assert dossier.year_ago["6"].value("2010", "A") == 300
    assert dossier.december is None


def test_an_annual_document_knows_last_year_by_both_names_and_the_december_month() -> None:
    dossier = read(ANNUAL).dossier
    assert dossier.previous == dossier.year_ago
    assert dossier.year_ago is not None
    assert dossier.year_ago["2"].value("B00", "A") == 400
    assert dossier.december is not None
    assert dossier.december["6"].value("2010", "A") == 300


def test_rosters_of_the_unit_are_optional() -> None:
    unit = {**MONTHLY["unit"], "lists": ["form7"]}
    assert read({**MONTHLY, "unit": unit}).unit.lists == {"form7"}
    assert read(MONTHLY).unit.lists == frozenset()


def test_comparison_forms_are_optional_and_their_faults_say_where_they_are() -> None:
    document = {key: MONTHLY[key] for key in ("regime", "period", "unit", "forms")}
    assert read(document).dossier.previous is None
    faulty = {**MONTHLY, "year_ago": {"6": {"cells": {"2010": {"A": "x"}}}}}
    assert [fault.cell for fault in read(faulty).faults] == ["year_ago.6.2010.A"]


def test_a_period_served_after_the_validity_carries_a_notice() -> None:
    [notice] = read({**MONTHLY, "period": "2024-11"}).notices
    assert "2024-10-31" in notice
    assert "市级决定" in notice


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"regime": "other"}, "没有制度版本“other”"),
    ({"regime": 3}, "缺少制度版本"),
    ({"period": "2024-13"}, "月报没有"),
    ({"period": "2024-01"}, "没有1月份月报"),
    ({"period": 2024}, "缺少报告期"),
    ({"period": "2025-03"}, "有效期至2024-10-31）不适用于2025年1—3月"),
    ({"period": "2025-03"}, "应使用miit_software_2024"),
    ({"period": "2021-04"}, "不适用于2021年1—4月"),
    ({"period": "2024-Q1"}, "不适用于"),
    ({"unit": None}, "unit应为对象"),
    ({"unit": {**MONTHLY["unit"], "uscc": USCC[:-1]}}, "17位"),
    ({"unit": {**MONTHLY["unit"], "uscc": ""}}, "缺少统一社会信用代码"),
    ({"unit": {**MONTHLY["unit"], "uscc": "9" * 18}}, "校验不通过"),
    ({"unit": {**MONTHLY["unit"], "name": " "}}, "缺少单位详细名称"),
    ({"unit": {**MONTHLY["unit"], "name": "x" * 121}}, "不超过120个字"),
    ({"unit": {**MONTHLY["unit"], "name": "公司\x00"}}, "单位详细名称"),
    ({"unit": {**MONTHLY["unit"], "district": "500999"}}, "41个报送区县"),
    ({"unit": {**MONTHLY["unit"], "park": "1"}}, "不认识的键“park”"),
    ({"unit": {**MONTHLY["unit"], "lists": "form7"}}, "unit.lists"),
    ({"forms": None}, "缺少forms"),
    ({"forms": []}, "forms"),
    ({"previous": [1]}, "previous"),
    ({"period": "2024-02"}, "没有上期"),
    ({"december": {"6": {}}}, "december只用于年报"),
    ({"extra": 1}, "不认识的键“extra”"),
]


@pytest.mark.parametrize(("change", "part"), WRONG)
def test_a_document_that_cannot_be_taken(change: dict[str, Any], part: str) -> None:
    assert part in refusal(json.dumps({**MONTHLY, **change}))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "不是JSON：第1行第1列"),
        ("{", "不是JSON"),
        ('{"a": 1,\n x}', "第2行第2列"),
        ("null", "应为对象"),
        ("[]", "应为对象"),
        ('{"regime": "a", "regime": "b"}', "键“regime”重复"),
        ("[" * 100_000, "嵌套过深"),
        ('{"a":' * 100_000, "嵌套过深"),
        ('"' + "x" * 2_000_001 + '"', "文件过大"),
        ('"' + "软" * 700_000 + '"', "文件过大"),
    ],
)
def test_a_text_that_is_no_document(text: str, part: str) -> None:
    assert part in refusal(text)


@pytest.mark.parametrize("number", ["1.5", "1e400", "9" * 10_000, "NaN", "-Infinity"])
def test_numbers_without_quotes_are_cell_faults(number: str) -> None:
    text = json.dumps(MONTHLY).replace('{"A": "5"}', f'{{"A": {number}}}')
    [fault] = parse_document(text, REGIMES).faults
    assert fault.cell == "6.2010.A"
    assert f"不带引号的数{number[:8]}" in fault.message
    assert "数也须加引号" in fault.message


def test_byte_order_mark_is_no_fault() -> None:
    assert parse_document("\ufeff" + json.dumps(MONTHLY), REGIMES).faults == []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)
KEYS = st.sampled_from([*MONTHLY, "december", "6", "cells", "2010", "A"])


@given(st.dictionaries(KEYS, JSON_VALUES, max_size=7), st.booleans())
def test_no_document_raises_anything_else(change: dict[str, Any], whole: bool) -> None:
    text = json.dumps({**MONTHLY, **change} if whole else change)
    with suppress(InterchangeError):
        parse_document(text, REGIMES)


@given(st.text(max_size=200))
def test_no_text_raises_anything_else(text: str) -> None:
    with pytest.raises(InterchangeError):
        parse_document(text, REGIMES)


@given(JSON_VALUES, JSON_VALUES, JSON_VALUES)
def test_no_content_of_a_form_raises(head: Any, cells: Any, rows: Any) -> None:
    forms = {"1": {"head": head, "cells": cells, "rows": rows}, "4": rows, "2": cells}
    document = read({**ANNUAL, "forms": forms})
    assert all("\n" not in fault.message for fault in document.faults)
