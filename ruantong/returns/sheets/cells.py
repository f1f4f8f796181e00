"""What every cell of a sheet needs: stored text, name, choices, faults, findings, comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.code_lists import CodeList
from ruantong.core.content import row_of, text_of
from ruantong.core.findings import Finding
from ruantong.core.periods import Period
from ruantong.core.regime import Column, Form, Regime
from ruantong.returns.cells import name_within
from ruantong.returns.judging.findings import gravest
from ruantong.returns.judging.starting import NOTHING_BESIDE, Beside
from ruantong.returns.sheets.model import SheetCell, SheetColumn
from ruantong.returns.sheets.plan import CellPlan, Plan, choices


def sheet_column(column: Column) -> SheetColumn:
    return SheetColumn(
        key=column.key,
        name=column.name,
        computed=column.computed,
        unit_of_measure=column.unit_of_measure or "",
        definition=column.definition,
        definition_source=column.definition_source,
    )


def named(known: CodeList | None, text: str) -> str:
    """Codes by their names; a code the list no longer has stays as it is, and so does any other text."""
    if known is None:
        return text
    codes = (code for code in text.split(";") if code)
    return "、".join(known.by_code[c].name if c in known.by_code else c for c in codes)


@dataclass
class Context:
    """One form being laid out: its content now, earlier contents, and what was found in it.

    ``lists`` collects the long code lists that the page has to offer as suggestions, ``told`` where
    texts of cells came from, each with its id.
    """

    regime: Regime
    form: Form
    now: Mapping[str, Any]
    previous: Mapping[str, Any]
    year_ago: Mapping[str, Any]
    findings: Mapping[str, Sequence[Finding]]
    plan: Plan
    editable: bool
    period: Period | None
    faults: Mapping[str, str]
    other: Mapping[str, Any] | None
    spare_lines: int
    locked: frozenset[str] = frozenset()
    suspects: frozenset[str] = frozenset()
    overridden: frozenset[str] = frozenset()
    growth: Mapping[str, str] = field(default_factory=dict)
    beside: Beside = NOTHING_BESIDE
    lists: dict[str, CodeList] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def cell(self, ref: CellRef, *, code_list: str | None, **given: Any) -> SheetCell:
        """A cell of a line with its name and choices; ``given`` is what the caller knows."""
        known = self.regime.code_lists.get(code_list or "")
        options, list_key = choices(known)
        still = {
            "ref": str(ref),
            "label": name_within(self.form, ref),
            "column": ref.column,
            "options": options,
            "list_key": list_key,
        }
        return self.planned(CellPlan(still, known), **given)

    def planned(self, plan: CellPlan, **given: Any) -> SheetCell:
        """A cell with the names of its codes, its fault and its findings."""
        ref = plan.given["ref"]
        names = ""
        if known := plan.code_list:
            codes = str(given["text"]).split(";")
            names = "、".join(known.by_code[code].name for code in codes if code in known.by_code)
            if (was := given.get("was")) is not None:
                given["was"] = named(known, was)
            if plan.given["list_key"]:
                self.lists[known.key] = known
        if findings := self.findings.get(ref, ()):
            given["findings"] = tuple(finding.key for finding in findings)
            given["level"] = gravest(findings)
            given["beside"] = ref not in self.suspects and self.only_beside(findings)
        if origin := self.beside.origins.get(ref):
            number = self.told.setdefault(origin.told, f"origin-{len(self.told) + 1}")
            given |= {"given": origin.text, "given_by": number, "origin": origin.told}
        return SheetCell(
            **plan.given,
            name=names,
            editable=self.editable,
            fault=self.faults.get(ref, ""),
            suspect=ref in self.suspects,
            **given,
        )

    def only_beside(self, findings: Sequence[Finding]) -> bool:
        """Each of the findings has a cell that is asked about: the others are only named in it."""
        return bool(findings) and not any(self.suspects.isdisjoint(f.cells) for f in findings)

    def was(self, indicator: str, column: str, text: str) -> str | None:
        """The other revision's text where it differs; None where nothing is compared or equal."""
        if self.other is None:
            return None
        other = text_of(row_of(self.other, indicator), column)
        return other if other != text else None
