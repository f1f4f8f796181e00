"""What the buttons of a return do: autosave, 数据审核, 填写说明, 确定上报, 撤回."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.days import chinese_iso
from ruantong.core.lifecycle import EDITABLE, STATE_LABELS, Role, State
from ruantong.core.timing import Timing
from ruantong.gateways import clock
from ruantong.registry.people.division import submitting_problem
from ruantong.registry.survey.packs import regimes
from ruantong.returns.cells import without_place
from ruantong.returns.errors import Conflict, NotFound, Refused
from ruantong.returns.filing.posted import posted_version
from ruantong.returns.filing.sealed import sealed
from ruantong.returns.filing.signatories import REPORTED_ON, FootFaults
from ruantong.returns.judging.nil import STATEMENT
from ruantong.returns.models import Revision
from ruantong.returns.moving import actions
from ruantong.returns.pages.page import Filing
from ruantong.returns.reading.stamped import stamped_of
from ruantong.returns.reading.timing import timing
from ruantong.returns.regimes import regime_of

LARGEST_BODY = 1024 * 1024


@require_POST
@requires(Role.RESPONDENT)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Autosave of changed cells: {version, cells, rows} → what was kept, computed and complained of."""
    sent = _body(request)
    if sent is None:
        return JsonResponse({"message": "保存的内容不完整，请刷新页面后再试。"}, status=400)
    actor = actor_of(request)
    if str(sent.get("person", actor.pk)) != str(actor.pk):
        message = "现在登录的是另一个人，本页所填没有发送，请由原来的填报人重新登录。"
        return JsonResponse({"message": message, "another": True}, status=403)
    try:
        saved = actions.save(
            pk,
            actor=actor,
            version=sent.get("version", -1),
            cells=sent.get("cells", {}),
            rows=sent.get("rows", {}),
            unanswered=sent.get("unanswered"),
        )
    except Conflict as conflict:
        conflicts = [
            {"cell": c.cell, "name": c.name, "typed": c.typed, "stored": c.stored}
            for c in conflict.conflicts
        ]
        answer = {"message": conflict.message, "version": conflict.version, "conflicts": conflicts}
        return JsonResponse(answer, status=409)
    except Refused as refused:
        return JsonResponse({"message": refused.message}, status=422)
    elsewhere = saved.changed_elsewhere
    return JsonResponse(
        {
            "version": saved.version,
            "saved_at": clock.now().strftime("%H:%M:%S"),
            "state": saved.state.value,
            "state_label": STATE_LABELS[saved.state],
            "stale": saved.state is State.DRAFTING,
            "values": _texts(saved.values),
            "automatic": saved.automatic,
            "elsewhere": _texts(elsewhere),
            "unexplained": saved.unexplained,
            "faults": [{"cell": f.cell, "message": without_place(f.message)} for f in saved.faults],
            "reload": _changes_forms(saved.values)
            or any(isinstance(value, list) for value in elsewhere.values()),
        }
    )


def _body(request: HttpRequest) -> dict[str, Any] | None:
    try:
        body = request.body
        sent = json.loads(body) if len(body) <= LARGEST_BODY else None
    except (ValueError, RecursionError, RawPostDataException):  # the last: sent as a form
        return None
    return sent if isinstance(sent, dict) else None


def _texts(values: dict[str, Any]) -> dict[str, str]:
    """Cells only: lines are numbers on the page already."""
    return {ref: text for ref, text in values.items() if isinstance(text, str)}


def _changes_forms(values: dict[str, Any]) -> bool:
    """True when a cell decides whether another form is owed (5表 by 1.R07.A): tabs change."""
    deciding = {form.applies for regime in regimes().values() for form in regime.forms}
    return any(f"cell {ref} = " in sentence for ref in values for sentence in deciding)


