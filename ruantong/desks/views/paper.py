"""What a desk reviews as PDF: the form on the page, and the archive of the submission."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, leaves_entry, requires
from ruantong.core.lifecycle import Role
from ruantong.returns.paper.answer import pdf_response
from ruantong.returns.paper.archive import archive_pdf
from ruantong.returns.paper.documents import form_pdf
from ruantong.returns.paper.filed import archive_for, sheet_for
from ruantong.trail.looking import RETURN_READ


@require_safe
@requires(Role.DISTRICT)
@leaves_entry(RETURN_READ, "return")
def district_form_pdf(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    return _form(request, pk, code)


@require_safe
@requires(Role.CITY)
@leaves_entry(RETURN_READ, "return")
def city_form_pdf(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    return _form(request, pk, code)


@require_safe
@requires(Role.DISTRICT)
@leaves_entry(RETURN_READ, "return")
def district_archive(request: HttpRequest, pk: int) -> HttpResponse:
    return _archive(request, pk)


@require_safe
@requires(Role.CITY)
@leaves_entry(RETURN_READ, "return")
def city_archive(request: HttpRequest, pk: int) -> HttpResponse:
    return _archive(request, pk)


def _form(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One form of the latest submission that the desk may read."""
    archive = archive_for(actor_of(request), pk)
    return pdf_response(form_pdf(archive.filed, sheet_for(archive, code)))


def _archive(request: HttpRequest, pk: int) -> HttpResponse:
    return pdf_response(archive_pdf(archive_for(actor_of(request), pk)))
