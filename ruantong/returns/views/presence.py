"""A form page that several people may have open says that it is, and hears who else has."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.returns.filing import presence


@require_POST
@requires(Role.RESPONDENT)
def here(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Sent every minute while the page is used."""
    others = presence.here(pk, code, actor=actor_of(request))
    return JsonResponse({"others": [each._asdict() for each in others]})
