"""零报: one page that says what is filed and what follows, with one button."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.core.timing import Timing
from ruantong.gateways import clock
from ruantong.registry.people.division import submitting_problem
from ruantong.returns.errors import Refused
from ruantong.returns.filing.nil import judged_nil, nil_content
from ruantong.returns.filing.posted import posted_version
from ruantong.returns.filing.sealed import sealed
from ruantong.returns.filing.signatories import REPORTED_ON, FootFaults
from ruantong.returns.judging.nil import may_be_nil, nil_problem
from ruantong.returns.moving import actions
from ruantong.returns.pages.page import Filing
from ruantong.returns.reading.timing import timing
from ruantong.returns.views.acts import foot_fields


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def submit_nil(request: HttpRequest, pk: int) -> HttpResponse:
    """确认本期无业务并上报, and then the receipt."""
    filing = Filing(actor_of(request), pk)
    typed = {field.key: request.POST.get(field.key, "") for field in filing.regime.foot}
    reason, error, faults = request.POST.get("reason", ""), "", dict[str, str]()
    if request.method == "POST":
        try:
            revision = actions.submit_nil(
                pk,
                actor=filing.actor,
                signatories={key: text for key, text in typed.items() if key != REPORTED_ON},
                reason=reason,
                version=posted_version(request.POST),
            )
        except FootFaults as refused:
            error, faults = "表尾还有下列各项要补正", refused.faults
        except Refused as refused:
            error = refused.message
        else:
            return redirect("returns:receipt", pk, revision.number)
        filing = Filing(filing.actor, pk)
    if not filing.editable:
        return redirect("returns:overview", pk)
    start = typed if error else filing.signatories_to_start
    context: dict[str, Any] = {
        **filing.page(),
        "problem": submitting_problem(filing.actor, filing.ret.unit),
        "fields": foot_fields(filing, start, faults),
        "faults": faults,
        "reason": reason,
        "error": error,
        "today": clock.today(),
        "late": timing(filing.ret) is Timing.OVERDUE,
    }
    if may_be_nil(filing.ret):
        filing.typed = content = nil_content(filing.ret, filing.draft)
        context["problem"] = context["problem"] or nil_problem(
            filing.ret, content.due, filing.draft.forms
        )
        context["queries"] = judged_nil(content, "").report.queries
        context["sealed"] = [sealed(filing.sheet(form, for_print=True)) for form in filing.due]
    else:
        context["problem"] = nil_problem(filing.ret, (), {})
    return render(request, "returns/nil.html", context, status=422 if error else 200)
