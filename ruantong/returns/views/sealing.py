"""The secret under which a page may keep typed texts on the respondent's machine (docs/adr/0118)."""

from __future__ import annotations

import secrets
from base64 import b64encode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ruantong.accounts.access import requires
from ruantong.core.lifecycle import Role

_SECRET = "sealed_draft"  # noqa: S105 - its name in the session, with which it ends


@never_cache
@require_POST
@requires(Role.RESPONDENT)
def seal_key(request: HttpRequest) -> HttpResponse:
    """The same for every page of a sign-in; made when it is first asked for."""
    secret = request.session.get(_SECRET)
    if secret is None:
        secret = request.session[_SECRET] = b64encode(secrets.token_bytes(32)).decode()
    return JsonResponse({"secret": secret})
