"""Rows of the desks' lists: standing, weight in the total, and nothing of an unsubmitted draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.selective_method import short_signs
from ruantong.core.timing import CORRECTION, TIMING_LABELS, Timing
from ruantong.core.values import MAX_SCALED, format_number, round_half_up
from ruantong.desks.lists.groups import (
    CHOICES,
    GROUP_OF,
    LISTED,
    WAITING,
    Counts,
    group_expression,
    states_of,
)
from ruantong.desks.lists.periods import OpenPeriods
from ruantong.gateways import clock
from ruantong.registry.access import NO_ROW
from ruantong.registry.queries import former_name_has
from ruantong.returns.models import Return
from ruantong.returns.reading.access import (
    nil_now,
    readable_now,
    returns_visible_to,
    score_column,
    signs_column,
)
from ruantong.returns.reading.follow_up_access import FOLLOW_UP_FILTER, to_check
from ruantong.returns.reading.impact import impact_decimals, impact_name
from ruantong.returns.reading.stamped import LABELS, MISSING, scan_column
from ruantong.returns.reading.timing import correcting, correcting_column, timing, timing_column
from ruantong.returns.regimes import regime_for_period
from ruantong.web.listing import Filter, Listing

PAGE_SIZE = 50
_NO_WEIGHT = -MAX_SCALED - 1
# Of the columns that `annotated` adds: what could be wrong most, then what weighs most.
_PRIORITY = ("score", "weight")
FIRST = tuple(F(column).desc() for column in _PRIORITY)

STATE_FILTER = Filter("group", "状态", "group", CHOICES)
OVERDUE = (Timing.OVERDUE.value, TIMING_LABELS[Timing.OVERDUE])
TIMING_FILTER = Filter(
    "timing", "时限", "timing", ((Timing.LATE.value, TIMING_LABELS[Timing.LATE]), OVERDUE)
)
CORRECTION_FILTER = Filter("correction", "补正", "correcting", (("True", "正在补正"),))
NIL_FILTER = Filter("nil", "零报", "nil_filed", (("True", "零报"),))
SCAN_FILTER = Filter("scan", "盖章件", "scan", tuple(LABELS.items()))
QUERY_FILTER = Filter("queries", "核实项", "queries__gt", (("0", "有核实说明"),))
NAMES_AND_CODES = (
    "unit__name",
    "filed_name",
    "unit__uscc",
    partial(former_name_has, unit="unit"),
)
DESK_FILTERS = (
    STATE_FILTER, TIMING_FILTER, CORRECTION_FILTER, FOLLOW_UP_FILTER, QUERY_FILTER, NIL_FILTER,
    SCAN_FILTER,
)  # fmt: skip
SORTS: dict[str, str | tuple[str, ...]] = {
    "priority": ("waits", *_PRIORITY),
    "impact": "weight",
    "name": "shown_name",
    "uscc": "unit__uscc",
    "district": "district_code",
    "state": ("stage", "shown_name"),
    "submitted": "submitted_at",
    "queries": "queries",
}


@dataclass(frozen=True)
class Row:
    """A return in a list. ``weight``, ``share`` and ``signs`` are empty until it may be read."""

    ret: Return
    weight: str = ""
    share: str = ""
    queries: int = 0
    signs: tuple[str, ...] = ()

    @property
    def group_label(self) -> str:
        return GROUP_OF[self.ret.state].label

    @property
    def scan_label(self) -> str:
        """Of a scan that the notice asks for: whether it is there."""
        return LABELS.get(self.ret.scan, "")  # type: ignore[attr-defined]

    @property
    def scan_missing(self) -> bool:
        return bool(self.ret.scan == MISSING)  # type: ignore[attr-defined]

    @property
    def to_check(self) -> bool:
        """A correction of an earlier period waits to be looked at."""
        return bool(self.ret.to_check)  # type: ignore[attr-defined]

    @property
    def nil(self) -> bool:
        """Filed as a confirmed nil return."""
        return bool(self.ret.nil_filed)  # type: ignore[attr-defined]

    @property
    def timing_label(self) -> str:
        return TIMING_LABELS[timing(self.ret)]

    @property
    def correction_label(self) -> str:
        return CORRECTION if correcting(self.ret) else ""


@dataclass(frozen=True)
class Standing:
    """A period as a desk sees it: counts per group, and the weight of all that may be read."""

    period: Period
    counts: Counts
    weight: int


def annotated(actor: User, today: date) -> QuerySet[Return]:
    """Visible returns with the columns that lists filter and order by."""
    readable = readable_now(actor)
    return returns_visible_to(actor).annotate(
        group=group_expression(),
        stage=Case(
            *(When(state__in=states_of(g), then=Value(n)) for n, g in enumerate(LISTED)),
            default=Value(0),
            output_field=IntegerField(),
        ),
        weight=Coalesce(Case(When(readable, then=F("impact"))), Value(_NO_WEIGHT)),
        waits=Case(When(WAITING.get(Role(actor.role), NO_ROW), then=Value(1)), default=Value(0)),
        score=score_column(actor),
        signs=signs_column(actor),
        shown_name=Case(When(filed_name="", then=F("unit__name")), default=F("filed_name")),
        queries=Case(When(readable, then=F("open_queries")), default=Value(0)),
        timing=timing_column(today),
        correcting=correcting_column(),
        to_check=to_check(actor),
        nil_filed=Case(When(nil_now(actor), then=Value(True)), default=Value(False)),
    )


def listing_of(
    request: HttpRequest,
    actor: User,
    periods: OpenPeriods,
    *,
    filters: Sequence[Filter] = DESK_FILTERS,
    search: Sequence[str | Callable[[str], Q]] = NAMES_AND_CODES,
    sorts: Iterable[str] = tuple(SORTS),
    narrow: Q | None = None,
    default_sort: str = "-priority",
) -> Listing[Return]:
    """The list of a desk over one period; ``narrow`` is what the desk never shows the rest of."""
    rows = annotated(actor, clock.today()).annotate(scan=scan_column(actor, periods.chosen))
    rows = rows.select_related("unit")
    if periods.chosen is None:
        rows = rows.none()
    if narrow is not None:
        rows = rows.filter(narrow)
    return Listing(
        request,
        rows,
        filters=[periods.filter, *filters],
        sorts={name: SORTS[name] for name in sorts},
        search=search,
        default_sort=default_sort,
        page_size=PAGE_SIZE,
    )


def rows_of(returns: Iterable[Return], period: Period | None, total: int) -> list[Row]:
    """Rows with weights printed in full and as a share of ``total``."""
    if period is None:
        return []
    decimals = weight_decimals(period)
    return [_row(ret, decimals, total) for ret in returns]


def _row(ret: Return, decimals: int, total: int) -> Row:
    weight = int(ret.weight)  # type: ignore[attr-defined]
    known = weight != _NO_WEIGHT
    return Row(
        ret=ret,
        weight=format_number(weight, decimals) if known else "",
        share=percent(weight, total) if known else "",
        queries=ret.queries,  # type: ignore[attr-defined]
        signs=short_signs(ret.signs),  # type: ignore[attr-defined]
    )


def weight_decimals(period: Period) -> int:
    """Decimal places of the weights of a period."""
    return impact_decimals(regime_for_period(period), period.frequency)


def weight_name(period: Period | None) -> str:
    """What is weighed in a period, with its unit, as the head of a column."""
    return impact_name(regime_for_period(period), period.frequency) if period else ""


def percent(part: int, whole: int, places: int = 1) -> str:
    """``part`` in per cent of ``whole``, rounded once; “—” without a positive whole."""
    if whole <= 0:
        return "—"
    return format_number(round_half_up(part * 100 * 10**places, whole), places) + "%"


def standings(
    actor: User, periods: Iterable[Period], narrow: Q | None = None, *, weigh: bool = True
) -> list[Standing]:
    """Counts and total weight of some periods, in one query and in the order given.

    Without ``weigh`` the weight and the number of nil returns are 0 and the index alone answers.
    """
    weight = Sum("impact", filter=readable_now(actor)) if weigh else Value(0)
    nil = Count("pk", filter=nil_now(actor)) if weigh else Value(0)
    wanted = list(dict.fromkeys(periods))
    found = (
        returns_visible_to(actor)
        .filter(narrow or Q(), period__in=[str(period) for period in wanted])
        .values("period", "state")
        .annotate(n=Count("pk"), weight=weight, nil_filed=nil)
        .order_by()
    )
    counts: dict[str, dict[str, int]] = {str(period): {} for period in wanted}
    weights, nils = dict.fromkeys(counts, 0), dict.fromkeys(counts, 0)
    for line in found:
        groups, key = counts[line["period"]], GROUP_OF[line["state"]].key
        groups[key] = groups.get(key, 0) + line["n"]
        weights[line["period"]] += line["weight"] or 0
        nils[line["period"]] += line["nil_filed"]
    return [Standing(p, Counts(counts[str(p)], nils[str(p)]), weights[str(p)]) for p in wanted]
