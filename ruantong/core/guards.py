"""Unit and copy guard: figures that look filed in the wrong unit, not cumulated, or copied.

Each suspicion is a sentence that asks, beside the findings of 数据审核; the guard judges nothing and
changes nothing. A figure is held against the unit's own history (previous cumulative, the same
period last year) and, where there is none, against ratios per head.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import log10

from ruantong.core.cellref import CellRef
from ruantong.core.dossier import Dossier, FormData, Forms
from ruantong.core.periods import Frequency
from ruantong.core.regime import ColumnRole, Form, Indicator, Kind, Nature, Regime
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.language.tree import And, Compare, Const, Divide, Node
from ruantong.core.rules.ruleset import RuleSet

#: A ratio betrays a power of ten when it is within this factor (as a logarithm) of it.
NEAR = 0.35
#: Two figures say something about magnitude when the larger has at least so many last places.
LARGE = 30
#: A whole form is suspected when this share of its comparable figures agrees, of at least so many.
MOST, FEWEST = 0.8, 4
_PEOPLE = "人"
_POWERS = (1, 2, 3, 4)

# Where the pack does not say which unit was meant (``money.slips``).
_SLIPS = {
    4: "可能小数点错了四位",
    3: "可能小数点错了三位",
    2: "可能小数点错了两位",
    1: "可能多填了一位",
    -1: "可能小数点错位，或少填了一位",
    -2: "可能小数点错了两位",
    -3: "可能小数点错了三位",
    -4: "可能小数点错了四位",
}


class Kinds(StrEnum):
    """What is suspected."""

    UNIT = "unit"
    MONTH_ONLY = "month_only"
    COPIED = "copied"


@dataclass(frozen=True)
class Suspicion:
    """``cells`` that look wrong together; ``power``: how many places too large (negative: too small)."""

    kind: Kinds
    cells: tuple[str, ...]
    message: str
    power: int = 0
    whole: bool = False


@dataclass(frozen=True)
class _Figure:
    """A figure with what it is compared with: (name, value expected of it) pairs."""

    ref: str
    row: Indicator
    value: int
    history: tuple[tuple[str, int], ...]


def suspicions(ruleset: RuleSet, dossier: Dossier) -> tuple[Suspicion, ...]:
    """Everything that looks like a slip, whole forms first."""
    found: list[Suspicion] = []
    for form in ruleset.regime.forms_for(dossier.period.frequency):
        data = dossier.forms.get(form.code)
        if data is not None:
            found += _of_form(ruleset.regime, dossier, form, data)
    found += _per_head(ruleset, dossier, found)
    return tuple(sorted(found, key=lambda each: not each.whole))


def diagnosis(found: Iterable[Suspicion], cells: Iterable[str]) -> str:
    """The sentence that goes with a finding over these cells; empty when there is none.

    A suspicion of a whole form is told once, not beside every finding.
    """
    named = set(cells)
    fitting = [s.message for s in found if not s.whole and named.intersection(s.cells)]
    return fitting[0] if fitting else ""


def _of_form(regime: Regime, dossier: Dossier, form: Form, data: FormData) -> Iterator[Suspicion]:
    figures = list(_figures(regime, dossier, form, data))
    slips = {f.ref: power for f in figures if (power := _slip(f))}
    months = list(_months_only(regime, dossier, form, data))
    taken = {ref for suspicion in months for ref in suspicion.cells}
    units = list(_units(regime, form, figures, slips))
    yield from (s for s in units if s.whole or not (s.power == -1 and taken.issuperset(s.cells)))
    whole = {ref for suspicion in units if suspicion.whole for ref in suspicion.cells}
    yield from (s for s in months if whole.isdisjoint(s.cells) and slips.get(s.cells[0], -1) == -1)
    yield from _copied(regime, dossier, form, data)


# wrong unit --------------------------------------------------------------------------------------


def _figures(regime: Regime, dossier: Dossier, form: Form, data: FormData) -> Iterator[_Figure]:
    """The form's own amounts and heads that have a history."""
    column = _column(form, ColumnRole.CURRENT)
    annual = dossier.period.frequency is Frequency.ANNUAL
    now, earlier = _months(regime, dossier)
    for row in form.indicators:
        value = data.value(row.code, column) if column in row.columns else None
        if not _counts(regime, row) or not isinstance(value, int) or not value:
            continue
        history = []
        before = _brought(dossier.previous, form, data, row, ColumnRole.PREVIOUS)
        if before is not None and earlier and row.nature is Nature.FLOW:
            # Cumulated over more months than last time, whatever the season.
            before = before * now // earlier
        ago = _brought(dossier.year_ago, form, data, row, ColumnRole.YEAR_AGO)
        for name, past in (("上期" if not annual else "上年", before), ("上年同期", ago)):
            if past and not (annual and name == "上年同期"):
                history.append((name, past))
        if history:
            ref = str(CellRef(form.code, row.code, column))
            yield _Figure(ref, row, value, tuple(history))


