"""The review page of the three desks. It shows figures and takes words: questions and reasons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, leaves_entry, requires
from ruantong.core.cellref import CellRef
from ruantong.core.lifecycle import Action, Role
from ruantong.core.regime import Regime
from ruantong.desks.lists.priority import reasons_of
from ruantong.desks.names import named_for
from ruantong.desks.places import DESKS
from ruantong.desks.review.forms import BoundTextForm, Choices, WhyForm
from ruantong.desks.review.page import Review, review_of
from ruantong.trail.looking import RETURN_READ

SEND_BACK, OPINION, UNLOCK, NAME, STANDS = "back", "opinion", "unlock", "name", "stands"
_SEND_BACKS = (
    (Action.SEND_BACK, "退回企业"),
    (Action.SEND_BACK_TO_DISTRICT, "退回区县"),
    (Action.SEND_BACK_TO_ENTERPRISE, "退回企业"),
)
_UNPROCESSABLE = 422


@require_safe
@requires(Role.DISTRICT)
@leaves_entry(RETURN_READ, "return")
def district_return(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, load(request, pk))


@require_safe
@requires(Role.CITY)
@leaves_entry(RETURN_READ, "return")
def city_return(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, load(request, pk))


@require_safe
@requires(Role.ASSOCIATION)
@leaves_entry(RETURN_READ, "return")
def association_return(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, load(request, pk))


def load(request: HttpRequest, pk: int) -> Review:
    """The return as the signed-in reviewer may see it, with the wanted form open."""
    wanted = request.POST.get("form") or request.GET.get("form", "")
    return review_of(actor_of(request), pk, wanted_form=wanted, named=named_for(request, pk))


def page(
    request: HttpRequest,
    review: Review,
    *,
    faulty: dict[str, forms.Form] | None = None,
    failed_question: tuple[str, str, str] | None = None,
) -> HttpResponse:
    """The page; ``faulty`` are forms shown again with their faults and what was typed.

    ``failed_question``: finding key, text and fault of a question that was not sent.
    """
    shown = {**blank_forms(review), **(faulty or {})}
    key, text, fault = failed_question or ("", "", "")
    desk = DESKS[Role(actor_of(request).role)]
    context: dict[str, Any] = {
        "desk": desk,
        "queue_url": desk.queue(review.ret.period),
        "review": review,
        "reasons": reasons_of(actor_of(request), review.ret, review.regime),
        "ret": review.ret,
        "forms": shown,
        "send_backs": [(a.value, label) for a, label in _SEND_BACKS if a in review.allowed],
        "can_forward": Action.FORWARD in review.allowed,
        "can_accept": Action.ACCEPT in review.allowed,
        "can_unlock": Action.UNLOCK in review.allowed,
        "can_cross_check": Action.CROSS_CHECK in review.allowed,
        "stranded": _stranded(review, faulty or {}),
        "cells": cell_choices(review.regime, review) if review.revision else [],
        "can_ask": review.revision is not None and desk.role is not Role.ASSOCIATION,
        "question": {
            "key": key,
            "text": text,
            "fault": fault,
            "shown": key in review.question_keys,
        },
    }
    status = _UNPROCESSABLE if faulty or failed_question else 200
    return render(request, "desks/return.html", context, status=status)


def _stranded(review: Review, faulty: dict[str, forms.Form]) -> list[str]:
    """Faults of a form that the page no longer offers: the return moved while it was open."""
    offered = {
        SEND_BACK: any(action in review.allowed for action, _ in _SEND_BACKS),
        UNLOCK: Action.UNLOCK in review.allowed,
        OPINION: Action.CROSS_CHECK in review.allowed,
        NAME: not review.named,
        STANDS: bool(review.follow_ups),
    }
    lost = [form for kind, form in faulty.items() if not offered[kind]]
    return [str(text) for form in lost for texts in form.errors.values() for text in texts]


def blank_forms(review: Review) -> dict[str, forms.Form]:
    """The forms of the page before anything was typed."""
    return {
        SEND_BACK: bound_text(review.regime, review.finding_choices, SEND_BACK),
        OPINION: bound_text(review.regime, review.finding_choices, OPINION),
        UNLOCK: WhyForm(label="解锁理由", prefix=UNLOCK),
        NAME: WhyForm(label="查看理由", prefix=NAME),
        STANDS: WhyForm(label="维持原数的理由", prefix=STANDS),
    }


def bound_text(
    regime: Regime, findings: Choices | Callable[[], Choices], kind: str, data: Any = None
) -> BoundTextForm:
    """The form of a reason (``back``) or of an opinion of the association."""
    return BoundTextForm(
        data,
        regime=regime,
        findings=findings,
        label={SEND_BACK: "退回原因", OPINION: "校核意见"}[kind],
        prefix=kind,
    )


def cell_choices(regime: Regime, review: Review) -> list[tuple[str, str]]:
    """Every cell of the filed forms with its name, for the suggestions of the cell field."""
    found = []
    for tab in review.tabs:
        form = tab.form
        for indicator in form.indicators:
            for key in () if indicator.title else indicator.columns:
                column = form.column[key]
                suffix = f"（{column.name}）" if len(form.columns) > 1 else ""
                if not column.computed:
                    ref = CellRef(form.code, indicator.code, key)
                    found.append((str(ref), f"{form.number} {indicator.name}{suffix}"))
    return found
