"""Writing drafts and trying them on history: the city's part of the laboratory."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.rules.overlay import changeable_parameters
from ruantong.registry.models import District
from ruantong.registry.survey.packs import regimes
from ruantong.returns.judging.rule_releases import not_judged_by
from ruantong.returns.models import RuleRelease
from ruantong.rulelab import drafts, runs
from ruantong.rulelab.catalogue import text_of_rule
from ruantong.rulelab.models import DryRun, DryRunRow, ReleaseProposal, RuleDraft
from ruantong.rulelab.publishing import waiting_proposals
from ruantong.rulelab.sentences import with_sentences
from ruantong.rulelab.sets import latest_set
from ruantong.rulelab.trial import OUTCOMES
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

#: Releases shown beside the drafts; the others have a page of their own.
RECENT = 5
#: Faults listed one by one; a text of something else altogether has thousands.
MOST_SHOWN = 100
#: Periods of a run named one by one.
MOST_NAMED = 4
NEW_RULE = """[R{form}-90] 规则名称
级别 核实性
来源 G
范围 表内
列 {column}
公式 [{first}] >= 0
"""


@require_safe
@requires(Role.CITY)
def draft_list(request: HttpRequest) -> HttpResponse:
    """Drafts and releases."""
    listing = Listing(
        request,
        RuleDraft.objects.select_related("created_by", "release").annotate(
            waits=Exists(waiting_proposals().filter(draft=OuterRef("pk")))
        ),
        filters=(
            Filter("state", "状态", "release__isnull", [("True", "未发布"), ("False", "已发布")]),
        ),
        sorts={"updated": "updated_at", "title": "title"},
        search=("title",),
        default_sort="-updated",
    )
    forms = [(f"{key}/{form.code}", f"{regime.edition} {form.number} {form.name}")
             for key, regime in reversed(list(regimes().items())) for form in regime.forms]  # fmt: skip
    context = {
        "listing": listing,
        "forms": forms,
        "waiting": waiting_proposals(),
        "not_judged_by": not_judged_by(),
        "releases": RuleRelease.objects.select_related("published_by").order_by("-pk")[:RECENT],
    }
    return render(request, "rulelab/drafts.html", context)


@require_POST
@requires(Role.CITY)
def new_draft(request: HttpRequest) -> HttpResponse:
    """A new draft: empty for a form, or begun from a rule in force."""
    regime_key, _, form = request.POST.get("form", "").partition("/")
    title, text = request.POST.get("title", ""), ""
    try:
        _, found = drafts.form_of(regime_key, form)
        rule_id = request.POST.get("rule", "")
        if rule_id:
            text = text_of_rule(latest_set(regime_key, found.frequency), rule_id)
            title = title or f"修改{rule_id}"
        elif found.indicators and found.columns:
            row = next(row for row in found.indicators if not row.title)
            text = NEW_RULE.format(form=form, column=row.columns[0], first=row.code)
        draft = drafts.create_draft(
            actor=actor_of(request), title=title, regime_key=regime_key, form=form, text=text
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("rulelab:drafts")
    return redirect("rulelab:draft", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.CITY)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft: its text with everything found wrong or doubtful; POST saves it."""
    found = get_object_or_404(RuleDraft.objects.select_related("release", "created_by"), pk=pk)
    kept: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        kept = {name: request.POST.get(name, "") for name in ("text", "removed", "parameters")}
        try:
            saved = drafts.save_draft(
                pk, actor=actor_of(request), number=number_in(request), **kept
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
            status = 422
        else:
            messages.success(request, f"已保存第{saved.number}稿。")
            return redirect("rulelab:draft", pk)
    return render(request, "rulelab/draft.html", draft_page(found, kept), status=status)


def number_in(request: HttpRequest) -> int:
    """The text the page was written on; what is no number is none there is."""
    typed = request.POST.get("number", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def draft_page(found: RuleDraft, kept: dict[str, str]) -> dict[str, Any]:
    """What the pages of a draft show; ``kept`` is what was typed and could not be saved."""
    regime, form = drafts.form_of(found.regime, found.form)
    text = found.latest
    checked = drafts.check_text(found, text)
    base = latest_set(regime.key, form.frequency)
    proposal = found.open_proposal
    last = found.proposals.select_related("decided_by").first()
    faulty = {fault.line: fault.column for fault in reversed(checked.faults)}
    return {
        "draft": found,
        "text": text,
        "regime": regime,
        "form": form,
        "checked": checked,
        "proposal": proposal,
        "returned": last if last and last.state == ReleaseProposal.State.RETURNED else None,
        "locked": found.release_id is not None or proposal is not None,
        "shown": checked.faults[:MOST_SHOWN],
        "more": len(checked.faults[MOST_SHOWN:]),
        "lines": [
            _marked(number, line, faulty.get(number))
            for number, line in enumerate(text.text.rstrip().split("\n"), 1)
        ],
        "typed": kept
        or {
            "text": text.text,
            "removed": " ".join(text.removed),
            "parameters": "\n".join(f"{name} = {value}" for name, value in text.parameters.items()),
        },
        "parameters": changeable_parameters(base.regime).items(),
        "periods": runs.periods_of(regime.key, form.frequency),
        "runs": DryRun.objects.filter(text__draft=found).select_related("text")[:10],
        "longest": drafts.LONGEST_TEXT,
    }


def _marked(number: int, line: str, column: int | None) -> tuple[int, str, str, bool]:
    """A line as it is before and from the place of its first fault."""
    at = len(line) if column is None else column - 1
    return number, line[:at], line[at:], column is not None


@require_POST
@requires(Role.CITY)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a dry run of the latest text."""
    found = get_object_or_404(RuleDraft, pk=pk)
    try:
        run = runs.start_run(
            found.latest, actor=actor_of(request), periods=request.POST.getlist("period")
        )
        runs.work(run.pk, actor=actor_of(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("rulelab:draft", pk)
    return redirect("rulelab:run", run.pk)


@require_POST
@requires(Role.CITY)
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a run; htmx gets the progress alone, without script the page is shown again."""
    get_object_or_404(DryRun, pk=pk)
    run = runs.work(pk, actor=actor_of(request))
    if request.headers.get("HX-Request") != "true":
        return redirect("rulelab:run", pk)
    response = render(request, "rulelab/_progress.html", {"run": run})
    if run.finished:
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
@requires(Role.CITY)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The result of a dry run: numbers by outcome, and the returns judged differently."""
    found = get_object_or_404(DryRun.objects.select_related("text__draft", "by"), pk=pk)
    listing = Listing(
        request,
        _rows(found),
        filters=(
            Filter("change", "变化", "change", list(runs.CHANGES.items())),
            Filter("rule", "规则", "rule", [(rule, rule) for rule in found.rules]),
            Filter(
                "period",
                "报告期",
                "owner__period",
                [(p, Period.parse(p).label) for p in found.periods],
            ),
        ),
        sorts={
            "change": ("change", "owner__unit__name", "owner__period"),
            "unit": "owner__unit__name",
            "district": "owner__district_code",
            "period": "owner__period",
            "rule": "rule",
        },
        search=("owner__unit__name", "owner__filed_name", "owner__unit__uscc"),
        default_sort="change",
        page_size=30,
    )
    if listing.export:
        told = with_sentences(found, listing.export_rows)
        return export_response(
            listing.export, listing.document(f"审核关系试运行{found.pk}", "条"), _columns(), told
        )
    districts = _districts()
    context = {
        "run": found,
        "draft": found.text.draft,
        "listing": listing,
        "rows": [
            (row, said, districts.get(row.owner.district_code, ""))
            for row, said in with_sentences(found, listing.rows)
        ],
        "few_periods": len(found.periods) <= MOST_NAMED,
        "span": (min(found.periods), max(found.periods)),
        "counts": [
            (rule, [(label, found.counts.get(rule, {}).get("before", {}).get(key, 0),
                     found.counts.get(rule, {}).get("after", {}).get(key, 0))
                    for key, label in OUTCOMES.items()])
            for rule in found.rules
        ],
        "totals": [
            (label, found.rows.filter(change=key).count()) for key, label in runs.CHANGES.items()
        ],
        "outcomes": OUTCOMES,
    }  # fmt: skip
    return render(request, "rulelab/run.html", context)


def _rows(found: DryRun) -> QuerySet[DryRunRow]:
    return DryRunRow.objects.filter(run=found).select_related("owner__unit")


def _districts() -> dict[str, str]:
    return dict(District.objects.values_list("code", "name"))


def _columns() -> list[Column]:
    """Of a row and its sentence."""
    districts = _districts()
    return [
        Column("变化", lambda r: runs.CHANGES[r[0].change], width=12),
        Column("规则", lambda r: r[0].rule, width=10),
        Column("报告期", lambda r: Period.parse(r[0].owner.period).label, width=14),
        Column("单位", lambda r: r[0].owner.unit_name, width=34),
        Column("统一社会信用代码", lambda r: r[0].owner.unit.uscc, width=22),
        Column("区县", lambda r: districts.get(r[0].owner.district_code, ""), width=14),
        Column("现行结果", lambda r: OUTCOMES[r[0].before], width=10),
        Column("草案结果", lambda r: OUTCOMES[r[0].after], width=10),
        Column("说明", lambda r: r[1], width=70),
    ]
