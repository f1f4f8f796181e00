"""What a workbook that was sent in would change: cell by cell, before anything is taken.

A cell is changed, refused, or as it was. What stood in the workbook when it was made and still stands
there is left alone, whatever somebody else has typed since; an empty cell empties one only where
the workbook had been filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from typing import Any

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.cells import spec_of
from ruantong.core.content import get, lines
from ruantong.core.regime import Kind
from ruantong.core.values import ValueFault, shown
from ruantong.returns.cells import cell_name
from ruantong.returns.errors import Refused
from ruantong.returns.judging.entry import writable
from ruantong.returns.pages.page import Filing
from ruantong.returns.workbook.marks import Marks
from ruantong.returns.workbook.places import Placed, PlacedLine, Places
from ruantong.returns.workbook.reading import value_of
from ruantong.web.spreadsheets.cells import SentCell

CHANGED, REFUSED, UNKNOWN = "changed", "refused", "unknown"
KINDS = {CHANGED: "将采用", REFUSED: "不能采用", UNKNOWN: "没有读懂"}
MOST_TOLD = 500
_NOBODYS = Marks(0, "", "", "", 0, (), {})


@dataclass(frozen=True)
class Entry:
    """One line of the preview. ``address``: the cell of the workbook, ``text``: what stands there."""

    kind: str
    sheet: str
    address: str
    name: str
    text: str
    old: str = ""
    new: str = ""
    told: str = ""

    @property
    def complaint(self) -> str:
        """“软统企6表!D14“一千”：不是数字，应填写…”."""
        return f"{self.sheet}!{self.address}“{self.text}”：{self.told}"


@dataclass
class Preview:
    """``cells`` and ``rows`` are what a save is given; ``same``: how many cells are as they were."""

    entries: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    same: int = 0

    def of(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == kind]

    def stored(self) -> list[dict[str, str]]:
        """Every change, and of complaints as many as somebody can read; the rest is counted."""
        told: list[Entry] = []
        for kind, label in KINDS.items():
            found = self.of(kind)
            shown_now = found if kind == CHANGED else found[:MOST_TOLD]
            told += shown_now
            if len(found) > len(shown_now):
                self.notes.append(f"{label}的共{len(found)}格，只列出前{MOST_TOLD}格。")
        return [asdict(entry) for entry in told]


def judge(filing: Filing, found: Iterable[Places], marks: Marks | None) -> Preview:
    """The preview of what stands on some sheets."""
    judging = _Judging(filing, marks)
    for places in found:
        judging.sheet(places)
    return judging.preview


class _Judging:
    def __init__(self, filing: Filing, marks: Marks | None) -> None:
        self.filing, self.marks = filing, marks or _NOBODYS
        self.preview = Preview()
        self.seen: dict[str, str] = {}  # by reference: where the cell was read

    def sheet(self, places: Places) -> None:
        for placed in places.cells:
            self._cell(placed)
        for ref in places.blank if self.marks.pk else ():
            self._blank(places.sheet, ref)
        for key, given in places.lines.items():
            self._lines(places, key, given)
        for cell, why in places.unknown:
            self._add(UNKNOWN, places.sheet, cell, "", told=why)

    # ---- one cell -------------------------------------------------------------------------------

    def _cell(self, placed: Placed) -> None:
        ref, cell = placed.ref, placed.cell
        where = f"{placed.sheet}!{cell.address}"
        if ref in self.seen:
            self._refuse(placed, f"同一指标在{self.seen[ref]}已有，请只留一处")
            return
        self.seen[ref] = where
        if self._untouched(ref, cell.text):
            self.preview.same += 1
            return
        try:
            new, told = value_of(spec_of(self.filing.regime, ref), cell, placed.said, placed.unit)
        except ValueFault as fault:
            self._refuse(placed, fault.message)
            return
        told = "；".join(filter(None, (placed.how, told)))
        self._take(placed.sheet, ref, cell, new, told)

    def _untouched(self, ref: str, text: str) -> bool:
        return bool(self.marks.pk) and text == self.marks.before(ref)

    def _take(self, sheet: str, ref: str, cell: SentCell, new: str, told: str) -> None:
        old = get(self.filing.forms, CellRef.parse(ref))
        if new == old or (self.marks.pk and new == self.marks.before(ref)):
            self.preview.same += 1
            return
        if fault := self._not_writable(ref):
            self._add(REFUSED, sheet, cell, ref, old=old, told=fault)
            return
        self.preview.cells[ref] = new
        self._add(CHANGED, sheet, cell, ref, old=old, new=new, told=told)

    def _blank(self, sheet: str, ref: str) -> None:
        """A cell of the platform's own workbook that was filled and now is empty."""
        old = get(self.filing.forms, CellRef.parse(ref))
        if ref in self.seen or not self.marks.before(ref) or not old or self._not_writable(ref):
            return
        self.preview.cells[ref] = ""
        name = cell_name(self.filing.regime, ref)
        self.preview.entries.append(
            Entry(CHANGED, sheet, "", name, "", self._shown(ref, old), "", "工作簿中已清空")
        )

    def _not_writable(self, ref: str) -> str:
        filing = self.filing
        try:
            writable(filing.regime, filing.period, ref, filing.compared)
        except Refused as refused:
            return refused.message
        return ""

    # ---- lines ----------------------------------------------------------------------------------

    def _lines(self, places: Places, key: str, given: Sequence[PlacedLine]) -> None:
        whole = CellRef(places.form.form.code, group=key)
        group = places.form.form.row_group[key]
        had = lines(self.filing.forms, whole)
        if not given and not (self.marks.pk and self.marks_lines(whole)):
            return
        if len(given) > group.maximum:
            first = next(iter(given[group.maximum].cells.values()))
            told = f"{group.name}有{len(given)}行，应不超过{group.maximum}行"
            self._add(REFUSED, places.sheet, first, "", told=told)
            return
        made: list[dict[str, str]] = []
        refused = 0
        for number, line in enumerate(given, start=1):
            texts: dict[str, str] = {}
            for column, cell in line.cells.items():
                ref = str(replace(whole, line=number, column=column))
                try:
                    new = self._line_cell(ref, cell)
                except ValueFault as fault:
                    refused += 1
                    self._add(REFUSED, places.sheet, cell, ref, told=fault.message)
                    continue
                if new:
                    texts[column] = new
            made.append(texts)
        if refused:
            self.preview.notes.append(
                f"{group.name}中有{refused}格不能采用，这组明细行整组没有采用，请改正后重新上传。"
            )
            return
        made = [texts for texts in made if texts]
        if made in (had, self.marks_lines(whole) if self.marks.pk else had):
            self.preview.same += sum(map(len, made))
            return
        self.preview.rows[str(whole)] = made
        self._line_changes(places.sheet, whole, had, made, given)

    def _line_cell(self, ref: str, cell: SentCell) -> str:
        if self._untouched(ref, cell.text):
            return cell.text
        return value_of(spec_of(self.filing.regime, ref), cell)[0]

    def marks_lines(self, whole: CellRef) -> list[dict[str, str]]:
        """The lines of a group when the workbook was made."""
        found: dict[int, dict[str, str]] = {}
        for text, value in self.marks.texts.items():
            ref = parse_ref(text)
            if ref and (ref.form, ref.group) == (whole.form, whole.group) and ref.line:
                found.setdefault(ref.line, {})[ref.column] = value
        return [found[number] for number in sorted(found)]

    def _line_changes(
        self,
        sheet: str,
        whole: CellRef,
        had: Sequence[Mapping[str, str]],
        made: Sequence[Mapping[str, str]],
        given: Sequence[PlacedLine],
    ) -> None:
        nothing: Mapping[str, str] = {}
        for number, (old, new) in enumerate(zip_longest(had, made, fillvalue=nothing), start=1):
            cells: Mapping[str, SentCell] = given[number - 1].cells if number <= len(given) else {}
            for column in dict.fromkeys([*old, *new]):
                was, now = old.get(column, ""), new.get(column, "")
                ref = str(replace(whole, line=number, column=column))
                if was == now:
                    self.preview.same += 1
                else:
                    self._add(CHANGED, sheet, cells.get(column), ref, old=was, new=now)

    # ---- telling --------------------------------------------------------------------------------

    def _refuse(self, placed: Placed, told: str) -> None:
        old = get(self.filing.forms, CellRef.parse(placed.ref))
        self._add(REFUSED, placed.sheet, placed.cell, placed.ref, old=old, told=told)

    def _add(
        self,
        kind: str,
        sheet: str,
        cell: SentCell | None,
        ref: str,
        *,
        old: str = "",
        new: str = "",
        told: str = "",
    ) -> None:
        self.preview.entries.append(
            Entry(
                kind=kind,
                sheet=sheet,
                address=cell.address if cell else "",
                name=cell_name(self.filing.regime, ref) if ref else "",
                text=shown((cell.text or cell.formula) if cell else ""),
                old=self._shown(ref, old),
                new=self._shown(ref, new),
                told=told,
            )
        )

    def _shown(self, ref: str, text: str) -> str:
        """A code with its name."""
        if not ref or not text:
            return text
        spec = spec_of(self.filing.regime, ref)
        if spec.kind is not Kind.CODE or spec.code_list is None:
            return text
        item = spec.code_list.by_code.get(text)
        return f"{text} {item.name}" if item else text


def kept(entries: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Entries as they were stored."""
    return [Entry(**entry) for entry in entries]
