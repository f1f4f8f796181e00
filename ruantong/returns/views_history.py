"""填报历史: every submission and act, what changed between two submissions, and the threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.core.regime import Regime
from ruantong.returns.cells import cell_name, form_of, parse_ref
from ruantong.returns.content import cells
from ruantong.returns.filing import Filing
from ruantong.returns.models import Explanation, Remark, ReviewAct, Revision
from ruantong.returns.targets import rule_title


@dataclass(frozen=True)
class Change:
    """One cell that differs between two submissions."""

    ref: str
    form: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Said:
    """One text of a thread."""

    who: str
    role: str
    at: Any
    text: str
    kind: str


@dataclass(frozen=True)
class Thread:
    """Everything said about one cell or finding, oldest first."""

    target: str
    name: str
    said: tuple[Said, ...]
    answerable: bool

    @property
    def waiting(self) -> bool:
        """A reviewer spoke last."""
        return self.said[-1].role != ROLE_LABELS[Role.RESPONDENT]


@require_safe
@requires(Role.RESPONDENT)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Submissions, acts, the difference asked for with ``?a=1&b=2``, and threads."""
    filing = Filing(actor_of(request), pk)
    revisions = list(Revision.objects.filter(owner=filing.ret).defer("report"))
    a, b = _pair(request, [revision.number for revision in revisions])
    by_number = {revision.number: revision for revision in revisions}
    changes: list[Change] | None = None
    if a and b:
        changes = differences(filing.regime, by_number[a].forms, by_number[b].forms)
    acts = ReviewAct.objects.filter(owner=filing.ret).select_related("actor").order_by("-at", "-id")
    context = {
        **filing.page(),
        "tab_history": True,
        "revisions": list(reversed(revisions)),
        "acts": [(act, _target_name(filing.regime, act.target)) for act in acts],
        "a": a,
        "b": b,
        "changes": changes,
        "threads": threads(filing),
    }
    return render(request, "returns/history.html", context)


def _pair(request: HttpRequest, numbers: list[int]) -> tuple[int, int]:
    """The two submissions to compare; by default the last two, none when there is one."""
    if len(numbers) < 2:
        return 0, 0
    wanted = [request.GET.get(name, "") for name in ("a", "b")]
    chosen = [int(text) if text.isdecimal() and len(text) < 6 else 0 for text in wanted]
    a, b = (number if number in numbers else 0 for number in chosen)
    return (a or numbers[-2]), (b or numbers[-1])


def differences(
    regime: Regime, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    """Cells whose text differs, in the order of the forms."""
    old, new = dict(cells(before)), dict(cells(after))
    order = _order(regime)
    refs = sorted({*old, *new}, key=order)
    return [
        Change(ref, form_of(ref), cell_name(regime, ref), old.get(ref, ""), new.get(ref, ""))
        for ref in refs
        if old.get(ref, "") != new.get(ref, "")
    ]


def _order(regime: Regime) -> Any:
    places = {
        (form.code, indicator.code): place
        for form in regime.forms
        for place, indicator in enumerate(form.indicators)
    }

    def key(ref: str) -> tuple[str, int, int, str]:
        parsed = parse_ref(ref)
        if parsed is None:
            return (form_of(ref), 0, 0, ref)
        return (parsed.form, places.get((parsed.form, parsed.indicator), -1), parsed.line, ref)

    return key


def _target_name(regime: Regime, target: str) -> str:
    if not target:
        return ""
    return rule_title(regime, target) or cell_name(regime, target)


def threads(filing: Filing) -> list[Thread]:
    """Explanations, reasons of returns, questions and answers, gathered by what they are about."""
    ret = filing.ret
    found = [*_explanations(ret.pk), *_reasons(ret.pk), *_remarks(ret.pk)]
    found.sort(key=lambda pair: (pair[0], pair[1].at))
    return [
        Thread(
            target,
            _target_name(filing.regime, target),
            tuple(said for _, said in members),
            answerable=bool(target) and not target.startswith("fault:"),
        )
        for target, members in groupby(found, key=lambda pair: pair[0])
    ]


def _explanations(pk: int) -> Iterable[tuple[str, Said]]:
    for row in Explanation.objects.filter(owner_id=pk).select_related("author"):
        who = row.author.display_name
        yield row.finding_key, Said(who, ROLE_LABELS[Role.RESPONDENT], row.at, row.text, "填写说明")


def _reasons(pk: int) -> Iterable[tuple[str, Said]]:
    acts = ReviewAct.objects.filter(owner_id=pk).exclude(reason="").select_related("actor")
    for act in acts:
        role = ROLE_LABELS[Role(act.role)]
        yield (
            act.target,
            Said(act.actor.display_name, role, act.at, act.reason, act.get_action_display()),
        )


def _remarks(pk: int) -> Iterable[tuple[str, Said]]:
    for row in Remark.objects.filter(owner_id=pk).select_related("author"):
        asked = row.role != Role.RESPONDENT.value
        yield row.target, Said(
            row.author.display_name, ROLE_LABELS[Role(row.role)], row.at, row.text,
            "询问" if asked else "答复",
        )  # fmt: skip
