"""Putting a draft in force: one officer of the city proposes it, another releases it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.rulelab import publishing
from ruantong.rulelab.models import DryRun, ReleaseProposal, RuleDraft
from ruantong.rulelab.views_drafts import draft_page, number_in

#: Open periods named beside the form; older ones are only counted.
_NAMED = 6


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.CITY)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """When and why a draft is to become effective. Open periods need a reason of their own."""
    found = get_object_or_404(RuleDraft, pk=pk)
    waiting = found.open_proposal
    if waiting is not None and request.method != "POST":
        return redirect("rulelab:proposal", waiting.pk)
    page = _what_is_known(found)
    asked = {name: request.POST.get(name, "") for name in ("first", "reason", "open_reason")}
    if request.method == "POST":
        try:
            proposal = publishing.propose_release(
                pk,
                actor=actor_of(request),
                number=number_in(request),
                spare_open="spare_open" in request.POST,
                **asked,
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
            page |= {"asked": asked, "spare_open": "spare_open" in request.POST}
            return render(request, "rulelab/propose.html", page, status=422)
        messages.success(request, "已提请发布，由另一名市级管理员核对后发布。")
        return redirect("rulelab:proposal", proposal.pk)
    asked["first"] = request.GET.get("first", "") or _next_period(page["periods"])
    return render(request, "rulelab/propose.html", page | {"asked": asked})


def _next_period(opened: list[Period]) -> str:
    """The period after the newest open one; blank for the city to fill in at a turn of the year."""
    if not opened:
        return ""
    newest = opened[0]
    if newest.number == 0:
        return str(Period(newest.frequency, newest.year + 1, 0))
    last = 12 if newest.frequency.value == "monthly" else 4
    first = 2 if newest.frequency.value == "monthly" else 1
    if newest.number == last:
        return str(Period(newest.frequency, newest.year + 1, first))
    return str(Period(newest.frequency, newest.year, newest.number + 1))


def _what_is_known(found: RuleDraft) -> dict[str, Any]:
    """The checks and the dry run of a draft's text, told again before each step."""
    page = draft_page(found, {})
    run = DryRun.objects.filter(text=page["text"], finished_at__isnull=False).first()
    hit = (
        None if run is None else run.rows.filter(change="fails").values("owner").distinct().count()
    )
    return page | {
        "newest": page["periods"][:_NAMED],
        "older": len(page["periods"][_NAMED:]),
        "last_run": run,
        "hit": hit,
    }


@require_safe
@requires(Role.CITY)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal with all that is known of it, and what this officer may do with it."""
    found = get_object_or_404(
        ReleaseProposal.objects.select_related("draft", "text", "proposed_by", "decided_by"), pk=pk
    )
    return render(request, "rulelab/proposal.html", _proposal_page(found, actor_of(request)))


def _proposal_page(found: ReleaseProposal, actor: User) -> dict[str, Any]:
    waiting = found.state == ReleaseProposal.State.OPEN
    page: dict[str, Any] = _what_is_known(found.draft) if waiting else {"draft": found.draft}
    own = found.proposed_by_id == actor.pk
    opened: list[Period] = page.get("periods", [])
    concerned = [period for period in opened if period >= found.first]
    return page | {"proposal": found, "waiting": waiting, "own": own, "concerned": concerned}


@require_POST
@requires(Role.CITY)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """The other officer puts it in force."""
    found = get_object_or_404(ReleaseProposal, pk=pk)
    try:
        made = publishing.release_proposal(pk, actor=actor_of(request))
    except Refused as refusal:
        return _refused(request, found, refusal)
    messages.success(request, f"已发布，自{made.first.label}起施行。")
    return redirect("rulelab:release", made.pk)


@require_POST
@requires(Role.CITY)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft goes back for writing: withdrawn, or returned with a reason."""
    found = get_object_or_404(ReleaseProposal, pk=pk)
    reason = request.POST.get("reason", "")
    try:
        decided = publishing.decline_proposal(pk, actor=actor_of(request), reason=reason)
    except Refused as refusal:
        return _refused(request, found, refusal, reason)
    done = "撤回提请" if decided.state == ReleaseProposal.State.WITHDRAWN else "退回草案"
    messages.success(request, f"已{done}，可以修改后重新提请。")
    return redirect("rulelab:draft", decided.draft_id)


def _refused(
    request: HttpRequest, found: ReleaseProposal, refusal: Refused, reason: str = ""
) -> HttpResponse:
    messages.error(request, refusal.message)
    found.refresh_from_db()
    page = _proposal_page(found, actor_of(request)) | {"reason": reason}
    return render(request, "rulelab/proposal.html", page, status=422)
