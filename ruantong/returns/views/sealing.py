"""What a page needs to keep typed texts on the respondent's machine (docs/adr/0118) and to stay there without
the network (docs/adr/0125).
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

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


@never_cache
@require_safe
@requires(Role.RESPONDENT)
def worker(request: HttpRequest) -> HttpResponse:
    """The script between the browser and the platform. Its name does not change with its content: a
    browser asks for it under the name it was registered with. The scope is all that one may turn to
    from a form.
    """
    script = Path(str(finders.find("js/offline_worker.js"))).read_bytes()
    headers = {"Service-Worker-Allowed": "/"}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=headers)
