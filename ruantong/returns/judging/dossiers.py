"""What a return is judged against, and what the platform brings over from earlier returns.

Column C (上期累计) of a monthly return is what was filed for the previous month and cannot be typed
(R6-24); column B (去年同期累计) is what was filed a year ago and may be adjusted with an explanation
(R6-25).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from django.db.models import F, QuerySet

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.content import FormsJson, form_in, get, row_of, text_of
from ruantong.core.dossier import Dossier, Forms, UnitFacts
from ruantong.core.interchange import parse_forms
from ruantong.core.periods import Frequency, Period
from ruantong.core.recoding import recoded
from ruantong.core.regime import ColumnRole, Form, Regime
from ruantong.registry.models import ReportingUnit, RosterEntry
from ruantong.registry.survey.packs import regimes
from ruantong.returns.models import Return, Revision
from ruantong.returns.reading.access import submissions_of_unit
from ruantong.returns.regimes import regime_of
from ruantong.web.composed import Composed, Given
from ruantong.web.gathered import apart

_Entry = tuple[int, str, str, str]  # unit, roster, first and last period


@dataclass(frozen=True)
class Comparisons:
    """Latest submissions of the same unit as ``forms`` JSON; None: there is none.

    For an annual return ``previous`` is the year before, which is also ``year_ago``. ``numbers`` says
    which submission of a period each is.
    """

    previous: FormsJson | None = None
    year_ago: FormsJson | None = None
    december: FormsJson | None = None
    numbers: Mapping[str, int] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True)
class Carried:
    """Cells brought over by reference: ``locked`` ones cannot be typed, ``offered`` ones can."""

    locked: Mapping[str, str]
    offered: Mapping[str, str]


def comparisons_of(ret: Return, filed: Revision | None = None) -> Comparisons:
    """What the return is compared with, in one query; for a submission, as it stood when it was made."""
    period, regime = ret.parsed_period, regime_of(ret)
    previous, year_ago = regime.before(period), period.year_ago()
    december = period.december() if period.frequency is Frequency.ANNUAL else None
    wanted = [str(other) for other in (previous, year_ago, december) if other]
    if filed:
        earlier = filed_before(submissions_of_unit(ret.unit_id, wanted), filed)
        rows = list(earlier.values_list(*_COMPARED))
    else:
        rows = _latest(unit=ret.unit_id, **_three(wanted))
    found = {period: as_now(regime, key, forms) for period, key, forms, _ in rows}
    return Comparisons(
        found.get(str(previous)),
        found.get(str(year_ago)),
        found.get(str(december)),
        numbers={period: number for period, _, _, number in rows},
    )


def as_now(regime: Regime, filed_under: str, forms: FormsJson) -> FormsJson:
    """An earlier submission with the codes of this edition."""
    earlier = regimes().get(filed_under)
    return (
        forms if earlier is None or earlier.key == regime.key else recoded(earlier, regime, forms)
    )


_COMPARED = ("owner__period", "owner__regime", "forms", "number")
_latest: Composed[tuple[str, str, FormsJson, int]] = Composed(
    lambda: (
        submissions_of_unit(Given("unit"), [Given(name) for name in _three(())])
        .filter(number=F("owner__revision"))
        .order_by()
        .values_list(*_COMPARED)
    )
)


def _three(periods: Collection[str]) -> dict[str, str | None]:
    """The values of :data:`_latest`: no return is compared with more than three."""
    return dict(zip_longest(("first", "second", "third"), periods))


def filed_before(revisions: QuerySet[Revision], filed: Revision) -> QuerySet[Revision]:
    """Those that were there when ``filed`` was made; of each return the latest comes last.

    A later correction does not rewrite what was filed on the figures before it (ADR 0044).
    """
    return revisions.filter(trail_number__lt=filed.trail_number).order_by("number")


def with_comparisons(regime: Regime, dossier: Dossier, compared: Comparisons) -> Dossier:
    """The dossier with earlier submissions, read by its own edition so that all have one scale."""
    period = dossier.period
    previous = dossier.previous
    if previous is None:
        previous = parsed_earlier(regime, regime.before(period), compared.previous)
    same = compared.year_ago is not None and compared.year_ago is compared.previous
    return replace(
        dossier,
        previous=previous,
        year_ago=previous if same else parsed_earlier(regime, period.year_ago(), compared.year_ago),
        december=parsed_earlier(regime, period.december(), compared.december),
    )


def parsed_earlier(
    regime: Regime, period: Period | None, forms_json: FormsJson | None
) -> Forms | None:
    """An earlier submission; cells its edition had and this one has not are left out."""
    if period is None or forms_json is None:
        return None
    return parse_forms(regime, period, forms_json)[0]


def unit_facts(ret: Return, forms_json: Mapping[str, Any]) -> UnitFacts:
    """What the register knows of the unit for the period."""
    unique, own = None, own_uscc(regime_of(ret), Frequency(ret.frequency))
    if own is not None:
        written = get(forms_json, own)
        others = ReportingUnit.objects.exclude(pk=ret.unit_id)
        unique = not written or not others.filter(uscc=written).exists()
    return UnitFacts(
        uscc=ret.unit.uscc,
        name=ret.unit.name,
        district=ret.district_code,
        lists=_lists_of_return(ret),
        uscc_unique=unique,
    )


def own_uscc(regime: Regime, frequency: Frequency) -> CellRef | None:
    """The cell of such a return whose code must be the unit's alone; None: it has none."""
    ref = parse_ref(regime.survey.register.get("uscc", ""))
    return ref if ref and regime.form[ref.form].frequency is frequency else None


