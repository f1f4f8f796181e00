"""From what a page sends to what a draft keeps: checking, merging two tabs, overriding."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.content import MOST_CELLS, FormsJson, copied, get, lines, put, put_lines
from ruantong.core.interchange import normalise_cell
from ruantong.core.periods import Period
from ruantong.core.regime import Regime, RowGroup
from ruantong.core.values import ValueFault, shown
from ruantong.returns.cells import cell_name
from ruantong.returns.errors import CellConflict, Conflict, Refused
from ruantong.returns.filing.explaining import is_note, note_name
from ruantong.returns.judging.dossiers import Comparisons
from ruantong.returns.judging.entry import checked_text, overridable, writable
from ruantong.returns.models import Draft

MOST_UNANSWERED = 20
# A cell reference with its text, or "4.lines" with the whole list of lines.
Typed = dict[str, Any]
NO_NOTES: Mapping[str, str] = {}


def typed_of(
    regime: Regime,
    period: Period,
    compared: Comparisons,
    cells: Any,
    rows: Any,
) -> Typed:
    """What was typed, normalised where it can be understood and kept as typed where not.

    ``Refused`` names the first cell that does not exist, cannot be typed into or cannot be kept.
    """
    if not isinstance(cells, Mapping) or not isinstance(rows, Mapping):
        raise Refused("保存的内容格式不对，应为单元格与内容的对照。")
    if len(cells) > MOST_CELLS:
        raise Refused(f"一次保存{len(cells)}个单元格，应不超过{MOST_CELLS}个，请分次保存。")
    typed: Typed = {}
    for ref, raw in cells.items():
        writable(regime, period, str(ref), compared)
        typed[str(ref)] = _cell_text(regime, str(ref), raw)
    for key, given in rows.items():
        group = _group(regime, period, str(key))
        typed[str(key)] = _kept_lines(regime, group, CellRef.parse(str(key)), given)
    return typed


def _cell_text(regime: Regime, ref: str, raw: Any) -> str:
    text = checked_text(cell_name(regime, ref), raw)
    try:
        return normalise_cell(regime, ref, text)
    except ValueFault:
        return text  # reported by every save and validation, never lost


def _group(regime: Regime, period: Period, key: str) -> RowGroup:
    ref = parse_ref(key)
    form = regime.form.get(ref.form) if ref and ref.whole_group else None
    group = form.row_group.get(ref.group) if ref and form else None
    if form is None or group is None or form.frequency is not period.frequency:
        raise Refused(f"本报表没有“{shown(key)}”这组明细行。")
    return group


def _kept_lines(
    regime: Regime, group: RowGroup, whole: CellRef, given: Any
) -> list[dict[str, str]]:
    """Lines without the wholly blank ones, so that line numbers are those of the report."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise Refused(f"{group.name}应为若干行，现为{shown(str(given))}。")
    if len(given) > group.maximum:
        raise Refused(f"{group.name}有{len(given)}行，应不超过{group.maximum}行。")
    columns = {column.key for column in group.columns}
    kept: list[dict[str, str]] = []
    for number, row in enumerate(given, start=1):
        if not isinstance(row, Mapping):
            raise Refused(f"{group.name}第{number}行格式不对，应为各栏与内容的对照。")
        if unknown := [str(column) for column in row if str(column) not in columns]:
            raise Refused(f"{group.name}第{number}行没有“{shown(unknown[0])}”栏。")
        line = {
            str(column): text
            for column, raw in row.items()
            if (
                text := _cell_text(
                    regime, str(replace(whole, line=number, column=str(column))), raw
                )
            )
        }
        if line:
            kept.append(line)
    return kept


# ---- merging -----------------------------------------------------------------------------------


def draft_value(forms: Mapping[str, Any], key: str, notes: Mapping[str, str] = NO_NOTES) -> Any:
    """What a draft holds for a cell reference, a group of lines or an explanation."""
    if is_note(key):
        return notes.get(key, "")
    ref = CellRef.parse(key)
    return lines(forms, ref) if ref.whole_group else get(forms, ref)


def check_version(draft: Draft, version: Any) -> int:
    """The version a page was loaded with."""
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise Refused("缺少页面的版本号，请刷新页面后再试。")
    if version > draft.version:
        raise Refused(f"页面的版本号{version}不存在（现为{draft.version}），请刷新页面后再试。")
    return version


def sent_before(
    regime: Regime, period: Period, compared: Comparisons, typed: Typed, unanswered: Any
) -> dict[str, list[Any]]:
    """What the same page sent into these cells without having heard that it arrived.

    What cannot be understood cannot have been kept either and is left out.
    """
    found: dict[str, list[Any]] = {}
    given = unanswered if isinstance(unanswered, Mapping) else {}
    for key in typed:
        earlier = given.get(key)
        for raw in earlier[-MOST_UNANSWERED:] if isinstance(earlier, list) else ():
            cells, rows = ({}, {key: raw}) if isinstance(raw, list) else ({key: raw}, {})
            with suppress(Refused):
                kept = typed_of(regime, period, compared, cells, rows)
                found.setdefault(key, []).extend(kept.values())
    return found


def check_conflicts(
    regime: Regime,
    draft: Draft,
    typed: Typed,
    version: int,
    before: Mapping[str, list[Any]],
    notes: Mapping[str, str] = NO_NOTES,
) -> None:
    """``Conflict`` when another tab typed something else into the same cells since ``version``.

    A value from ``before`` is the page's own, sent when the network or the page went away.
    """
    conflicts = tuple(
        CellConflict(key, name_of(regime, key), text, draft_value(draft.forms, key, notes))
        for key, text in typed.items()
        if draft.touched.get(key, 0) > version
        and draft_value(draft.forms, key, notes) not in [text, *before.get(key, ())]
    )
    if not conflicts:
        return
    told = "；".join(
        f"{c.name}：本页为“{_value_in_words(c.typed)}”，已保存的为“{_value_in_words(c.stored)}”"
        for c in conflicts[:5]
    )
    more = f"等{len(conflicts)}处" if len(conflicts) > 5 else ""
    raise Conflict(
        f"另一个页面已修改了相同的单元格，本次没有保存，两处内容都没有丢失：{told}{more}。"
        "请核对后选择保留哪一个。",
        conflicts,
        draft.version,
    )


def elsewhere(
    draft: Draft, typed: Collection[str], version: int, notes: Mapping[str, str] = NO_NOTES
) -> dict[str, Any]:
    """What other tabs typed since ``version``: the page that saves shows it."""
    return {
        key: draft_value(draft.forms, key, notes)
        for key, at in draft.touched.items()
        if at > version and key not in typed
    }


def name_of(regime: Regime, key: str) -> str:
    """A cell's name, or the name of a group of lines or of an explanation."""
    if is_note(key):
        return note_name(regime, key)
    return cell_name(regime, key)


def _value_in_words(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)}行"
    return shown(value) if value else "空"


def write(forms: Mapping[str, Any], typed: Typed) -> FormsJson:
    """A copy of the content with what was typed."""
    written: FormsJson = copied(forms)
    for key, value in typed.items():
        ref = CellRef.parse(key)
        if ref.whole_group:
            put_lines(written, ref, value)
        else:
            put(written, ref, value)
    return written


def own_values(regime: Regime, typed: Typed) -> dict[str, str]:
    """Typed cells in which the platform offers a value of its own; "" gives it back."""
    found: dict[str, str] = {}
    for key, text in typed.items():
        ref = CellRef.parse(key)
        if overridable(regime.form[ref.form], ref):
            found[key] = text
    return found