def _counts(regime: Regime, row: Indicator) -> bool:
    return (
        not row.title
        and row.kind is Kind.NUMBER
        and (row.unit_of_measure in regime.survey.amounts or row.unit_of_measure == _PEOPLE)
    )


def _slip(figure: _Figure) -> int:
    """By how many places a figure is off against all of its history; 0: it is not."""
    powers = {_power(figure.value, past) for _, past in figure.history}
    power = powers.pop() if len(powers) == 1 else 0
    # Profit may well grow tenfold, but hardly against last month and last year alike.
    volatile = figure.row.profit and len(figure.history) == 1
    return 0 if volatile and abs(power) == 1 else power


def _power(value: int, past: int) -> int:
    """The power of ten between two figures of one sign when it is near 1 to 4 places."""
    if (value < 0) != (past < 0) or not value or not past:
        return 0
    if max(abs(value), abs(past)) < LARGE:
        return 0
    ratio = log10(abs(value)) - log10(abs(past))
    nearest = round(ratio)
    return nearest if abs(nearest) in _POWERS and abs(ratio - nearest) <= NEAR else 0


def _units(
    regime: Regime, form: Form, figures: Sequence[_Figure], slips: Mapping[str, int]
) -> Iterator[Suspicion]:
    amounts = [f for f in figures if f.row.unit_of_measure in regime.survey.amounts]
    left = dict(slips)
    for power in sorted(set(slips.values())):
        same = [f for f in amounts if slips.get(f.ref) == power]
        if len(same) >= FEWEST and len(same) >= MOST * len(amounts):
            why = _why(regime, power, same[0].row.unit_of_measure)
            message = f"{form.number}的{len(same)}项金额{_times(same[0].history, power)}，{why}。"
            yield Suspicion(Kinds.UNIT, tuple(f.ref for f in same), message, power, whole=True)
            left = {ref: p for ref, p in left.items() if p != power}
    for figure in figures:
        if figure.ref in left:
            power = left[figure.ref]
            why = _why(regime, power, figure.row.unit_of_measure)
            message = (
                f"{figure.row.name}（{figure.row.code}）{_times(figure.history, power)}，{why}。"
            )
            yield Suspicion(Kinds.UNIT, (figure.ref,), message, power)


def _times(history: Sequence[tuple[str, int]], power: int) -> str:
    against = "、".join(name for name, _ in history)
    times = f"{10 ** abs(power)}倍" if power > 0 else f"{10 ** abs(power)}分之一"
    return f"与{against}相比约为其{times}"


def _why(regime: Regime, power: int, unit: str) -> str:
    money = next((one for one in regime.survey.money if one.unit == unit), None)
    if money is None:
        return "可能多填或少填了位数"
    return money.slips.get(power, _SLIPS[power])


# not cumulated, copied ---------------------------------------------------------------------------


def _months_only(
    regime: Regime, dossier: Dossier, form: Form, data: FormData
) -> Iterator[Suspicion]:
    """A cumulative figure below last period's that is about one month's worth; a lost place looks
    much the same.
    """
    column = _column(form, ColumnRole.CURRENT)
    now, earlier = _months(regime, dossier)
    if not earlier:
        return
    for row in form.indicators:
        if (
            row.nature is not Nature.FLOW
            or row.negative
            or row.unit_of_measure not in regime.survey.amounts
        ):
            continue
        value = data.value(row.code, column) if column in row.columns else None
        before = _held(dossier.previous, form, row, column)
        ref = str(CellRef(form.code, row.code, column))
        if before is None or not isinstance(value, int):
            continue
        if LARGE <= value < before and 0.5 <= value * earlier / (before * (now - earlier)) <= 2:
            yield Suspicion(
                Kinds.MONTH_ONLY,
                (ref,),
                f"{row.name}（{row.code}）小于上期累计，与上期的月平均数相近，"
                "可能填的是当月数（应为累计数），或少填了一位。",
                power=-1,
            )