def _lists_of_return(ret: Return) -> frozenset[str]:
    """:func:`on_lists` of its unit, without a query where they were read together with it."""
    if "rosters_told" not in vars(ret):
        return on_lists(ret.unit_id, ret.parsed_period)
    wanted = str(ret.parsed_period)
    rows = apart(vars(ret)["rosters_told"])
    return frozenset(roster for roster, first, last in rows if _covers(first, last, wanted))


def on_lists(unit_id: int, period: Period) -> frozenset[str]:
    """The rosters a unit is on in a period."""
    return lists_of({(unit_id, period)})[unit_id, period]


def lists_of(asked: Collection[tuple[int, Period]]) -> dict[tuple[int, Period], frozenset[str]]:
    """:func:`on_lists` for many units and periods in one query."""
    units = {unit_id for unit_id, _ in asked}
    entries: dict[int, list[tuple[str, str, str]]] = {}
    found = (
        _rosters(unit=next(iter(units)))
        if len(units) == 1
        else _roster_entries(RosterEntry.objects.filter(unit_id__in=units))
    )
    for unit_id, *entry in found:
        entries.setdefault(unit_id, []).append((entry[0], entry[1], entry[2]))
    return {
        (unit_id, period): frozenset(
            roster
            for roster, first, last in entries.get(unit_id, ())
            if _covers(first, last, str(period))
        )
        for unit_id, period in asked
    }


def _roster_entries(entries: QuerySet[RosterEntry]) -> QuerySet[RosterEntry, _Entry]:
    return entries.values_list("unit_id", "roster", "first_period", "last_period")


_rosters = Composed(lambda: _roster_entries(RosterEntry.objects.filter(unit_id=Given("unit"))))


def _covers(first: str, last: str, wanted: str) -> bool:
    """Ids of one frequency have one length and sort as text."""
    return len(first) == len(wanted) and first <= wanted and (not last or wanted <= last)


# ---- brought over from earlier returns ---------------------------------------------------------


def carried(forms: Iterable[Form], compared: Comparisons) -> Carried:
    """Columns 上期累计 and 去年同期累计 of these forms as filed before."""
    locked: dict[str, str] = {}
    offered: dict[str, str] = {}
    for form in forms:
        if compared.previous is not None:
            locked.update(_column(form, ColumnRole.PREVIOUS, compared.previous))
        if compared.year_ago is not None:
            found = _column(form, ColumnRole.YEAR_AGO, compared.year_ago)
            offered.update((ref, text) for ref, text in found if text)
    return Carried(locked, offered)


def _column(form: Form, role: ColumnRole, earlier: FormsJson) -> Iterator[tuple[str, str]]:
    """References of one column with the earlier return's current value."""
    content = form_in(earlier, form.code)
    for ref, indicator, source in form.brought.get(role, ()):
        yield ref, text_of(row_of(content, indicator), source)
