"""Writing drafts, trying them on history and publishing them: the city's part of the laboratory."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.rules.overlay import changeable_parameters
from ruantong.core.rules.trial import OUTCOMES
from ruantong.registry.packs import regimes
from ruantong.returns.models_rules import RuleRelease
from ruantong.rulelab import drafts, publishing, runs
from ruantong.rulelab.catalogue import text_of_rule
from ruantong.rulelab.models import DryRun, DryRunRow, RuleDraft
from ruantong.rulelab.sentences import with_sentences
from ruantong.rulelab.sets import chosen_set, latest_set, rule_sets
from ruantong.web.export import Column, export_response
from ruantong.web.listing import Filter, Listing

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
        RuleDraft.objects.select_related("created_by", "release"),
        filters=(
            Filter("state", "状态", "release__isnull", [("True", "编写中"), ("False", "已发布")]),
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
        "releases": RuleRelease.objects.select_related("published_by").order_by("-pk")[:20],
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
            saved = drafts.save_draft(pk, actor=actor_of(request), number=_number(request), **kept)
        except Refused as refusal:
            messages.error(request, refusal.message)
            status = 422
        else:
            messages.success(request, f"已保存第{saved.number}稿。")
            return redirect("rulelab:draft", pk)
    return render(request, "rulelab/draft.html", _draft_page(found, kept), status=status)


def _number(request: HttpRequest) -> int:
    """The text the page was written on; what is no number is none there is."""
    typed = request.POST.get("number", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _draft_page(found: RuleDraft, kept: dict[str, str]) -> dict[str, Any]:
    regime, form = drafts.form_of(found.regime, found.form)
    text = found.latest
    checked = drafts.check_text(found, text)
    base = latest_set(regime.key, form.frequency)
    faulty = {fault.line for fault in checked.faults}
    return {
        "draft": found,
        "text": text,
        "regime": regime,
        "form": form,
        "checked": checked,
        "lines": [
            (number, line, number in faulty) for number, line in enumerate(text.text.split("\n"), 1)
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
    }


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
            Filter("period", "报告期", "owner__period", [(p, p) for p in found.periods]),
        ),
        sorts={
            "unit": "owner__unit__name",
            "district": "owner__district_code",
            "period": "owner__period",
            "rule": "rule",
        },
        search=("owner__unit__name", "owner__unit__uscc"),
        default_sort="unit",
        page_size=30,
    )
    if listing.export:
        told = with_sentences(found, listing.export_rows)
        return export_response(listing.export, f"试运行_{found.pk}", _columns(), told)
    context = {
        "run": found,
        "draft": found.text.draft,
        "listing": listing,
        "rows": list(with_sentences(found, listing.rows)),
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
    return DryRunRow.objects.filter(run=found).select_related("owner__unit__district")


def _columns() -> list[Column]:
    """Of a row and its sentence."""
    return [
        Column("变化", lambda r: runs.CHANGES[r[0].change], width=12),
        Column("规则", lambda r: r[0].rule, width=10),
        Column("报告期", lambda r: r[0].owner.period, width=10),
        Column("单位", lambda r: r[0].owner.unit.name, width=34),
        Column("统一社会信用代码", lambda r: r[0].owner.unit.uscc, width=22),
        Column("区县", lambda r: r[0].owner.unit.district.name, width=14),
        Column("现行结果", lambda r: OUTCOMES[r[0].before], width=10),
        Column("草案结果", lambda r: OUTCOMES[r[0].after], width=10),
        Column("说明", lambda r: r[1], width=70),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.CITY)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """When and why a draft becomes effective. Open periods need a reason of their own."""
    found = get_object_or_404(RuleDraft, pk=pk)
    page = _draft_page(found, {})
    asked = {name: request.POST.get(name, "") for name in ("first", "reason", "open_reason")}
    if request.method == "POST":
        try:
            release = publishing.publish_draft(
                pk,
                actor=actor_of(request),
                number=_number(request),
                **asked,
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
            page |= {"asked": asked}
            return render(request, "rulelab/publish.html", page, status=422)
        messages.success(request, f"已发布，自{release.first.label}起施行。")
        return redirect("rulelab:release", release.pk)
    asked["first"] = request.GET.get("first", "") or _next_period(page["periods"])
    page |= {"asked": asked}
    return render(request, "rulelab/publish.html", page)


def _next_period(opened: list[Period]) -> str:
    """The period after the newest open one; blank for the city to fill in at a turn of the year."""
    if not opened:
        return ""
    newest = opened[0]
    if newest.number == 0:
        return str(Period(newest.frequency, newest.year + 1, 0))
    last = 12 if newest.frequency.value == "monthly" else 4
    first = 2 if newest.frequency.value == "monthly" else 1
    if newest.number == last:
        return str(Period(newest.frequency, newest.year + 1, first))
    return str(Period(newest.frequency, newest.year, newest.number + 1))


@require_safe
@requires(Role.CITY, Role.ASSOCIATION)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """One release: what, from when, why, and the periods that keep their rules."""
    found = get_object_or_404(RuleRelease.objects.select_related("published_by"), pk=pk)
    choices = rule_sets()
    choice = next((c for c in choices if c.version and c.regime_key == found.regime), choices[0])
    context = {"release": found, "choice": chosen_set(choice.key, choices)}
    if found.regime not in regimes():
        raise Http404("这次发布所属的制度版本没有载入平台。")
    return render(request, "rulelab/release.html", context)
