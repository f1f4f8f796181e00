"""Submissions of past periods for trying rules on: what the city may read, and what rules look at.

Only revisions that a district has forwarded are read: the city sees nothing else (依法审核).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from django.db.models import F, QuerySet

from ruantong.core.cellref import CellRef
from ruantong.core.content import FormsJson, form_in, get, part_of
from ruantong.core.dossier import Dossier, UnitFacts
from ruantong.core.interchange import parse_forms
from ruantong.core.periods import Frequency, Period
from ruantong.core.rules.executors.columns_needs import needs_of
from ruantong.core.rules.language.tree import DECEMBER, PREVIOUS, YEAR_AGO
from ruantong.core.rules.ruleset import RuleSet
from ruantong.registry.models import ReportingUnit
from ruantong.returns.judging.dossiers import Comparisons, own_uscc, with_comparisons
from ruantong.returns.models import Revision
from ruantong.returns.reading.access import forwarded_submissions
from ruantong.returns.regimes import regime_for_period


def readable(periods: Collection[str], regime_key: str) -> QuerySet[Revision]:
    """The latest forwarded submission of every return of the periods."""
    return forwarded_submissions().filter(
        owner__period__in=periods,
        owner__regime=regime_key,
        number=F("owner__forwarded_revision"),
    )


@dataclass(frozen=True)
class Submission:
    """A forwarded submission as it is stored, with the earlier ones it is compared with."""

    pk: int
    number: int
    owner_id: int
    rule_version: str
    period: Period
    unit: UnitFacts
    forms: FormsJson
    compared: Comparisons


@dataclass(frozen=True)
class Reading:
    """What some rules look at: forms with their rows, and which earlier returns. The rest of a
    submission need not be read.
    """

    whens: frozenset[str]
    rows: Mapping[str, frozenset[str]]
    groups: frozenset[str]

    @classmethod
    def of(cls, *rulesets: RuleSet) -> Self:
        """What any of these rule sets looks at."""
        whens: set[str] = set()
        rows: dict[str, set[str]] = {}
        groups: set[str] = set()
        for needs in map(needs_of, rulesets):
            for (when, form), columns in needs.cells.items():
                whens.add(when)
                rows.setdefault(form, set()).update(c.ref.indicator for c in columns.values())
            whens.update(when for when, _, _ in needs.lines)
            groups.update(form for _, form, _ in needs.lines)
        return cls(
            frozenset(whens),
            {form: frozenset(named) for form, named in rows.items()},
            frozenset(groups),
        )

    def part(self, forms: FormsJson) -> FormsJson:
        """The part of a submission that is looked at."""
        found: FormsJson = {}
        for code, named in self.rows.items():
            if code in forms:
                content = form_in(forms, code)
                found[code] = part_of(content, named, lines=code in self.groups)
        return found

    def periods(self, period: Period) -> dict[str, Period]:
        """The earlier periods that are looked at, by what they are to this one."""
        near = {
            PREVIOUS: regime_for_period(period).before(period),
            YEAR_AGO: period.year_ago(),
            DECEMBER: period.december() if period.frequency is Frequency.ANNUAL else None,
        }
        return {when: other for when, other in near.items() if other and when in self.whens}


_FIELDS = (
    "pk", "number", "owner_id", "owner__rule_version", "owner__period", "owner__district_code",
    "owner__unit_id", "facts", "forms",
)  # fmt: skip


def submissions_of(revisions: QuerySet[Revision], reading: Reading) -> list[Submission]:
    """Submissions with what ``reading`` looks at, in the order given; three queries for all."""
    # Not the stored report, which is several times as long as the return.
    found = list(revisions.values_list(*_FIELDS))
    periods = {text: Period.parse(text) for text in {row[4] for row in found}}
    near = {text: reading.periods(period) for text, period in periods.items()}
    earlier = _earlier(
        {row[6] for row in found}, {str(p) for some in near.values() for p in some.values()}
    )
    own = {
        text: own_uscc(regime_for_period(period), period.frequency)
        for text, period in periods.items()
    }
    known = dict(ReportingUnit.objects.values_list("uscc", "pk")) if any(own.values()) else {}
    submissions = []
    for pk, number, owner_id, version, text, district, unit_id, told, forms in found:
        period = periods[text]
        unique = _unique(forms, unit_id, known, own[text])
        facts = UnitFacts(told["uscc"], told["name"], district, frozenset(told["lists"]), unique)
        compared = {when: earlier.get((unit_id, str(other))) for when, other in near[text].items()}
        others = (compared.get(PREVIOUS), compared.get(YEAR_AGO), compared.get(DECEMBER))
        submissions.append(
            Submission(pk, number, owner_id, version, period, facts, forms, Comparisons(*others))
        )
    return submissions


def _earlier(units: set[int], periods: set[str]) -> dict[tuple[int, str], FormsJson]:
    if not periods:
        return {}
    latest = forwarded_submissions().filter(
        owner__unit_id__in=units,
        owner__period__in=periods,
        number=F("owner__forwarded_revision"),
    )
    return {
        (unit, period): forms
        for unit, period, forms in latest.values_list("owner__unit_id", "owner__period", "forms")
    }


def _unique(
    forms: FormsJson, unit_id: int, known: Mapping[str, int], own: CellRef | None
) -> bool | None:
    if own is None:
        return None
    written = get(forms, own)
    return not written or known.get(written, unit_id) == unit_id


def dossiers_of(
    submissions: Iterable[Submission], ruleset: RuleSet, reading: Reading
) -> Iterable[tuple[Submission, Dossier]]:
    """Submissions as one return at a time is judged, with only what ``reading`` looks at."""
    regime = ruleset.regime
    for each in submissions:
        compared = each.compared
        forms, _ = parse_forms(regime, each.period, reading.part(each.forms))
        earlier = Comparisons(
            *(
                None if other is None else reading.part(other)
                for other in (compared.previous, compared.year_ago, compared.december)
            )
        )
        dossier = Dossier(period=each.period, unit=each.unit, forms=forms)
        yield each, with_comparisons(regime, dossier, earlier)
