"""填报历史: every submission and act, what changed between two submissions, and the threads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.returns.moving.moves import subject_of
from ruantong.returns.pages.compared import COLUMNS, compared
from ruantong.returns.pages.page import Filing
from ruantong.returns.pages.queries import history_of, threads_of
from ruantong.returns.reading.access import revisions_of
from ruantong.trail.looking import looked_at
from ruantong.web.document import Document
from ruantong.web.export import export_response
from ruantong.web.listing import EXPORTS


@require_safe
@requires(Role.RESPONDENT)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Submissions, acts, two of them compared (``?a=1&b=2&form=6&show=all``), and threads."""
    filing = Filing(actor_of(request), pk)
    revisions = list(revisions_of(filing.actor, filing.ret))
    both = compared(filing.regime, revisions, request.GET)
    kind = request.GET.get("export", "")
    if both and kind in EXPORTS:
        rows = both.rows(filing.regime)
        title = f"{filing.ret.unit_name}第{both.a}次与第{both.b}次上报的变化"
        document = Document(title, len(rows), "处", period=filing.period.label)
        return export_response(kind, document, COLUMNS, rows)
    context = {
        **filing.page(),
        "tab_history": True,
        "revisions": list(reversed(revisions)),
        "acts": history_of(filing.ret),
        "compared": both,
        "threads": threads_of(filing.ret, [each.report for each in revisions]),
        "looks": [
            (day, ROLE_LABELS[Role(role)], people)
            for day, role, people in looked_at(subject_of(filing.ret))
        ],
    }
    return render(request, "returns/history.html", context)