def _copied(regime: Regime, dossier: Dossier, form: Form, data: FormData) -> Iterator[Suspicion]:
    """Most figures equal those of last period or last year."""
    column = _column(form, ColumnRole.CURRENT)
    annual = dossier.period.frequency is Frequency.ANNUAL
    others = [("上年同期" if not annual else "上年", dossier.year_ago)]
    if not annual:
        others.insert(0, ("上期", dossier.previous))
    for name, past in others:
        pairs = [
            (str(CellRef(form.code, row.code, column)), value, before)
            for row in form.indicators
            if row.unit_of_measure in regime.survey.amounts
            and column in row.columns
            and not row.title
            if isinstance(value := data.value(row.code, column), int) and value
            if (before := _held(past, form, row, column))
        ]
        same = tuple(ref for ref, value, before in pairs if value == before)
        if len(same) >= FEWEST and len(same) >= MOST * len(pairs):
            message = f"{form.number}有{len(same)}项金额与{name}完全相同，可能照抄了{name}的数。"
            yield Suspicion(Kinds.COPIED, same, message, whole=True)
            return


# ratios, for those without a history ---------------------------------------------------------------


def _per_head(
    ruleset: RuleSet, dossier: Dossier, found: Sequence[Suspicion]
) -> Iterator[Suspicion]:
    """Amounts per head that keep within a rule's bounds only some places higher or lower."""
    known = {ref for each in found for ref in each.cells}
    situation = Situation(ruleset.regime, dossier, ruleset.formula)
    for instance in ruleset.instances:
        bounds = _bounds(instance.check)
        if bounds is None or known.intersection(instance.cells):
            continue
        ratio, least, most, unit = bounds
        value = situation.number(ratio)
        if not value or value < 0 or least <= value <= most:
            continue
        power = round(log10(value) - log10(least * most) / 2)
        if abs(power) in _POWERS and least <= value / Fraction(10) ** power <= most:
            why = _why(ruleset.regime, power, unit)
            message = f"与一般水平相比约为其{_magnitude(power)}，{why}。"
            yield Suspicion(Kinds.UNIT, instance.cells, f"{instance.rule.title}：{message}", power)


def _bounds(check: Node) -> tuple[Divide, Fraction, Fraction, str] | None:
    """The ratio, least, most and unit of a rule that keeps an amount per head in between."""
    if not isinstance(check, And) or len(check.operands) != 2:
        return None
    low, high = check.operands
    if not isinstance(low, Compare) or not isinstance(high, Compare):
        return None
    ratio, least, most = low.right, low.left, high.right
    per_head = low.measure.endswith(f"/{_PEOPLE}") and low.operator == high.operator == "<="
    if not per_head or not isinstance(ratio, Divide) or ratio != high.left:
        return None
    if not isinstance(least, Const) or not isinstance(most, Const) or least.units <= 0:
        return None
    unit = low.measure.partition("/")[0]
    bounds = Fraction(least.units, 10**least.scale), Fraction(most.units, 10**most.scale)
    return ratio, *bounds, unit


def _magnitude(power: int) -> str:
    return f"{10**power}倍" if power > 0 else f"{10**-power}分之一"


def _months(regime: Regime, dossier: Dossier) -> tuple[int, int]:
    """Months cumulated now and in the previous period of the year; 0: there is none."""
    period, before = dossier.period, regime.before(dossier.period)
    same_year = before is not None and before.year == period.year
    return period.months, before.months if before and same_year else 0


def _column(form: Form, role: ColumnRole) -> str:
    return next((column.key for column in form.columns if column.role is role), "")


def _brought(
    past: Forms | None, form: Form, data: FormData, row: Indicator, role: ColumnRole
) -> int | None:
    """What was filed then; without that return, what the form itself says of it (columns B, C)."""
    if past is not None:
        return _held(past, form, row, _column(form, ColumnRole.CURRENT))
    value = data.value(row.code, _column(form, role))
    return value if isinstance(value, int) else None


def _held(forms: Forms | None, form: Form, row: Indicator, column: str) -> int | None:
    data = (forms or {}).get(form.code)
    value = data.value(row.code, column) if data else None
    return value if isinstance(value, int) else None
