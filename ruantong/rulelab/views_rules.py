"""Looking at rules: the list of a set, one rule, the printable sheet, what the linter proves."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.rules.linting.lint import KINDS, lint
from ruantong.core.sight import roles_that
from ruantong.gateways import clock
from ruantong.returns.judging.rounding_counts import blocked_by_rounding
from ruantong.returns.judging.rule_releases import not_judged_by
from ruantong.rulelab.catalogue import CERTAINTY, Entry, entries_of, examples_of, fired_in
from ruantong.rulelab.publishing import waiting_proposals
from ruantong.rulelab.runs import periods_of
from ruantong.rulelab.sets import RuleSetChoice, chosen_set, rule_sets
from ruantong.rulelab.written import compare_rules
from ruantong.web.document import Column, Document
from ruantong.web.export import export_response
from ruantong.web.listing import Filter
from ruantong.web.rows import Rows

READERS = roles_that(lambda sight: sight.rules)
_LEVELS = [("强制性", "强制性"), ("核实性", "核实性"), ("计算", "计算")]
_SCOPES = [(name, name) for name in ("表内", "表间", "跨期", "名录")]
_CERTAINTIES = [(mark.value, f"{mark.value} {label}") for mark, label in CERTAINTY.items()]


@require_safe
@requires(*READERS)
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of one set, filtered and sorted; with the number of returns each one failed on."""
    choices = rule_sets()
    choice = chosen_set(request.GET.get("set", ""), choices)
    periods = [str(period) for period in periods_of(choice.regime_key, choice.frequency)]
    period = request.GET.get("period", "")
    period = period if period in periods else (periods[0] if periods else "")
    fired, looked = fired_in(period, choice.regime_key) if period else ({}, 0)
    listing = _listing(request, choice, period, entries_of(choice, fired))
    if listing.export:
        told = Period.parse(period).label if period else ""
        document = listing.document(f"审核关系（{choice.label}）", "条", period=told)
        return export_response(listing.export, document, _columns(), listing.export_rows)
    may_write = actor_of(request).is_role(Role.CITY)
    context = {
        "listing": listing,
        "choices": choices,
        "choice": choice,
        "periods": periods,
        "period": period,
        "looked": looked,
        "forms": choice.regime.forms_for(choice.frequency),
        "may_write": may_write,
        "waiting": waiting_proposals() if may_write else (),
        "not_judged_by": not_judged_by(),
    }
    return render(request, "rulelab/rules.html", context)


def _listing(
    request: HttpRequest, choice: RuleSetChoice, period: str, entries: list[Entry]
) -> Rows:
    order = {entry.name: at for at, entry in enumerate(entries)}
    forms = [(form.code, form.number) for form in choice.regime.forms_for(choice.frequency)]
    return Rows(
        request,
        entries,
        filters=(
            (Filter("form", "报表", "", forms), lambda e: e.form.code),
            (Filter("level", "级别", "", _LEVELS), lambda e: e.level),
            (Filter("scope", "范围", "", _SCOPES), lambda e: e.scope),
            (Filter("source", "来源", "", _CERTAINTIES), lambda e: e.rule.certainty.value),
        ),
        sorts={
            "number": lambda e: order[e.name],
            "level": lambda e: (e.level, order[e.name]),
            "fired": lambda e: (e.fired or 0, order[e.name]),
        },
        text=lambda e: e.said,
        default_sort="number",
        page_size=30,
        keep={"set": choice.key, "period": period},
    )


def _columns() -> list[Column]:
    return [
        Column("编号", lambda e: e.name, width=12),
        Column("报表", lambda e: e.form.number, width=12),
        Column("名称", lambda e: e.rule.title, width=36),
        Column("要求", lambda e: e.sentence, width=70),
        Column("级别", lambda e: e.level, width=9),
        Column("范围", lambda e: e.scope, width=8),
        Column("来源", lambda e: f"{e.rule.certainty.value} {e.certainty}", width=16),
        Column("容差", lambda e: e.rule.tolerance, "number", 8),
        Column("空值", lambda e: e.policy, width=10),
        Column("不符份数", lambda e: e.fired, "number", 10),
        Column("出处", lambda e: e.rule.origin, width=36),
        Column("规则文本", lambda e: e.text, width=50),
    ]


