"""填报历史: every submission and act, what changed between two submissions, and the threads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.returns.moving.moves import subject_of
from ruantong.returns.pages.page import Filing
from ruantong.returns.pages.queries import history_of, threads_of
from ruantong.returns.reading.access import revisions_of
from ruantong.returns.reading.changes import Change, changes_between
from ruantong.trail.looking import looked_at


@require_safe
@requires(Role.RESPONDENT)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Submissions, acts, the difference asked for with ``?a=1&b=2``, and threads."""
    filing = Filing(actor_of(request), pk)
    revisions = list(revisions_of(filing.actor, filing.ret).defer("report"))
    a, b = _pair(request, [revision.number for revision in revisions])
    by_number = {revision.number: revision for revision in revisions}
    changes: tuple[Change, ...] | None = None
    if a and b:
        changes = changes_between(filing.regime, by_number[a].forms, by_number[b].forms)
    context = {
        **filing.page(),
        "tab_history": True,
        "revisions": list(reversed(revisions)),
        "acts": history_of(filing.ret),
        "a": a,
        "b": b,
        "changes": changes,
        "threads": threads_of(filing.ret),
        "looks": [
            (day, ROLE_LABELS[Role(role)], people)
            for day, role, people in looked_at(subject_of(filing.ret))
        ],
    }
    return render(request, "returns/history.html", context)


def _pair(request: HttpRequest, numbers: list[int]) -> tuple[int, int]:
    """The two submissions to compare; by default the last two, none when there is one."""
    if len(numbers) < 2:
        return 0, 0
    wanted = [request.GET.get(name, "") for name in ("a", "b")]
    chosen = [int(text) if text.isdecimal() and len(text) < 6 else 0 for text in wanted]
    a, b = (number if number in numbers else 0 for number in chosen)
    return (a or numbers[-2]), (b or numbers[-1])
