"""Help with filling in, for every role: one row of a form, and the questions answered before.

Nothing here is of a return: what a pack says, and the rules in force for its edition.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import EVERY_ROLE, requires
from ruantong.core.cellref import parse_ref
from ruantong.core.certainty import Certainty
from ruantong.core.help_texts import Question, Standing, standing_of, unmarked
from ruantong.core.regime import Column, Form, Indicator, Regime
from ruantong.core.rules.language import tree
from ruantong.core.rules.words.sentences import computation_of
from ruantong.registry.survey.packs import regimes
from ruantong.rulelab.catalogue import Entry, entries_of
from ruantong.rulelab.sets import RuleSetChoice, latest_set
from ruantong.web import document
from ruantong.web.export import export_response
from ruantong.web.listing import Filter
from ruantong.web.rows import Rows

_NAME = {
    Certainty.SEEN: "",
    Certainty.INFERRED: "本项依据公开资料推断。",
    Certainty.GUESSED: "本项为暂拟，待以官方表式校准。",
}
_SURE = {"S": "依据原文", "I": "推断", "G": "暂拟"}
_CASES = "；否则，"
_YES_NO = [("True", "平台做法"), ("False", "制度规定")]


@require_safe
@requires(*EVERY_ROLE)
def row(request: HttpRequest, edition: str, code: str, indicator: str) -> HttpResponse:
    """What a row of a form means, how it is computed, what is checked about it, and what was asked."""
    regime = regimes().get(edition)
    form = regime.form.get(code) if regime else None
    if regime is None or form is None:
        raise Http404("制度中没有这个指标。")
    choice = latest_set(edition, form.frequency)
    if (found := form.by_code.get(indicator)) is None:
        return _column(request, choice, form, indicator)
    context = _words(regime, form, found) | {
        "certainty": _NAME[found.certainty],
        "columns": [form.column[key] for key in found.columns],
        "computed": _computed(choice, form, found),
        "rules": _rules_about(choice, lambda node: _is_row(node, form, found)),
        "questions": [q for q in regime.questions if (form.code, found.code) in q.rows],
    }
    return render(request, "site/help_row.html", context)


def _column(request: HttpRequest, choice: RuleSetChoice, form: Form, name: str) -> HttpResponse:
    """The same for a column of repeating lines, which is called by its group and its key."""
    key, _, column = name.partition("-")
    group = form.row_group.get(key)
    found = group.column.get(column) if group else None
    if found is None:
        raise Http404("制度中没有这个指标。")
    context = _words(choice.regime, form, found) | {
        "certainty": _NAME[form.certainty],
        "rules": _rules_about(choice, lambda node: _is_column(node, form, key, column)),
    }
    return render(request, "site/help_row.html", context)


def _words(regime: Regime, form: Form, found: Indicator | Column) -> dict[str, Any]:
    """What the pack says of a row or a column, and in whose words."""
    standing = standing_of(found.definition) if found.definition else Standing.OWN
    return {
        "regime": regime,
        "form": form,
        "row": found,
        "definition": unmarked(found.definition),
        "standing": standing,
        "tone": "ok" if standing is Standing.OFFICIAL else "warn",
        "unit": found.unit_of_measure,
    }


def _computed(choice: RuleSetChoice, form: Form, row: Indicator) -> list[list[str]]:
    """How the automatic cells of the row come about: of each way, its cases."""
    ways = [
        computation_of(choice.regime, formula)
        for formula in choice.ruleset.formulas
        if (ref := parse_ref(formula.ref)) and (ref.form, ref.indicator) == (form.code, row.code)
    ]
    return [way.removeprefix("自动计算：").split(_CASES) for way in dict.fromkeys(ways)]


def _rules_about(choice: RuleSetChoice, is_one: Callable[[tree.Node], bool]) -> list[Entry]:
    """The rules in force that read such a cell, each once."""
    about = {
        (instance.rule.id, instance.rule.part)
        for instance in choice.ruleset.instances
        if any(is_one(node) for part in instance.trees for node in tree.walk(part))
    }
    return [entry for entry in entries_of(choice) if (entry.rule.id, entry.rule.part) in about]


def _is_row(node: tree.Node, form: Form, row: Indicator) -> bool:
    return isinstance(node, tree.Cell) and (node.form, node.indicator) == (form.code, row.code)


def _is_column(node: tree.Node, form: Form, group: str, column: str) -> bool:
    if not isinstance(node, tree.RowCell | tree.RowColumn | tree.RowSum):
        return False
    return (node.form, node.group, node.column) == (form.code, group, column)


# ---- answered questions --------------------------------------------------------------------------


@require_safe
@requires(*EVERY_ROLE)
def questions(request: HttpRequest) -> HttpResponse:
    """常见问题 of the newest edition."""
    regime = list(regimes().values())[-1]
    order = {question.key: at for at, question in enumerate(regime.questions)}
    topics = dict.fromkeys(question.topic for question in regime.questions)
    listing = Rows(
        request,
        regime.questions,
        filters=(
            (Filter("topic", "类别", "", [(t, t) for t in topics]), lambda q: q.topic),
            (Filter("certainty", "依据", "", list(_SURE.items())), lambda q: q.certainty.value),
            (Filter("platform", "说的是", "", _YES_NO), lambda q: str(q.platform)),
        ),
        sorts={"number": lambda q: order[q.key], "topic": lambda q: (q.topic, order[q.key])},
        text=lambda q: f"{q.question} {q.answer} {_about(regime, q)}",
        default_sort="number",
        page_size=50,
    )
    if listing.export:
        document = listing.document("常见问题", "条")
        return export_response(listing.export, document, _columns(regime), listing.export_rows)
    rows = [(each, _SURE[each.certainty.value], _rows_of(regime, each)) for each in listing.rows]
    return render(
        request, "site/questions.html", {"listing": listing, "rows": rows, "regime": regime}
    )


def _rows_of(regime: Regime, question: Question) -> list[tuple[Form, Indicator]]:
    return [(regime.form[form], regime.form[form].by_code[code]) for form, code in question.rows]


def _about(regime: Regime, question: Question) -> str:
    """The rows a question is about, by name."""
    return "、".join(
        f"{form.number} {row.code} {row.name}" for form, row in _rows_of(regime, question)
    )


def _columns(regime: Regime) -> list[document.Column]:
    return [
        document.Column("类别", lambda q: q.topic, width=8),
        document.Column("问题", lambda q: q.question, width=40),
        document.Column("答复", lambda q: q.answer, width=70),
        document.Column("依据", lambda q: _SURE[q.certainty.value], width=10),
        document.Column("说的是", lambda q: "平台做法" if q.platform else "制度规定", width=10),
        document.Column("出处", lambda q: q.source, width=40),
        document.Column("涉及指标", lambda q: _about(regime, q), width=40),
    ]
