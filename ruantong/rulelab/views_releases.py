"""Releases: what each changed, from when and why, and all of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.sight import roles_that
from ruantong.registry.survey.packs import regimes
from ruantong.returns.judging.rule_releases import not_judged_by
from ruantong.returns.models import RuleRelease
from ruantong.rulelab import publishing
from ruantong.rulelab.models import DryRun, ReleaseProposal
from ruantong.rulelab.runs import CHANGES
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

READERS = roles_that(lambda sight: sight.rules)


@require_safe
@requires(*READERS)
def release_list(request: HttpRequest) -> HttpResponse:
    """All releases, found again by edition, kind of period, and what they say."""
    editions = [(key, regime.edition) for key, regime in regimes().items()]
    frequencies = {form.frequency for regime in regimes().values() for form in regime.forms}
    listing = Listing(
        request,
        RuleRelease.objects.select_related("published_by"),
        filters=(
            Filter("regime", "制度版本", "regime", editions),
            Filter("frequency", "报告期别", "frequency",
                   sorted((each.value, each.label) for each in frequencies)),
        ),
        sorts={"published": ("published_at", "id"), "first": "first_period", "title": "title"},
        search=("title", "reason", "open_reason"),
        default_sort="-published",
        page_size=30,
    )  # fmt: skip
    if listing.export:
        return export_response(
            listing.export, listing.document("审核关系发布", "条"), _columns(), listing.export_rows
        )
    return render(
        request,
        "rulelab/releases.html",
        {"listing": listing, "not_judged_by": not_judged_by(), **_role(request)},
    )


def _labels(periods: Iterable[str]) -> str:
    return "、".join(Period.parse(text).label for text in periods)


def _columns() -> list[Column]:
    return [
        Column("名称", lambda r: r.title, width=30),
        Column(
            "制度版本", lambda r: regimes()[r.regime].edition if r.regime in regimes() else r.regime
        ),
        Column("施行起始期", lambda r: r.first.label),
        Column("适用的已开放报告期", lambda r: _labels(r.reopened), width=24),
        Column("仍用原规则的报告期", lambda r: _labels(r.spared), width=24),
        Column("修改依据", lambda r: r.reason, width=40),
        Column("适用于已开放报告期的理由", lambda r: r.open_reason, width=40),
        Column("发布时间", lambda r: r.published_at, "moment", 20),
        Column("发布人", lambda r: r.published_by.display_name),
    ]


@require_safe
@requires(*READERS)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """One release: what it changed, from when, why, and the periods that keep their rules."""
    found = get_object_or_404(RuleRelease.objects.select_related("published_by"), pk=pk)
    if found.regime not in regimes():
        raise Http404("这次发布所属的制度版本没有载入平台。")
    differences, new, old = publishing.what_changed(found)
    context = {
        "release": found,
        "regime": regimes()[found.regime],
        "forms": [regimes()[found.regime].form[code] for code in found.texts],
        "reopened": [Period.parse(text) for text in found.reopened],
        "spared": [Period.parse(text) for text in found.spared],
        "differences": differences,
        "new": new,
        "old": old,
        "drafts": found.drafts.all(),
        "proposal": ReleaseProposal.objects.filter(draft__release=found)
        .select_related("proposed_by")
        .first(),
        "runs": DryRun.objects.filter(text__draft__release=found, finished_at__isnull=False)[:3],
        "changes": CHANGES,
        "not_judged_by": [each for each in not_judged_by() if each[0] == found],
        **_role(request),
    }
    return render(request, "rulelab/release.html", context)


def _role(request: HttpRequest) -> dict[str, bool]:
    return {"may_write": actor_of(request).is_role(Role.CITY)}
