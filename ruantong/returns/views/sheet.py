"""The pages of one return: its overview and its forms, to type in or to read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.cellref import CellRef, form_of
from ruantong.core.code_lists import CodeItem
from ruantong.core.lifecycle import Role, State
from ruantong.core.regime import Form
from ruantong.core.text import fold
from ruantong.gateways import clock
from ruantong.returns.errors import CellConflict, Conflict, Refused
from ruantong.returns.filing.posted import (
    Posted,
    blanks,
    posted_version,
    read_notes,
    read_posted,
    resent,
)
from ruantong.returns.filing.register_facts import differences
from ruantong.returns.judging.findings import Outcome
from ruantong.returns.judging.nil import may_be_nil
from ruantong.returns.judging.rule_documents import rules_address
from ruantong.returns.judging.typed import TypedReturn
from ruantong.returns.moving import actions
from ruantong.returns.pages.page import Filing
from ruantong.returns.pages.repairing import Repairs, repairs_of
from ruantong.returns.reading.timing import countdown
from ruantong.returns.sheets.build import Sheet

MOST_SPARE_LINES = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """All forms of a return with what is left to do. POST carries the explanations and an act."""
    filing = Filing(actor_of(request), pk, posted=request.method == "POST")
    if request.method == "POST":
        return _posted_notes(request, filing)
    return _overview(request, filing)


def _overview(
    request: HttpRequest, filing: Filing, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {
        **filing.page(),
        "tab_overview": True,
        "may_be_nil": filing.editable and may_be_nil(filing.ret),
        **_result(filing),
        "countdown": countdown(filing.ret) if filing.editable else "",
        **extra,
    }
    return render(request, "returns/overview.html", context, status=status)


def _posted_notes(request: HttpRequest, filing: Filing) -> HttpResponse:
    pk = filing.ret.pk
    if not filing.editable:
        return _not_editable(request, filing)
    posted = read_notes(filing.notes, request.POST)
    try:
        kept = _save(request, filing, posted)
        if request.POST.get("act") == "validate":
            actions.validate(pk, actor=filing.actor, known=kept)
    except Refused as refused:
        version = refused.version if isinstance(refused, Conflict) else filing.draft.version
        messages.error(request, refused.message)
        filing.overlay(posted)
        return _overview(request, filing, status=422, typed_version=version)
    if request.POST.get("act") == "submit":
        return redirect("returns:submit", pk)
    if request.POST.get("act") == "save":
        messages.success(request, "已保存。")
    return redirect(reverse("returns:overview", args=[pk]) + "#findings")


def _not_editable(request: HttpRequest, filing: Filing) -> HttpResponse:
    messages.warning(request, f"报表处于“{filing.ret.state_label}”状态，不能再修改。")
    return redirect("returns:overview", filing.ret.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def form(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One form. POST carries the whole sheet and one of the acts of its buttons."""
    filing = Filing(actor_of(request), pk, revision_asked(request), posted=request.method == "POST")
    shown = filing.form(code)
    if request.method == "POST":
        return _posted(request, filing, shown)
    return _page(request, filing, shown)


