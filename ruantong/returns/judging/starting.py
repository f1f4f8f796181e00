"""What a return starts from before anything was typed, and where each of it comes from (ADR 0123).

Only what the unit itself has filed or stated becomes a cell. What an officer has written into the
register since is no answer of the respondent: it stands beside the form
(:func:`ruantong.returns.filing.register_facts.differences`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruantong.core.applicability import forms_due
from ruantong.core.cellref import CellRef, parse_column, parse_ref
from ruantong.core.content import (
    FormsJson,
    copied,
    filled,
    form_in,
    get,
    lines_of,
    put,
    text_of,
)
from ruantong.core.identifiers import organisation_code
from ruantong.core.interchange import normalise_cell
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Form, Regime
from ruantong.core.survey import Counterpart
from ruantong.registry.models import ReportingUnit
from ruantong.registry.queries import registered
from ruantong.returns.judging.dossiers import Comparisons, carried, on_lists
from ruantong.returns.models import Return
from ruantong.returns.regimes import regime_of

Line = dict[str, str]
_REGISTERED = "沿用注册时所填的资料"


@dataclass(frozen=True)
class Origin:
    """The text a cell was given from elsewhere, and where from in words."""

    text: str
    told: str


@dataclass(frozen=True)
class December:
    """What the unit filed for the last month of the year, beside the annual cells it stands for."""

    label: str
    submission: str
    cells: Mapping[str, tuple[str, Counterpart]]


@dataclass(frozen=True)
class Beside:
    """What other returns say beside a form: by cell what came or may come from elsewhere, marked
    while the cell says that; the December return; by group the lines of last year that are not listed
    yet, each with what it is about and no amount.
    """

    origins: Mapping[str, Origin] = field(default_factory=dict)
    december: December | None = None
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)


NOTHING_BESIDE = Beside()


def beside_of(
    ret: Return, form: Form, compared: Comparisons, content: Mapping[str, Any] | None
) -> Beside:
    """``content`` is what stands in the return; None where it is only read and nothing is marked."""
    december = december_of(ret, form, compared)
    if content is None:
        return Beside(december=december)
    return Beside(
        _origins_of(ret, form, compared, content, december),
        december,
        _lines_to_start(regime_of(ret), form, compared, content),
    )


def prefill(ret: Return, compared: Comparisons) -> FormsJson:
    """What a return contains before anything was typed."""
    regime, period = regime_of(ret), ret.parsed_period
    due = forms_due(regime, period, lists=on_lists(ret.unit_id, period), forms={})
    forms: FormsJson = {}
    for code in _repeated(regime, period.frequency):
        if earlier := _last(compared).get(code):
            forms[code] = copied(earlier)
    given = dict(_stated(regime, period.frequency, ret.unit, compared))
    given.update((ref, text) for ref, text, _ in _repeating(regime, due, compared))
    brought = carried(due, compared)
    for ref, text in (*given.items(), *brought.locked.items(), *brought.offered.items()):
        put(forms, CellRef.parse(ref), text)
    return forms


def _origins_of(
    ret: Return,
    form: Form,
    compared: Comparisons,
    content: Mapping[str, Any],
    december: December | None,
) -> dict[str, Origin]:
    regime, period = regime_of(ret), ret.parsed_period
    last, year_ago = regime.before(period), period.year_ago()
    latest = last if compared.previous is not None else year_ago
    brought = carried([form], compared)
    found = {
        ref: Origin(text, f"由{_submission(last, compared)}带出")
        for ref, text in brought.locked.items()
        if text
    }
    for ref, text in brought.offered.items():
        found[ref] = Origin(text, f"沿用{_submission(year_ago, compared)}")
    if form.code in _repeated(regime, period.frequency):
        for place, text in filled({form.code: form_in(_last(compared), form.code)}):
            found[str(place)] = Origin(text, f"沿用{_submission(latest, compared)}")
        for ref, text in _stated(regime, period.frequency, ret.unit, compared):
            found[ref] = Origin(text, _REGISTERED)
    for ref, text, recent in _repeating(regime, [form], compared):
        if text:
            source = last if recent else year_ago
            found[ref] = Origin(text, f"沿用{_submission(source, compared)}")
    for place, text in _listed_again(regime, form, compared, content):
        found[str(place)] = Origin(text, f"沿用{_submission(year_ago, compared)}")
    if december is not None:
        told = f"同{december.label}（{december.submission}）"
        for ref, (text, pair) in december.cells.items():
            if pair.same:
                found[ref] = Origin(text, told)
    return found


def december_of(ret: Return, form: Form, compared: Comparisons) -> December | None:
    """The December return beside a form; None where it says nothing of it."""
    period = ret.parsed_period
    if compared.december is None:
        return None
    cells: dict[str, tuple[str, Counterpart]] = {}
    for pair in regime_of(ret).survey.december:
        ref = CellRef.parse(pair.cell)
        text = get(compared.december, CellRef.parse(pair.month)) if ref.form == form.code else ""
        if text:
            cells[pair.cell] = text, pair
    if not cells:
        return None
    month = period.december()
    return December(_named(month), f"第{compared.numbers[str(month)]}次上报", cells)


def _lines_to_start(
    regime: Regime, form: Form, compared: Comparisons, content: Mapping[str, Any]
) -> dict[str, tuple[Line, ...]]:
    found: dict[str, tuple[Line, ...]] = {}
    for group, columns in _line_starts(regime, form).items():
        listed = [_about(line, columns) for line in lines_of(form_in(content, form.code), group)]
        past = lines_of(form_in(compared.year_ago, form.code), group)
        again = [_about(line, columns) for line in past]
        fresh = [line for line in again if line and line not in listed]
        if fresh:
            found[group] = tuple({tuple(line.items()): line for line in fresh}.values())
    return found


def starting_columns(regime: Regime, form: Form) -> frozenset[str]:
    """The columns of a form in which a return begins with what was filed last."""
    return frozenset(place.column for place in _starts(regime, form) if not place.group)


def _line_starts(regime: Regime, form: Form) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place in _starts(regime, form):
        if place.group:
            found.setdefault(place.group, []).append(place.column)
    return found


def _starts(regime: Regime, form: Form) -> Iterator[CellRef]:
    places = map(parse_column, regime.survey.starts)
    return (place for place in places if place is not None and place.form == form.code)


def _about(line: Mapping[str, Any], columns: Iterable[str]) -> Line:
    return {column: text_of(line, column) for column in columns if text_of(line, column)}


def _listed_again(
    regime: Regime, form: Form, compared: Comparisons, content: Mapping[str, Any]
) -> Iterator[tuple[CellRef, str]]:
    """Cells of lines that say what a line of last year said."""
    for group, columns in _line_starts(regime, form).items():
        past = [
            _about(line, columns) for line in lines_of(form_in(compared.year_ago, form.code), group)
        ]
        for number, line in enumerate(lines_of(form_in(content, form.code), group), start=1):
            if (about := _about(line, columns)) and about in past:
                for column, text in about.items():
                    yield CellRef(form.code, group=group, line=number, column=column), text


def _last(compared: Comparisons) -> FormsJson:
    """The latest return that is compared with."""
    return compared.previous or compared.year_ago or {}


def _submission(period: Period | None, compared: Comparisons) -> str:
    """“2023年年报（第2次上报）”."""
    if period is None:
        return ""
    return f"{_named(period)}（第{compared.numbers[str(period)]}次上报）"


def _named(period: Period) -> str:
    label, kind = period.label, period.frequency.label
    return label if label.endswith(kind) else f"{label}{kind}"


def _repeated(regime: Regime, frequency: Frequency) -> frozenset[str]:
    """The forms that repeat the registration."""
    refs = (parse_ref(text) for text in regime.survey.register.values())
    codes = (ref.form for ref in refs if ref is not None)
    return frozenset(code for code in codes if regime.form[code].frequency is frequency)


def _stated(
    regime: Regime, frequency: Frequency, unit: ReportingUnit, compared: Comparisons
) -> Iterator[tuple[str, str]]:
    """Cells of forms never filed before, as the enterprise named itself when it registered."""
    fresh = {c for c in _repeated(regime, frequency) if not _last(compared).get(c)}
    if not fresh:
        return
    stated = _facts(unit)
    for fact, ref in regime.survey.register.items():
        if CellRef.parse(ref).form in fresh and stated[fact]:
            yield ref, normalise_cell(regime, ref, stated[fact])


def _facts(unit: ReportingUnit) -> Mapping[str, str]:
    """The facts of the register by which the enterprise named itself; "" where it never did."""
    applied = registered(unit)
    return {
        "uscc": unit.uscc,
        "organisation": organisation_code(unit.uscc),
        "name": applied.unit_name if applied else "",
        "industry": applied.industry_code if applied else "",
        "division": applied.division_code if applied else "",
        "mobile": applied.phone if applied else "",
        "email": applied.email if applied else "",
    }


def _repeating(
    regime: Regime, due: Iterable[Form], compared: Comparisons
) -> Iterator[tuple[str, str, bool]]:
    """Answers that rarely change, in heads and in the columns the pack names: as in the previous
    return (True), or as a year ago.
    """
    for form in due:
        heads = [CellRef(form.code, head=head.key) for head in form.head_fields]
        columns = starting_columns(regime, form)
        rows = [
            CellRef(form.code, row.code, column)
            for row in form.indicators
            if not row.title
            for column in row.columns
            if column in columns
        ]
        for ref in (*heads, *rows):
            before, ago = (
                "" if other is None else get(other, ref)
                for other in (compared.previous, compared.year_ago)
            )
            yield str(ref), before or ago, bool(before)