@require_safe
@requires(*READERS)
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule with all its parts: text, explanation, source, a passing and a failing example."""
    choices = rule_sets()
    choice = chosen_set(request.GET.get("set", ""), choices)
    parts = [entry for entry in entries_of(choice) if entry.rule.id == rule_id]
    if not parts:
        raise Http404("这一版没有这条审核关系。")
    history = [
        (period.label, *_failed(rule_id, str(period), choice.regime_key))
        for period in periods_of(choice.regime_key, choice.frequency)[:6]
    ]
    context = {
        "choice": choice,
        "parts": parts,
        "first": parts[0],
        "examples": examples_of(choice, rule_id),
        "history": history,
        "may_write": actor_of(request).is_role(Role.CITY),
    }
    return render(request, "rulelab/rule.html", context)


def _failed(rule_id: str, period: str, regime_key: str) -> tuple[int, int, int]:
    fired, looked = fired_in(period, regime_key)
    return fired.get(rule_id, 0), looked, blocked_by_rounding(period, regime_key)[rule_id]


@require_safe
@requires(*READERS)
def sheet(request: HttpRequest, form_code: str) -> HttpResponse:
    """The 勾稽关系 of one form on A4."""
    choice = chosen_set(request.GET.get("set", ""), rule_sets())
    form = choice.regime.form.get(form_code)
    if form is None or form.frequency is not choice.frequency:
        raise Http404("这一版没有这张表。")
    context = {
        "choice": choice,
        "regime": choice.regime,
        "form": form,
        "entries": [entry for entry in entries_of(choice) if entry.form.code == form_code],
        "reserved": [
            item for item in choice.regime.reserved_rules.items()
            if item[0].startswith(f"R{form_code}-")
        ],
        "printed_at": clock.now(),
    }  # fmt: skip
    return render(request, "rulelab/sheet.html", context)


@require_safe
@requires(Role.CITY)
def linted(request: HttpRequest) -> HttpResponse:
    """What the linter proves against a whole set."""
    choices = rule_sets()
    choice = chosen_set(request.GET.get("set", ""), choices)
    report = lint(choice.ruleset)
    if (export := request.GET.get("export")) in {"xlsx", "csv"}:
        document = Document(f"规则检查（{choice.label}）", len(report.findings))
        return export_response(export, document, [
            Column("检查", lambda f: f.label, width=16),
            Column("规则", lambda f: "、".join(f.rules), width=24),
            Column("说明", lambda f: f.message, width=60),
            Column("判断", lambda f: "、".join(f.keys), width=60),
        ], report.findings)  # fmt: skip
    context = {
        "choice": choice,
        "choices": choices,
        "report": report,
        "kinds": [(label, report.of(kind)) for kind, label in KINDS.items()],
    }
    return render(request, "rulelab/lint.html", context)


@require_safe
@requires(*READERS)
def compared(request: HttpRequest) -> HttpResponse:
    """Two rule sets: what was added, removed and changed."""
    choices = rule_sets()
    new = chosen_set(request.GET.get("new", ""), choices)
    old = chosen_set(request.GET.get("old", "") or _before(new, choices).key, choices)
    frequency = new.frequency if new.frequency is old.frequency else None
    differences = compare_rules(old.regime, new.regime, frequency)
    counts = Counter(each.change for each in differences)
    order = {each.what: at for at, each in enumerate(differences)}
    listing = Rows(
        request,
        differences,
        filters=((Filter("change", "变化", "", [(c, c) for c in counts]), lambda d: d.change),),
        sorts={"order": lambda d: order[d.what]},
        text=lambda d: f"{d.what} {d.title} {d.before} {d.after}",
        default_sort="order",
        page_size=20,
        keep={"old": old.key, "new": new.key},
    )
    if listing.export:
        document = listing.document(f"审核关系比较（{old.label}，{new.label}）", "条")
        return export_response(listing.export, document, _differing(), listing.export_rows)
    context: dict[str, Any] = {
        "choices": choices,
        "old": old,
        "new": new,
        "listing": listing,
        "counts": counts.items(),
    }
    return render(request, "rulelab/compare.html", context)


def _differing() -> list[Column]:
    return [
        Column("变化", lambda d: d.change, width=8),
        Column("编号", lambda d: d.what, width=16),
        Column("名称", lambda d: d.title, width=36),
        Column("原文", lambda d: d.before or "", width=60),
        Column("现文", lambda d: d.after or "", width=60),
    ]


def _before(new: RuleSetChoice, choices: list[RuleSetChoice]) -> RuleSetChoice:
    """What a set is compared with when nothing is said: the one before it of its frequency."""
    same = [c for c in choices if c.frequency is new.frequency]
    at = same.index(new)
    return same[min(at + 1, len(same) - 1)]
