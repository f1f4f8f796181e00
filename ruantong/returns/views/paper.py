"""Returns as PDF for the respondent, and blank forms for whoever works with them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.registry.survey.packs import regimes
from ruantong.returns.pages.page import Filing
from ruantong.returns.paper.answer import pdf_response
from ruantong.returns.paper.archive import archive_pdf
from ruantong.returns.paper.documents import Filed, blank_pdf, form_pdf
from ruantong.returns.paper.filed import archive_for
from ruantong.returns.views.sheet import revision_asked

# Whose work forms are; administrators have nothing to do with them.
_READERS = (Role.RESPONDENT, Role.DISTRICT, Role.CITY, Role.ASSOCIATION)


@require_safe
@requires(Role.RESPONDENT)
def form(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One form: what is typed while it may be changed, else what was filed; ``?revision=2`` one of these."""
    filing = Filing(actor_of(request), pk, revision_asked(request))
    shown = filing.form(code)
    return pdf_response(form_pdf(_filed(filing), filing.sheet(shown, for_print=True)))


def _filed(filing: Filing) -> Filed:
    return Filed(
        ret=filing.ret,
        regime=filing.regime,
        facts=filing.facts,
        foot=tuple((line.name, line.value) for line in filing.foot()),
        decision=filing.decision,
        revision=None if filing.editable else filing.revision,
    )


@require_safe
@requires(Role.RESPONDENT)
def archive(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A submission as one document: every form, the explanations given with it, its receipt."""
    return pdf_response(archive_pdf(archive_for(actor_of(request), pk, number)))


@require_safe
@requires(*_READERS)
def blanks(request: HttpRequest) -> HttpResponse:
    """The forms of every edition, the newest edition first."""
    editions = sorted(regimes().values(), key=lambda each: each.validity.valid_to, reverse=True)
    return render(request, "returns/blanks.html", {"editions": editions})


@require_safe
@requires(*_READERS)
def blank(request: HttpRequest, regime: str, code: str) -> HttpResponse:
    """One form of one edition with nothing in it."""
    edition = regimes().get(regime)
    wanted = edition.form.get(code) if edition else None
    if edition is None or wanted is None:
        raise Http404
    return pdf_response(blank_pdf(edition, wanted))
