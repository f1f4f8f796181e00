"""The respondent's scans of stamped copies: sent in after 确定上报, looked at afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.returns.errors import Refused
from ruantong.returns.moving.stamped import send_stamped
from ruantong.returns.reading.stamped import copy_for
from ruantong.web.scans import scan_response


@require_POST
@requires(Role.RESPONDENT)
def send(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The scan of one submission."""
    try:
        send_stamped(pk, number, request.FILES.get("scan"), actor=actor_of(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "盖章扫描件已保存。")
    return redirect("returns:receipt", pk, number)


@require_safe
@requires(Role.RESPONDENT)
def scan(request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
    """One scan that was sent in."""
    found = copy_for(actor_of(request), pk, copy)
    return scan_response(found.file, f"盖章件-第{found.revision}次上报")
