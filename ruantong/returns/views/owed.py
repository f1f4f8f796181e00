"""应报情况: for the enterprise itself, its district and the city."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.access import unit_for
from ruantong.returns.pages.owed import owed_in
from ruantong.web.document import Column, Document
from ruantong.web.export import export_response
from ruantong.web.listing import EXPORTS

COLUMNS = (
    Column("报告期", lambda row: row.period.label, width=18),
    Column("类别", lambda row: row.period.frequency.label, width=8),
    Column("应报", lambda row: "应报" if row.standing.owes else "不应报", width=8),
    Column("原因", lambda row: row.standing.because, width=36),
    Column("报表", lambda row: row.told, width=60),
    Column("状态", lambda row: row.ret.state_label if row.ret else "未生成", width=14),
)
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
    rows = owed_in(unit, int(year))
    shown = request.GET.get("owes", "")
    if shown in ("yes", "no"):
        rows = [row for row in rows if row.standing.owes == (shown == "yes")]
    kind = request.GET.get("export", "")
    if kind in EXPORTS:
        document = Document(f"{unit.name}应报情况", len(rows), "期", view=(f"{year}年",))
        return export_response(kind, document, COLUMNS, rows)
    context = {
        "unit": unit, "rows": rows, "year": year, "years": years, "owes": shown,
        "own": actor.is_role(Role.RESPONDENT),
    }  # fmt: skip
    return render(request, "returns/owed.html", context)