@require_POST
@requires(Role.RESPONDENT)
def validate(request: HttpRequest, pk: int) -> HttpResponse:
    """数据审核 where nothing is typed; the pages with forms save first and ask for it themselves."""
    filing = Filing(actor_of(request), pk)
    try:
        kept = None
        if filing.ret.lifecycle is State.NOT_STARTED:
            saved = actions.save(pk, actor=filing.actor, version=filing.draft.version, cells={})
            kept = saved.typed
        actions.validate(pk, actor=filing.actor, known=kept)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(reverse("returns:overview", args=[pk]) + "#findings")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """确定上报: who signs, what the law says, and then the receipt."""
    filing = Filing(actor_of(request), pk)
    typed = {field.key: request.POST.get(field.key, "") for field in filing.regime.foot}
    error, faults = "", {}
    if request.method == "POST":
        given = {key: text for key, text in typed.items() if key != REPORTED_ON}
        try:
            revision = actions.submit(
                pk,
                actor=filing.actor,
                signatories=given,
                version=posted_version(request.POST),
            )
        except FootFaults as refused:
            error, faults = "表尾还有下列各项要补正", refused.faults
        except Refused as refused:
            error = refused.message
        else:
            return redirect("returns:receipt", pk, revision.number)
    elif not filing.editable:
        return redirect("returns:overview", pk)
    start = typed if error else filing.signatories_to_start
    not_mine = submitting_problem(filing.actor, filing.ret.unit)
    context = {
        **filing.page(),
        "outcome": filing.outcome,
        "explained": len(filing.outcome.explained) if filing.outcome else 0,
        "stale": filing.stale,
        "ready": filing.ret.lifecycle is State.PASSED and not filing.stale,
        "not_mine": not_mine,
        "fields": foot_fields(filing, start, faults),
        "error": error,
        "faults": faults,
        "sealed": [sealed(filing.sheet(form, for_print=True)) for form in filing.due],
        "today": clock.today(),
        "late": timing(filing.ret) is Timing.OVERDUE,
    }
    return render(request, "returns/submit.html", context, status=422 if error else 200)


def foot_fields(
    filing: Filing, start: Mapping[str, str], faults: Mapping[str, str]
) -> list[dict[str, str]]:
    """The foot to be filled in, each field with what is wrong with it."""
    return [
        {
            "key": field.key,
            "name": field.name,
            "kind": field.kind.value,
            "value": start.get(field.key, ""),
            "fault": faults.get(field.key, ""),
        }
        for field in filing.regime.foot
        if field.key != REPORTED_ON
    ]


@require_safe
@requires(Role.RESPONDENT)
def receipt(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """回执 of one submission."""
    filing = Filing(actor_of(request), pk, number)
    revision = filing.revision
    if revision is None:
        raise NotFound
    regime = regimes().get(revision.regime, regime_of(filing.ret))
    context = {
        **filing.page(),
        "revision": revision,
        "withdrawn": filing.withdrawal(revision),
        "latest": revision.number == filing.ret.revision,
        "can_withdraw": filing.ret.lifecycle is State.SUBMITTED
        and revision.number == filing.ret.revision,
        "regime": regime,
        "signed": [(field.name, _signed(revision, field.key)) for field in regime.foot],
        "nil_reason": next(
            (said["text"] for said in revision.explanations if said["key"] == STATEMENT), ""
        ),
        "counts": revision.report.get("counts", {}),
        "stamped": stamped_of(filing.ret, revision),
        "latest_stands": revision.number == filing.ret.revision
        and filing.ret.lifecycle not in EDITABLE,
        "valid_to": chinese_iso(regime.validity.valid_to),
    }
    return render(request, "returns/receipt.html", context)


def _signed(revision: Revision, key: str) -> str:
    """One line of the foot as it was signed; the day is written as everywhere."""
    value = str(revision.signatories.get(key, ""))
    return chinese_iso(value) if key == REPORTED_ON and value else value


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回, while the district has not reviewed; asked once before."""
    actor = actor_of(request)
    if request.method != "POST":
        filing = Filing(actor, pk)
        if filing.ret.lifecycle is not State.SUBMITTED:
            return redirect("returns:overview", pk)
        return render(request, "returns/withdraw.html", filing.page())
    try:
        ret = actions.withdraw(pk, actor=actor)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("returns:overview", pk)
    messages.success(request, "已撤回，可以修改后重新数据审核和上报。原上报版本保留在填报历史中。")
    return redirect("returns:receipt", pk, ret.revision)


@require_POST
@requires(Role.RESPONDENT)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The respondent's answer in a reviewer's thread."""
    target, text = request.POST.get("target", ""), request.POST.get("text", "")
    try:
        actions.remark(pk, actor=actor_of(request), target=target, text=text)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "答复已发送给审核人员。")
    return redirect(reverse("returns:history", args=[pk]) + "#threads")


@require_POST
@requires(Role.RESPONDENT)
def explain_again(request: HttpRequest, pk: int) -> HttpResponse:
    """沿用: one explanation of before is said of the same query again; back to where it was offered."""
    key = request.POST.get("key", "")
    try:
        actions.explain_again(pk, key, actor=actor_of(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "已沿用为本期的填写说明。")
    here = request.POST.get("here", "")
    if any(form.code == here for form in Filing(actor_of(request), pk).due):
        return redirect(reverse("returns:form", args=[pk, here]) + "#findings")
    return redirect(reverse("returns:overview", args=[pk]) + "#findings")
