"""What reviewers do with one return: forward, accept, send back, ask. Words only, never figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ruantong.accounts.access import actor_of, requires
from ruantong.accounts.confirming import Act, Asking, asked_once
from ruantong.core.lifecycle import STATE_LABELS, Action, Role, State
from ruantong.desks import names
from ruantong.desks.places import DESKS, Desk
from ruantong.desks.review.bulk import numbers
from ruantong.desks.review.deciding import Decided, decided, findings_to_name
from ruantong.desks.review.forms import QuestionForm, WhyForm
from ruantong.desks.views.review import (
    NAME,
    OPINION,
    SEND_BACK,
    STANDS,
    UNLOCK,
    bound_text,
    load,
    page,
)
from ruantong.returns.errors import Refused
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import Outcome
from ruantong.returns.regimes import regime_of

_SENT_BACK: dict[str, tuple[Callable[..., object], str]] = {
    Action.SEND_BACK.value: (actions.send_back, "已退回企业"),
    Action.SEND_BACK_TO_DISTRICT.value: (actions.send_back_to_district, "已退回区县"),
    Action.SEND_BACK_TO_ENTERPRISE.value: (actions.send_back_to_enterprise, "已退回企业"),
}


@require_POST
@requires(Role.DISTRICT)
def district_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """审核通过并上报市级, then on to the next return of the queue."""
    return _decide(request, pk, actions.forward, "已审核通过并上报市级")


@require_POST
@requires(Role.CITY)
def city_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """市级审核通过, then on to the next return of the queue."""
    return _decide(request, pk, actions.accept, "已通过市级审核")


@require_POST
@requires(Role.DISTRICT)
def district_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _send_back(request, pk, Action.SEND_BACK.value)


@require_POST
@requires(Role.CITY)
def city_back(request: HttpRequest, pk: int) -> HttpResponse:
    """退回区县 or 退回企业, by the button that was pressed."""
    return _send_back(request, pk, request.POST.get("action", ""))


@require_POST
@requires(Role.CITY)
def city_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """解锁: a locked return goes back among those to be accepted, with the reason on record."""
    review = decided(actor_of(request), pk)
    form = WhyForm(request.POST, label="解锁理由", prefix=UNLOCK)
    if not form.is_valid():
        return page(request, load(request, pk), faulty={UNLOCK: form})
    reason, back = form.cleaned_data["text"], _desk(request).page(pk)
    asking = Asking(
        title="解锁",
        sentence=(
            f"“{review.title}”{review.period.label}的报表已汇总上报。解锁后回到“{STATE_LABELS[State.FORWARDED]}”，"
            "须重新审核；在重新通过市级审核以前，不计入本期汇总。已存档的汇总不变。"
        ),
        back=back,
        facts=(("解锁理由", reason),),
    )

    def refused(message: str) -> HttpResponse:
        form.add_error("text", message)
        return page(request, load(request, pk), faulty={UNLOCK: form})

    act = Act(
        verb=lambda: actions.unlock(pk, actor=actor_of(request), reason=reason),
        asking=lambda: asking,
        done=f"“{review.title}”已解锁，回到“区县已上报”，须重新审核。",
        then=back,
    )
    return asked_once(request, act, refused)


@require_POST
@requires(Role.DISTRICT)
def district_stands(request: HttpRequest, pk: int) -> HttpResponse:
    return _let_stand(request, pk)


@require_POST
@requires(Role.CITY)
def city_stands(request: HttpRequest, pk: int) -> HttpResponse:
    return _let_stand(request, pk)


def _let_stand(request: HttpRequest, pk: int) -> HttpResponse:
    """维持原数: the return stands although an earlier period was corrected, with the reason."""
    review = decided(actor_of(request), pk)
    form = WhyForm(request.POST, label="维持原数的理由", prefix=STANDS)
    if form.is_valid():
        try:
            actions.let_stand(
                pk,
                request.POST.get("follow_up", ""),
                actor=actor_of(request),
                reason=form.cleaned_data["text"],
            )
        except Refused as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, f"已记录“{review.title}”维持原数的理由。")
            return redirect(_desk(request).page(pk))
    return page(request, load(request, pk), faulty={STANDS: form})


@require_POST
@requires(Role.ASSOCIATION)
def association_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """校核意见: bound to a cell or a rule, seen by the district and the city; decides nothing."""
    review = load(request, pk)
    form = bound_text(review.regime, review.finding_choices, OPINION, request.POST)
    if form.is_valid():
        try:
            actions.cross_check(
                pk,
                actor=actor_of(request),
                target=form.bound_to,
                opinion=form.cleaned_data["text"],
            )
        except Refused as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, f"对“{review.title}”的校核意见已记录，区县和市级均可看到。")
            return redirect(_here(request, pk) + "#acts")
    return page(request, review, faulty={OPINION: form})


@require_POST
@requires(Role.ASSOCIATION)
def association_name(request: HttpRequest, pk: int) -> HttpResponse:
    """查看名称: the reason goes on the trail before the name is shown."""
    review = load(request, pk)
    form = WhyForm(request.POST, label="查看理由", prefix=NAME)
    if form.is_valid():
        try:
            names.look_up(request, pk, reason=form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, "已记入操作日志；本次登录期间可以看到该单位的名称。")
            return redirect(_here(request, pk))
    return page(request, review, faulty={NAME: form})


@require_POST
@requires(Role.DISTRICT)
def district_ask(request: HttpRequest, pk: int) -> HttpResponse:
    return _ask(request, pk)


@require_POST
@requires(Role.CITY)
def city_ask(request: HttpRequest, pk: int) -> HttpResponse:
    return _ask(request, pk)


def _desk(request: HttpRequest) -> Desk:
    return DESKS[Role(actor_of(request).role)]


def _here(request: HttpRequest, pk: int) -> str:
    return _desk(request).page(pk, request.POST.get("form", ""))


def _decide(
    request: HttpRequest, pk: int, verb: Callable[..., list[Outcome]], done: str
) -> HttpResponse:
    review = decided(actor_of(request), pk)
    looked_at = (*numbers([request.POST.get("revision", "")]), 0)[0]
    outcome = verb({pk: looked_at}, actor=actor_of(request))[0]
    if not outcome.moved:
        messages.error(request, f"“{review.title}”未办理：{outcome.refusal}")
        return redirect(_desk(request).page(pk))
    return _onward(request, review, done)


def _send_back(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    actor = actor_of(request)
    review = decided(actor, pk)
    findings = partial(findings_to_name, actor, review.ret)
    form = bound_text(regime_of(review.ret), findings, SEND_BACK, request.POST)
    if action not in _SENT_BACK:
        form.add_error(None, "请选择退回区县还是退回企业。")
    if form.is_valid():
        verb, done = _SENT_BACK[action]
        try:
            verb(
                pk,
                actor=actor,
                target=form.bound_to,
                reason=form.cleaned_data["text"],
            )
        except Refused as refusal:
            form.add_error("text", refusal.message)
        else:
            return _onward(request, review, done)
    return page(request, load(request, pk), faulty={SEND_BACK: form})


def _ask(request: HttpRequest, pk: int) -> HttpResponse:
    """提问 in the thread of a finding; a question that names a figure is not sent."""
    review = load(request, pk)
    form = QuestionForm(request.POST)
    key = request.POST.get("target", "")
    fault = ""
    if key not in review.question_keys:
        fault = "这条审核发现不在本报表中，请刷新页面后重试。"
    elif not form.is_valid():
        fault = "；".join(map(str, form.errors["text"]))
    else:
        try:
            actions.remark(pk, actor=actor_of(request), target=key, text=form.cleaned_data["text"])
        except Refused as refusal:
            fault = refusal.message
        else:
            messages.success(request, "提问已发给企业。")
            return redirect(f"{_here(request, pk)}#finding-{key}")
    text = request.POST.get("text", "")
    return page(request, review, failed_question=(key, text, fault))


def _onward(request: HttpRequest, review: Decided, done: str) -> HttpResponse:
    """After a decision: the next return of the queue, or back to the list when it is empty."""
    desk, place = _desk(request), review.place
    after = place.after or place.before
    if after is None or not place.number:
        messages.success(request, f"“{review.title}”{done}。")
        return redirect(desk.queue(review.ret.period))
    messages.success(request, f"“{review.title}”{done}。以下是下一份待{desk.verb}的报表。")
    return redirect(desk.page(after))
