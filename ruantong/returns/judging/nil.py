"""零报: what a unit without any business in the period would file, and why it may not.

A nil return says 0 in every cell a respondent fills; it is for the frequencies whose forms ask for
figures alone. See docs/adr/0116.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import F

from ruantong.core.cellref import CellRef
from ruantong.core.content import FormsJson, copied, get, lines, put
from ruantong.core.lifecycle import EDITABLE
from ruantong.core.periods import Period
from ruantong.core.regime import ColumnRole, Form, Kind, Nature, Regime
from ruantong.returns.cells import cell_name
from ruantong.returns.models import Return
from ruantong.returns.reading.access import submissions_of_unit
from ruantong.returns.regimes import regime_of

ZERO = "0"
#: The statement itself among the explanations of a submission: sealed with the figures.
STATEMENT = "nil"


def may_be_nil(ret: Return) -> bool:
    """The return is still to be filed, and asks for figures alone."""
    forms = regime_of(ret).forms_for(ret.parsed_period.frequency)
    rows = [row for form in forms for row in form.indicators if not row.title]
    lines_asked = any(form.row_groups for form in forms)
    figures_alone = all(row.kind is Kind.NUMBER for row in rows) and not lines_asked
    return ret.lifecycle in EDITABLE and bool(rows) and figures_alone


def zeros(forms: Iterable[Form], content: Mapping[str, Any]) -> FormsJson:
    """The content with 0 in every cell of the period that its respondent fills."""
    filled: FormsJson = copied(dict(content))
    for form in forms:
        for ref in _own_cells(form):
            put(filled, ref, ZERO)
    return filled


def nil_problem(ret: Return, due: Iterable[Form], content: Mapping[str, Any]) -> str:
    """Why the return cannot be a nil one; "" when it can.

    What was filled in already is not overwritten, and a cumulation over the year cannot fall to nil.
    """
    regime, period = regime_of(ret), ret.parsed_period
    if not may_be_nil(ret):
        return f"{period.label}报表除数字外还有须填的内容，或已不能修改，不能零报。"
    due = tuple(due)
    if typed := [str(ref) for form in due for ref in _not_nil(form, content)]:
        return (
            f"本期已填“{cell_name(regime, typed[0])}”等{len(typed)}格不为0。零报只适用于本期没有"
            "任何业务的单位；确无业务的，请先清空这些格，否则请照常填报。"
        )
    for earlier, forms in sorted(_earlier_in_year(ret, regime).items(), reverse=True):
        above = [str(ref) for form in due for ref in _cumulated(form, forms)]
        if above:
            return (
                f"{Period.parse(earlier).label}已上报“{cell_name(regime, above[0])}”等"
                f"{len(above)}项本年累计数大于0，{period.label}的累计数不会减为0，不能零报。"
                "本期没有新发生业务的，请照常填报本年累计数；以前报告期报错的，请先更正以前的报表。"
            )
    return ""


def _own_cells(form: Form) -> Iterator[CellRef]:
    """Cells of the period itself; automatic ones are computed from them."""
    own = [c.key for c in form.columns if c.role is ColumnRole.CURRENT and not c.computed]
    for row in form.indicators:
        for column in () if row.title else row.columns:
            if column in own and column not in row.automatic:
                yield CellRef(form.code, row.code, column)


def _not_nil(form: Form, content: Mapping[str, Any]) -> Iterator[CellRef]:
    """Filled cells of the period that say something other than 0, and lines."""
    for ref in _own_cells(form):
        if get(content, ref).strip("0.-"):
            yield ref
    for group in form.row_groups:
        if lines(content, CellRef(form.code, group=group.key)):
            yield CellRef(form.code, group=group.key)


def _cumulated(form: Form, content: FormsJson) -> Iterator[CellRef]:
    """Figures accumulated over the year that are greater than 0."""
    natures = {row.code: row.nature for row in form.indicators}
    for ref in _own_cells(form):
        text = get(content, ref)
        flow = natures[ref.indicator] is Nature.FLOW
        if flow and not text.startswith("-") and text.strip("0.,"):
            yield ref


def _earlier_in_year(ret: Return, regime: Regime) -> dict[str, FormsJson]:
    """What the unit filed latest for the periods of the same year before this one."""
    periods: list[str] = []
    earlier = regime.before(ret.parsed_period)
    while earlier is not None:
        periods.append(str(earlier))
        earlier = regime.before(earlier)
    latest = submissions_of_unit(ret.unit_id, periods).filter(number=F("owner__revision"))
    return dict(latest.values_list("owner__period", "forms"))
