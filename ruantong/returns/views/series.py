"""Earlier figures of one indicator, for the chart at a cell of the form page."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.cellref import parse_ref
from ruantong.core.lifecycle import Role
from ruantong.returns.reading.access import return_for
from ruantong.returns.reading.series import Series, series_of

_NONE = Series("", "", "", ())


@require_safe
@requires(Role.RESPONDENT)
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """``?cell=6.2010.A``: what the unit filed before; no points for what is no figure of its own."""
    actor = actor_of(request)
    ret = return_for(actor, pk)
    ref = parse_ref(request.GET.get("cell", ""))
    found = (series_of(actor, ret, ref) if ref else None) or _NONE
    return JsonResponse(asdict(found), json_dumps_params={"ensure_ascii": False})
