"""A form and its figures become rows and cells: everything the screens show comes from here."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.cellref import parse_ref
from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Period
from ruantong.core.regime import Regime
from ruantong.returns.sheets.build import sheet_of
from ruantong.returns.sheets.model import Sheet, SheetCell
from tests.returns.story import growth_of

REGIMES = load_packs(packs_dir())
MAY = Period.parse("2024-05")
FILED = {
    "6": {
        "head": {"embedded": "2"},
        "cells": {
            "2010": {"A": "1000.00", "B": "900.00", "C": "780.00"},
            "2020": {"A": "400.50"},
            "2021": {"A": "3OO"},
        },
    }
}
APRIL = {"6": {"cells": {"2010": {"A": "780.00", "C": "580.00"}}}}
REPORT = {
    "findings": [
        {
            "key": "R6-02:A",
            "rule": "R6-02",
            "severity": "error",
            "outcome": "fail",
            "cells": ["6.2010.A", "6.2020.A"],
        },
        {
            "key": "R6-22:A",
            "rule": "R6-22",
            "severity": "query",
            "outcome": "fail",
            "cells": ["6.2020.A", "6.2050.A"],
        },
        {
            "key": "R6-08:A",
            "rule": "R6-08",
            "severity": "query",
            "outcome": "not_evaluated",
            "cells": ["6.2042.A"],
        },
    ]
}


def cells_of(laid_out: Sheet) -> list[SheetCell]:
    """Every present cell, those of items and lines among them."""
    rows = [cell for row in laid_out.all_rows() for cell in row.cells if cell.present]
    return rows + [c for g in laid_out.all_lines() for line in g.lines for c in line.cells]


@pytest.fixture
def regime() -> Regime:
    return REGIMES["miit_software_2021"]


def sheet(regime: Regime, code: str = "6", forms: Any = None, **given: Any) -> Sheet:
    given = {"editable": True, "period": MAY, **given}
    content = FILED if forms is None else forms
    growth = growth_of(regime, given["period"], content, given.get("previous_json"))
    return sheet_of(regime, regime.form[code], content, growth=growth, **given)


def cell(laid_out: Sheet, ref: str) -> SheetCell:
    return next(cell for cell in cells_of(laid_out) if cell.ref == ref)


def test_form_6_has_26_rows_and_two_titles_in_printed_order(regime: Regime) -> None:
    rows = sheet(regime).rows
    assert [row.code for row in rows[:4]] == ["2010", "2020", "2020a", "2021"]
    assert [row.code for row in rows if row.title] == ["2020a", "2020b"]
    assert len(rows) == 28
    assert all(row.title == (row.cells == ()) for row in rows)


def test_growth_is_computed_and_never_typed(regime: Regime) -> None:
    laid_out = sheet(regime, previous_json=APRIL)
    yoy, pop = cell(laid_out, "6.2010.D"), cell(laid_out, "6.2010.E")
    assert (yoy.text, pop.text) == ("11.11", "10.00")
    assert yoy.computed
    assert not yoy.typed
    assert yoy.formula.startswith("同比 =")


def test_the_first_period_of_a_year_has_no_month_before(regime: Regime) -> None:
    laid_out = sheet(regime, period=Period.parse("2024-02"), previous_json=APRIL)
    assert cell(laid_out, "6.2010.E").text == ""


def test_an_automatic_total_is_read_only_an_overridable_one_is_not(regime: Regime) -> None:
    laid_out = sheet(regime)
    total, embedded = cell(laid_out, "6.2020.A"), cell(laid_out, "6.2024.A")
    assert (total.computed, total.typed) == (True, False)
    assert (embedded.computed, embedded.typed) == (True, True)
    assert "当" not in embedded.formula, "it is said in words, not as the rule is written"
    assert embedded.formula.startswith(
        "自动计算：“是否有嵌入式系统软件业务”为“1 是”且硬件成本(2051)已填时，"
    )


def test_a_column_brought_over_is_locked(regime: Regime) -> None:
    laid_out = sheet(regime, locked={"6.2010.C"})
    assert not cell(laid_out, "6.2010.C").typed
    assert cell(laid_out, "6.2021.C").typed


def test_a_row_without_the_column_prints_a_dash(regime: Regime) -> None:
    orders = next(row for row in sheet(regime).rows if row.code == "2113")
    assert [cell.present for cell in orders.cells] == [True, False, False, False, False]


def test_what_could_not_be_understood_stays_in_its_cell(regime: Regime) -> None:
    typed = cell(sheet(regime, faults={"6.2021.A": "“3OO”不是数字"}), "6.2021.A")
    assert (typed.text, typed.fault) == ("3OO", "“3OO”不是数字")
    assert "is-fault" in typed.marks
    assert typed.described_by == "fault-6.2021.A"


def test_a_cell_carries_its_findings_and_the_gravest_mark(regime: Regime) -> None:
    laid_out = sheet(regime, report=REPORT)
    assert cell(laid_out, "6.2020.A").findings == ("R6-02:A", "R6-22:A")
    assert cell(laid_out, "6.2020.A").level == "error"
    assert cell(laid_out, "6.2050.A").level == "query"
    assert cell(laid_out, "6.2042.A").level == "unknown"
    assert cell(laid_out, "6.2020.A").described_by == "finding-R6-02:A finding-R6-22:A"


def test_a_finding_over_a_whole_column_is_not_marked_in_every_cell(regime: Regime) -> None:
    column = [f"6.{row.code}.A" for row in sheet(regime).rows if not row.title]
    copied = {"key": "R6-30", "severity": "query", "outcome": "fail", "cells": column}
    assert cell(sheet(regime, report={"findings": [copied]}), "6.2010.A").level == ""
    copied["cells"] = column[:2]
    assert cell(sheet(regime, report={"findings": [copied]}), "6.2010.A").level == "query"


def test_nothing_is_typed_into_a_sheet_for_reading(regime: Regime) -> None:
    assert not any(cell.typed for cell in cells_of(sheet(regime, editable=False)))


def test_the_head_question_keeps_its_answer(regime: Regime) -> None:
    (head,) = sheet(regime).heads
    assert (head.ref, head.text, head.answer) == ("6.head.embedded", "2", "否")


def test_another_submission_is_compared_cell_by_cell(regime: Regime) -> None:
    other = {"6": {"head": {"embedded": "1"}, "cells": {"2010": {"A": "990.00", "B": "900.00"}}}}
    laid_out = sheet(regime, compared_with=other)
    assert cell(laid_out, "6.2010.A").was == "990.00"
    assert cell(laid_out, "6.2010.B").was is None
    assert cell(laid_out, "6.2010.C").was == ""
    assert cell(laid_out, "6.2010.D").was is None
    assert laid_out.heads[0].was == "1"


def test_an_annual_form_shows_last_year_and_form_7_the_period_before(regime: Regime) -> None:
    year_ago = {"2": {"cells": {"B00": {"A": "88.00"}}}}
    finances = sheet(regime, "2", {}, year_ago_json=year_ago, period=Period.parse("2023"))
    assert (finances.reference, finances.rows[0].reference) == ("上年", "88.00")
    april = {"7": {"cells": {"3011": {"A": "5.00"}}}}
    volumes = sheet(regime, "7", {}, previous_json=april)
    assert volumes.reference == "上期"
    assert next(row for row in volumes.rows if row.code == "3011").reference == "5.00"
    assert sheet(regime).reference == ""


def test_form_4_shows_names_last_years_amounts_and_a_spare_line(regime: Regime) -> None:
    forms = {"4": {"rows": {"lines": [{"code": "E10102", "1": "120.00"}]}}}
    past = {"4": {"rows": {"lines": [{"code": "E10102", "1": "99.00"}]}}}
    (lines,) = sheet(regime, "4", forms, year_ago_json=past, spare_lines=1).lines
    first, spare = lines.lines
    assert (first.title, first.reference, first.blank) == ("数据库管理系统", "99.00", False)
    assert (spare.blank, spare.cells[0].ref) == (True, "4.lines[2].code")
    assert lines.choose_from == "directory"


def test_spare_lines_are_for_typing_only(regime: Regime) -> None:
    (lines,) = sheet(regime, "4", {}, editable=False, spare_lines=3).lines
    assert lines.lines == ()


def test_form_1_gathers_the_parts_of_an_item_and_its_products(regime: Regime) -> None:
    laid_out = sheet(regime, "1", {}, period=Period.parse("2023"))
    assert laid_out.layout == "items"
    item = next(item for item in laid_out.items if item.code == "103")
    assert [row.code for row in item.rows] == ["103.industry", "103.software_industry"]
    assert [line.number for line in item.lines[0].lines] == [1]
    choice = cell(laid_out, "1.R07.A")
    assert [option.code for option in choice.options] == ["1", "2"]


def test_a_long_code_list_is_offered_once_as_suggestions(regime: Regime) -> None:
    laid_out = sheet(regime, "1", {"1": {"cells": {"103.industry": {"A": "6513"}}}})
    industry = cell(laid_out, "1.103.industry.A")
    assert (industry.options, industry.list_key, industry.name) == ((), "industry", "应用软件开发")
    assert "industry" in laid_out.lists


def test_placeholders_say_so(regime: Regime) -> None:
    reconstructed = "依据公开资料还原，待以官方表式校准"
    assert sheet(regime).notices == ()
    assert sheet(regime, "5", {}).notices[0] == f"软统企5表：{reconstructed}"
    assert "业务分类目录" in sheet(regime, "4", {}).notices[-1]


ALL_FORMS = [(key, form.code) for key, edition in REGIMES.items() for form in edition.forms]


@pytest.mark.parametrize(("key", "code"), ALL_FORMS)
def test_every_cell_of_every_form_has_one_readable_reference(key: str, code: str) -> None:
    laid_out = sheet(REGIMES[key], code, {}, spare_lines=2)
    refs = [cell.ref for cell in cells_of(laid_out)]
    assert len(refs) == len(set(refs)) > 0
    assert all(str(parse_ref(ref)) == ref for ref in refs)
    assert all(cell.label for cell in cells_of(laid_out))


JUNK = st.recursive(
    st.none() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["6", "head", "cells", "rows", "2010", "A", "B", "lines"]), inner
        )
    ),
    max_leaves=12,
)


@given(content=st.dictionaries(st.just("6"), JUNK), earlier=st.none() | JUNK)
def test_whatever_is_stored_can_be_shown(content: Any, earlier: Any) -> None:
    previous = earlier if isinstance(earlier, dict) else None
    laid_out = sheet(REGIMES["miit_software_2021"], "6", content, previous_json=previous)
    assert len(laid_out.rows) == 28
