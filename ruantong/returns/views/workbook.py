"""下载Excel: the forms of a return as a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.core.regime import Form
from ruantong.returns.pages.page import Filing
from ruantong.returns.workbook.making import file_name, workbook_of
from ruantong.web.export import XLSX


@require_safe
@requires(Role.RESPONDENT)
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """Every form of the return, one sheet each."""
    filing = Filing(actor_of(request), pk)
    return _file(filing, filing.due, None)


@require_safe
@requires(Role.RESPONDENT)
def single(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One form alone."""
    filing = Filing(actor_of(request), pk)
    form = filing.form(code)
    return _file(filing, (form,), form)


def _file(filing: Filing, forms: Sequence[Form], form: Form | None) -> HttpResponse:
    response = HttpResponse(workbook_of(filing, forms), content_type=XLSX)
    disposition = content_disposition_header(as_attachment=True, filename=file_name(filing, form))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response
