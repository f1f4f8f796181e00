"""应报情况: for the enterprise itself, its district and the city."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.access import unit_for
from ruantong.registry.survey.periods import frequencies
from ruantong.returns.pages.owed import Owed, owed_in
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter
from ruantong.web.rows import Rows


def _state(row: Owed) -> str:
    return row.ret.state_label if row.ret else "未生成"


COLUMNS = (
    Column("报告期", lambda row: row.period.label, width=18),
    Column("类别", lambda row: row.period.frequency.label, width=8),
    Column("应报", lambda row: "应报" if row.standing.owes else "不应报", width=8),
    Column("原因", lambda row: row.standing.because, width=36),
    Column("报表", lambda row: row.told, width=60),
    Column("审核区县", lambda row: row.district, width=16),
    Column("状态", _state, width=14),
    Column("零报", lambda row: "零报" if row.nil else "", width=8),
)
OWES = (("yes", "应报"), ("no", "不应报"))
_BACK = 6


@require_safe
@requires(Role.RESPONDENT, Role.DISTRICT, Role.CITY)
def owed(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit in one year."""
    actor = actor_of(request)
    unit = unit_for(actor, pk)
    this_year = clock.today().year
    years = [str(year) for year in range(this_year, this_year - _BACK, -1)]
    wanted = request.GET.get("year", "")
    year = wanted if wanted in years else years[0]
    listing = Rows(
        request,
        owed_in(actor, unit, int(year)),
        filters=(
            (
                Filter("year", "年度", "", [(each, f"{each}年") for each in years], default=year),
                _year,
            ),
            (Filter("kind", "类别", "", _kinds()), lambda row: row.period.frequency.value),
            (Filter("owes", "应报", "", OWES), lambda row: "yes" if row.standing.owes else "no"),
        ),
        sorts={
            "period": lambda row: (row.period.last_day, row.period.frequency.value),
            "kind": lambda row: (row.period.frequency.value, row.period.last_day),
            "owes": lambda row: (row.standing.owes, row.period.last_day),
            "state": lambda row: (_state(row), row.period.last_day),
        },
        text=lambda row: f"{row.period.label} {row.standing.because} {row.told}",
        default_sort="-kind",
    )
    if listing.export:
        document = listing.document(f"{unit.name}应报情况", "期", period=f"{year}年")
        return export_response(listing.export, document, COLUMNS, listing.export_rows)
    context = {"unit": unit, "listing": listing, "own": actor.is_role(Role.RESPONDENT)}
    return render(request, "returns/owed.html", context)


def _year(row: Owed) -> str:
    return str(row.period.year)


def _kinds() -> list[tuple[str, str]]:
    return [(each.value, each.label) for each in frequencies()]
