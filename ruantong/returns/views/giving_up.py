"""放弃修改: what would be put aside, and then the return as it was submitted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.returns.errors import Refused
from ruantong.returns.filing.giving_up import changes_of
from ruantong.returns.filing.posted import posted_version
from ruantong.returns.moving import actions
from ruantong.returns.pages.page import Filing


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Every cell that differs is shown before; what was typed after that is not thrown away."""
    actor, error = actor_of(request), ""
    if request.method == "POST":
        seen = posted_version(request.POST)
        try:
            ret = actions.give_up(pk, actor=actor, version=seen)
        except Refused as refused:
            error = refused.message
        else:
            messages.success(
                request,
                f"已放弃修改，恢复为第{ret.revision}次上报的内容，现为“{ret.state_label}”。",
            )
            return redirect("returns:overview", pk)
    filing = Filing(actor, pk)
    correction = filing.correction
    if correction is None:
        if error:
            messages.error(request, error)
        return redirect("returns:overview", pk)
    context = {
        **filing.page(),
        "giving_up": True,
        "changes": changes_of(filing.ret, filing.draft, correction.revision),
        "back_to": correction.back_to,
        "error": error,
    }
    return render(request, "returns/give_up.html", context, status=422 if error else 200)
