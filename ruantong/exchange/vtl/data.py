"""The wide data sets the VTL text reads: their measures, their structure, and returns written so.

Everything is a whole number in the last decimal place, a text or a truth value: what VTL itself
cannot say (formats, code lists, register facts, automatic values) is worked out here beforehand.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ruantong.core.applicability import forms_due
from ruantong.core.dossier import Dossier, FormData
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.language import runtime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.ruleset import RuleSet

INTEGER, STRING, BOOLEAN = "Integer", "String", "Boolean"
RETURN_ID, LINE = "return_id", "line"


#: A cell, a sum, a fact, or a test of a text that VTL has no words for.
Meaning = ops.Leaf | ops.TextTest | ops.SameText


@dataclass(frozen=True)
class Measure:
    """One measure. ``reference`` is our own spelling of it, ``decimals`` how far it is scaled."""

    name: str
    type: str
    reference: str
    title: str
    decimals: int
    unit: str
    meaning: Meaning = field(repr=False)


@dataclass(frozen=True)
class DataSet:
    """One wide data set: a record per return, or per line of a row group (``form``, ``group``)."""

    name: str
    form: str
    group: str
    measures: tuple[Measure, ...]

    @property
    def identifiers(self) -> tuple[tuple[str, str], ...]:
        """Names and types of the identifiers."""
        own = ((RETURN_ID, STRING),)
        return (*own, (LINE, INTEGER)) if self.group else own


def structures_json(sets: Sequence[DataSet]) -> str:
    """The data structures as VTL tools read them: name, type, role, nullable of every component."""

    def component(name: str, kind: str, role: str) -> dict[str, object]:
        return {"name": name, "type": kind, "role": role, "nullable": role == "Measure"}

    found = [
        {
            "name": one.name,
            "DataStructure": [
                *(component(name, kind, "Identifier") for name, kind in one.identifiers),
                *(component(m.name, m.type, "Measure") for m in one.measures),
            ],
        }
        for one in sets
    ]
    return json.dumps({"datasets": found}, ensure_ascii=False, indent=1) + "\n"


CATALOGUE = ("dataset", "name", "type", "reference", "title", "decimals", "unit")


def catalogue_csv(sets: Sequence[DataSet]) -> str:
    """What every measure means: data set, name, type, our reference, Chinese title, decimals, unit."""
    rows = (
        (one.name, m.name, m.type, m.reference, m.title, m.decimals, m.unit)
        for one in sets
        for m in one.measures
    )
    return _csv((CATALOGUE, *rows))


def wide_csv(
    ruleset: RuleSet, sets: Sequence[DataSet], returns: Iterable[tuple[str, Dossier]]
) -> dict[str, str]:
    """Returns (identifier, dossier) as one CSV text per data set; a blank is an empty field."""
    tables: dict[str, list[Sequence[object]]] = {
        one.name: [[*(name for name, _ in one.identifiers), *(m.name for m in one.measures)]]
        for one in sets
    }
    for identifier, dossier in returns:
        reader = _Reader(ruleset, dossier)
        for one in sets:
            tables[one.name] += reader.records(identifier, one)
    return {name: _csv(rows) for name, rows in tables.items()}


def _csv(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


class _Reader:
    """Reads measures off one dossier, with the forms that are not due left out as the rules do."""

    def __init__(self, ruleset: RuleSet, dossier: Dossier) -> None:
        unit, period = dossier.unit, dossier.period
        forms = forms_due(ruleset.regime, period, lists=unit.lists, forms=dossier.forms)
        due = {form.code: dossier.forms.get(form.code, FormData()) for form in forms}
        formulas = dict(ruleset.formula)
        self._whole = Situation(ruleset.regime, dossier)
        self._own = Situation(ruleset.regime, replace(dossier, forms=due), formulas)

    def records(self, identifier: str, one: DataSet) -> Iterator[list[object]]:
        if not one.group:
            yield [identifier, *(self._field(m, self._own) for m in one.measures)]
            return
        year_ago = self._own.forms(t.YEAR_AGO).get(one.form, FormData())
        olds = {row.get("code"): row for row in year_ago.rows.get(one.group, ())}
        for number, row in enumerate(self._own.rows(one.form, one.group), start=1):
            situation = replace(self._own, row=row, old_row=olds.get(row.get("code"), {}))
            yield [identifier, number, *(self._field(m, situation) for m in one.measures)]

    def _field(self, measure: Measure, situation: Situation) -> object:
        meaning = measure.meaning
        if isinstance(meaning, ops.TextTest | ops.SameText):
            value = situation.run(meaning)
        else:
            # 表已填 looks at forms that are not due as well.
            at = self._whole if isinstance(meaning, t.FormFilled) else situation
            value = at.raw(meaning)
        if isinstance(value, bool):
            return "true" if value else "false"
        value = runtime.whole(value) if measure.type == INTEGER else value
        return "" if value is None else value