@require_safe
@requires(Role.RESPONDENT)
def printed(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The form on paper: A4, with its official head and foot."""
    filing = Filing(actor_of(request), pk, revision_asked(request))
    shown = filing.form(code)
    context = {
        **filing.page(code),
        "form": shown,
        "sheet": filing.sheet(shown, for_print=True),
        "printed_at": clock.now(),
    }
    return render(request, "returns/print.html", context)


def revision_asked(request: HttpRequest) -> int | None:
    """``?revision=2`` asks for one submission; anything that is no number asks for none there is."""
    text = request.GET.get("revision")
    if text is None:
        return None
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _result(filing: Filing, code: str = "") -> dict[str, Any]:
    outcome, repair = filing.outcome, repairs_of(filing)
    asked = {form_of(ref) for ref in repair.cells}
    return {
        "outcome": outcome and outcome.beginning_with(code),
        "stale": filing.stale,
        "repair": repair,
        "tabs": [tab.to_check() if tab.form.code in asked else tab for tab in filing.tabs(code)],
    }


def _first(code: str, repair: Repairs, outcome: Outcome | None) -> str:
    """The cell of a form to look at first: one that is asked about, else one that is named."""
    named = [
        link.ref
        for group in (outcome.groups if outcome else ())
        for view in group.findings
        if view.open
        for link in view.links
    ]
    refs = [*repair.cells, *named]
    return next((ref for ref in refs if form_of(ref) == code), "")


def _page(
    request: HttpRequest, filing: Filing, shown: Form, *, status: int = 200, **extra: Any
) -> HttpResponse:
    spare = request.GET.get("lines", "1")
    spare_lines = min(int(spare), MOST_SPARE_LINES) if spare.isdecimal() and len(spare) < 3 else 1
    result = _result(filing, shown.code)
    sheet = filing.sheet(shown, spare_lines=max(1, spare_lines), suspects=result["repair"].cells)
    find = request.GET.get("find", "").strip()[:40]
    context = {
        **filing.page(shown.code),
        **result,
        "first": _first(shown.code, result["repair"], result["outcome"]),
        "form": shown,
        "sheet": sheet,
        "rules_address": rules_address(filing.ret),
        "faults": filing.fault_lines(),
        "differences": differences(filing.regime, shown, filing.forms, filing.facts),
        "earlier": filing.revision if "revision" in request.GET else None,
        "countdown": countdown(filing.ret) if filing.editable else "",
        "find": find,
        "directory": _directory(sheet, find),
        "filled_by": (by := filing.filled_by_others(shown)),
        "editable": (typing := filing.editable and not by),
        "several": typing and len(filing.people) > 1,
        "foot": filing.foot(start=filing.editable),
        **extra,
    }
    return render(request, "returns/sheet.html", context, status=status)


def _directory(sheet: Sheet, find: str) -> list[CodeItem]:
    """The items of the directory lines are chosen from, those that match ``find``."""
    if not sheet.editable:
        return []
    keys = [group.choose_from for group in sheet.lines if group.choose_from]
    items = [item for key in keys for item in sheet.regime.code_lists[key].items]
    return matching(items, find) if find else items


def matching(items: list[CodeItem], find: str) -> list[CodeItem]:
    """Items that contain the text, what stands under them, and the headings above them."""
    wanted, parents = fold(find), {item.code: item.parent for item in items}

    def above(code: str | None) -> list[str]:
        return [code, *above(parents[code])] if code in parents and code else []

    direct = {i.code for i in items if wanted in fold(i.code) or wanted in fold(i.name)}
    found = {each for i in items if direct.intersection(above(i.code)) for each in above(i.code)}
    return [item for item in items if item.code in found]


# ---- a whole sheet sent without script ---------------------------------------------------------


def _posted(request: HttpRequest, filing: Filing, shown: Form) -> HttpResponse:
    if not filing.editable:
        messages.warning(request, f"报表处于“{filing.ret.state_label}”状态，不能再修改。")
        return redirect("returns:form", filing.ret.pk, shown.code)
    act = request.POST.get("act", "save")
    sheet = filing.sheet(shown, spare_lines=MOST_SPARE_LINES)
    if act == "resolve":
        posted = resent(request.POST)
    else:
        posted = read_posted(sheet, request.POST) | read_notes(filing.notes, request.POST)
    if act == "resolve":
        stored = {
            name[5:]
            for name, kept in request.POST.items()
            if name.startswith("keep:") and kept == "stored"
        }
        posted = posted.without(stored)
    zeros = blanks(sheet, request.POST) if act == "zeros" else []
    posted |= Posted(dict.fromkeys(zeros, "0"))
    taken = {
        row.month.take: row.month.text
        for row in sheet.rows
        if row.month and row.month.take and row.month.take == request.POST.get("take")
    }
    posted |= Posted(taken)
    posted, where = _with_line_buttons(request, filing, shown, sheet, posted)
    where = f"#{next(iter(taken))}" if taken else where
    try:
        kept = _save(request, filing, posted)
        if act == "validate":
            actions.validate(filing.ret.pk, actor=filing.actor, known=kept)
            where = "#findings"
    except Conflict as conflict:
        return _conflict_page(request, filing, shown, posted, conflict)
    except Refused as refused:
        messages.error(request, refused.message)
        filing.overlay(posted)
        return _page(request, filing, shown, status=422)
    if act == "submit":
        return redirect("returns:submit", filing.ret.pk)
    if act == "zeros":
        messages.success(request, f"已在{len(zeros)}个空白格填0并保存。")
    if act in {"save", "resolve"} and not where:
        messages.success(request, "已保存。")
    return redirect(reverse("returns:form", args=[filing.ret.pk, shown.code]) + where)


def _save(request: HttpRequest, filing: Filing, posted: Posted) -> TypedReturn | None:
    """What is kept of it; None when there was nothing to save."""
    if not posted and filing.ret.lifecycle is not State.NOT_STARTED:
        return None
    saved = actions.save(
        filing.ret.pk,
        actor=filing.actor,
        version=posted_version(request.POST),
        cells=posted.cells,
        rows=posted.rows,
    )
    return saved.typed


def _with_line_buttons(
    request: HttpRequest, filing: Filing, shown: Form, sheet: Sheet, posted: Posted
) -> tuple[Posted, str]:
    """增加一行, 删除, lines of last year and a choice from the directory; with where the answer leads."""
    for button in ("add", "remove", "choose", "start"):
        group_key, _, value = request.POST.get(button, "").partition(":")
        group = next((group for group in sheet.all_lines() if group.key == group_key), None)
        if group is None:
            continue
        key = str(place := CellRef(shown.code, group=group_key))
        if button == "add":
            added = replace(place, line=len(filing.lines_of(key)) + 1)
            return posted, f"?lines=3#{added}"
        lines = list(posted.rows.get(key, filing.lines_of(key)))
        if button == "remove" and value.isdecimal() and 0 < int(value) <= len(lines):
            del lines[int(value) - 1]
        elif button == "choose":
            lines.append({group.columns[0].key: value})
        elif button == "start":
            typed = tuple(lines)
            lines += [new for new in group.start if not any(_says(line, new) for line in typed)]
            messages.success(
                request, f"已列入上年的{len(lines) - len(typed)}行，请逐行填写本年的数。"
            )
        rows = {**posted.rows, key: lines}
        return Posted(posted.cells, rows), f"#{replace(place, line=max(1, len(lines)))}"
    return posted, ""


def _says(line: dict[str, str], other: dict[str, str]) -> bool:
    """The line says all that the other one says."""
    return other.items() <= line.items()


def _conflict_page(
    request: HttpRequest, filing: Filing, shown: Form, posted: Posted, conflict: Conflict
) -> HttpResponse:
    """Both texts of every cell, a choice for each, and everything typed sent along."""
    filing.show()
    conflicts = [
        {
            "cell": c.cell,
            "name": c.name,
            "typed_text": _value_in_words(c, c.typed),
            "stored_text": _value_in_words(c, c.stored),
        }
        for c in conflict.conflicts
    ]
    return _page(
        request,
        filing,
        shown,
        status=409,
        conflicts=conflicts,
        conflict_version=conflict.version,
        typed=posted.fields(),
    )


def _value_in_words(conflict: CellConflict, value: Any) -> str:
    return f"{len(value)}行明细" if isinstance(value, list) else str(value)
