"""Scans of stamped copies on the desks, and what the notice of a year lays down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ruantong.accounts.access import actor_of, leaves_entry, requires
from ruantong.accounts.confirming import Act, Asking, asked_once
from ruantong.core.lifecycle import Role
from ruantong.core.notices import told
from ruantong.gateways import clock
from ruantong.registry.survey.codes import edition
from ruantong.returns.models import LONGEST_REASON, ScanNotice
from ruantong.returns.moving.stamped import ask_for_scans
from ruantong.returns.reading.stamped import copy_for, decided
from ruantong.trail.looking import RETURN_READ
from ruantong.web.fields import DayField, LinesField
from ruantong.web.scans import scan_response

_MOST = 10**9  # more is a slip of the pen


@require_safe
@requires(Role.DISTRICT)
@leaves_entry(RETURN_READ, "return")
def district_scan(request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
    return _scan(request, pk, copy)


@require_safe
@requires(Role.CITY)
@leaves_entry(RETURN_READ, "return")
def city_scan(request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
    return _scan(request, pk, copy)


def _scan(request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
    found = copy_for(actor_of(request), pk, copy)
    return scan_response(found.file, f"盖章件-{found.owner_id}-第{found.revision}次上报")


class ScanNoticeForm(forms.Form):
    """What the notice of a year asks."""

    frequency = forms.ChoiceField(label="报告期别", choices=ScanNotice.CHOICES)
    year = forms.IntegerField(
        label="报告期年份", min_value=2020, max_value=2099, help_text="如2023年年报、2024年各月月报"
    )
    wanted = forms.TypedChoiceField(
        label="盖章扫描件",
        choices=(("1", "需要"), ("0", "不需要")),
        coerce=lambda text: text == "1",
    )
    floor = forms.IntegerField(
        label="主要指标达到多少的单位",
        min_value=0,
        max_value=_MOST,
        initial=0,
        help_text="0为全部单位；按本期上报的主要指标判断，计量单位同报表",
    )
    until = DayField(label="上传期限", required=False, help_text="可不填")
    reason = LinesField(
        label="依据",
        longest=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明通知文号，企业能看到",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.CITY)
def scan_notices(request: HttpRequest) -> HttpResponse:
    """What notices lay down and the city decided, and a decision; asked once before it counts."""
    if request.method != "POST":
        return _page(request, ScanNoticeForm(initial={"year": clock.today().year}))
    form = ScanNoticeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    given, back = form.cleaned_data, reverse("desks:scan_notices")

    def asking() -> Asking:
        reasons = (("依据", given["reason"]),)
        return Asking("规定盖章扫描件", _says(given), back, reasons, grave=False)

    def refused(message: str) -> HttpResponse:
        form.add_error(None, message)
        return _page(request, form)

    def decide() -> ScanNotice:
        return ask_for_scans(**given, actor=actor_of(request))

    return asked_once(request, Act(decide, asking, "盖章扫描件的要求已公布。", back), refused)


def _says(given: dict[str, Any]) -> str:
    which = f"{given['year']}年{dict(ScanNotice.CHOICES)[given['frequency']]}"
    if not given["wanted"]:
        return f"{which}不需要上传盖章扫描件；已上传的保留。"
    return f"{which}主要指标达到{given['floor']}的单位，上报后须上传盖章扫描件。"


def _page(request: HttpRequest, form: ScanNoticeForm) -> HttpResponse:
    regime = edition()
    notices = [told(notice, regime.survey) for notice in reversed(regime.notices)]
    context = {"form": form, "decided": decided(), "notices": notices}
    context["unasked"] = regime.unasked
    status = 422 if form.errors else 200
    return render(request, "desks/scans.html", context, status=status)
