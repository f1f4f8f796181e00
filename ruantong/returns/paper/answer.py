"""A finished PDF as the answer to a request: a file to store, which leaves its entry on the trail."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ruantong.returns.paper.documents import Pdf


def pdf_response(pdf: Pdf) -> HttpResponse:
    response = HttpResponse(pdf.content, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=True, filename=f"{pdf.name}.pdf")
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response
