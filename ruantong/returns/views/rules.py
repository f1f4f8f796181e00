"""What the form page needs to judge while one types: the rules, and the return's own dossier."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.cellref import form_of
from ruantong.core.lifecycle import Role
from ruantong.returns.errors import NotFound
from ruantong.returns.judging.dossiers import carried, own_uscc
from ruantong.returns.judging.rule_documents import document_named, rules_address
from ruantong.returns.pages.page import Filing
from ruantong.returns.regimes import regime_of, ruleset_of

_FOR_GOOD = "private, max-age=31536000, immutable"


@require_safe
@requires(Role.RESPONDENT)
def rules(request: HttpRequest, digest: str) -> HttpResponse:
    """A rules document; its address is its content, so that it is fetched once."""
    document = document_named(actor_of(request), digest)
    if document is None:
        raise NotFound("没有这一版审核关系，请刷新页面。")
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        document.zipped if takes_gzip else document.body,
        content_type="application/json",
        headers={"Cache-Control": _FOR_GOOD},
    )
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@require_safe
@requires(Role.RESPONDENT)
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft, the unit's own earlier returns it is compared with, and the register's facts.

    ``own`` are the automatic cells that the respondent has not given another value, ``unique`` is
    the cell ``uscc_unique`` speaks of as it is stored.
    """
    filing = Filing(actor_of(request), pk)
    if not filing.editable:
        raise NotFound("这份报表已上报，不再即时核对。")
    period, unit = filing.period, filing.typed.unit
    return JsonResponse(
        {
            "rules": rules_address(filing.ret),
            "period": {
                "year": period.year,
                "months": period.months,
                "frequency": period.frequency.value,
            },
            "unit": {
                "uscc": unit.uscc,
                "district": unit.district,
                "lists": sorted(unit.lists),
                "uscc_unique": unit.uscc_unique,
            },
            "forms": filing.forms,
            "previous": filing.compared.previous,
            "year_ago": filing.compared.year_ago,
            "december": filing.compared.december,
            "own": _computed_refs(filing),
            "unique": str(own_uscc(regime_of(filing.ret), period.frequency) or ""),
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _computed_refs(filing: Filing) -> list[str]:
    due = {form.code for form in filing.due}
    taken = {*filing.draft.overridden, *carried(filing.due, filing.compared).locked}
    refs = (formula.ref for formula in ruleset_of(filing.ret).formulas)
    return [ref for ref in refs if ref not in taken and form_of(ref) in due]
