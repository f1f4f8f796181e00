"""Where the SMS provider reports what became of a text (docs/sign-in.md)."""

from __future__ import annotations

import json
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ruantong.accounts import delivery
from ruantong.accounts.access import public
from ruantong.core.text import storable
from ruantong.gateways import sms_http

MOST_BYTES = 16 * 1024
_OUTCOMES = {"delivered": True, "failed": False}


@csrf_exempt
@require_POST
@public
def receive(request: HttpRequest) -> JsonResponse:
    """One report. Without a valid signature nothing is read; a repeated or late one changes nothing."""
    if not settings.SMS_SECRET:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return JsonResponse({"code": "TOO_LARGE"}, status=413)
    body = request.body
    if not sms_http.is_signed("POST", request.path, request.headers, body):
        return JsonResponse({"code": "SIGNATURE"}, status=403)
    try:
        said = json.loads(body)
        key, phone = str(UUID(said["request_id"])), str(said["phone"])
        delivered, reason = _OUTCOMES[said["state"]], str(said.get("reason") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"code": "FORMAT"}, status=400)
    known = delivery.report(key, storable(phone), delivered=delivered, reason=storable(reason))
    return JsonResponse({"code": "OK" if known else "UNKNOWN"})
