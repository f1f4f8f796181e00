"""More years of accepted returns in a demo city: a hundred further units file every period.

Run as a process of its own (``python -m benchmarks.web.history 2025 2026``): Django belongs to one
database. Prints the user name of a city officer.
"""

from __future__ import annotations

import sys
from datetime import date
from itertools import product

_UNITS = 100
_MARK = "长年份单位"


def fill(years: list[int]) -> str:
    from django.utils import timezone

    from ruantong.accounts.models import User
    from ruantong.core.lifecycle import Role, State
    from ruantong.core.periods import Period
    from ruantong.registry.models import ReportingUnit
    from ruantong.returns.models import AcceptedFigures, PeriodOpening, Return, Revision

    city = User.objects.filter(role=Role.CITY.value).earliest("pk")
    samples = {
        frequency: AcceptedFigures.objects.select_related("owner")
        .filter(owner__frequency=frequency)
        .earliest("pk")
        for frequency in ("monthly", "annual")
    }
    units = list(ReportingUnit.objects.filter(name__startswith=_MARK).order_by("pk"))
    if not units:
        model = ReportingUnit.objects.earliest("pk")
        for number in range(_UNITS):
            model.pk, model.uscc, model.name = None, f"9X{number:016}", f"{_MARK}{number}"
            model._state.adding = True
            model.save(force_insert=True)
            units.append(ReportingUnit.objects.get(uscc=model.uscc))
    now = timezone.now()
    for year in years:
        periods = [
            Period.parse(text) for text in (str(year), *(f"{year}-{m:02}" for m in range(2, 13)))
        ]
        for period in periods:
            regime = samples[period.frequency.value].owner.regime
            PeriodOpening.objects.get_or_create(
                period=str(period), defaults={"regime": regime, "opened_at": now}
            )
        returns = Return.objects.bulk_create(
            Return(
                unit=unit, period=str(period), frequency=period.frequency.value,
                regime=samples[period.frequency.value].owner.regime,
                district_code=unit.district_id, state=State.ACCEPTED.value,
                due_on=date(2024, 6, 12), state_since=now,
                revision=1, forwarded_revision=1, accepted_revision=1,
            )
            for unit, period in product(units, periods)
        )  # fmt: skip
        Revision.objects.bulk_create(
            Revision(
                owner=ret, number=1, forms={}, report={}, facts={}, content_hash="sha256:bench",
                regime=ret.regime, ruleset="", submitted_at=now, submitted_by=city,
                due_on=ret.due_on, due_reason="", late=False, trail_number=1,
            )
            for ret in returns
        )  # fmt: skip
        kept = []
        for ret in returns:
            sample = samples[ret.frequency]
            kept.append(
                AcceptedFigures(
                    owner=ret, period=ret.period, district_code=ret.district_code,
                    district_name=sample.district_name, unit_id=ret.unit_id, uscc=ret.unit.uscc,
                    name=ret.unit.name, revision=1, content_hash="sha256:bench",
                    layout=sample.layout, figures=sample.figures,
                )
            )  # fmt: skip
        AcceptedFigures.objects.bulk_create(kept)
    return city.username


def main() -> None:
    from ruantong.commands.environment import start_django

    start_django(demo=True)
    print(fill([int(text) for text in sys.argv[1:]]))


if __name__ == "__main__":
    main()
