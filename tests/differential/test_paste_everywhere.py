"""Every form's printed sheet, pasted from any cell: each figure in its row, or all refused."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period
from ruantong.returns.sheets.build import sheet_of
from ruantong.returns.sheets.layout import grid_layout

PLANNER = Path(__file__).with_name("paste.js")
PERIOD = {Frequency.MONTHLY: Period.parse("2024-05"), Frequency.ANNUAL: Period.parse("2023")}
LAYOUTS: dict[str, dict[str, Any]] = {
    f"{regime.key} {form.code}": json.loads(
        grid_layout(sheet_of(regime, form, {}, editable=True, period=PERIOD[form.frequency]))
    )
    for regime in load_packs(packs_dir()).values()
    for form in regime.forms
    if form.indicators
}
LABELS = ("", "c", "nc", "nuc", "cnu", "snuc", "n", "nu", "u")
HEADS = {"n": "指标名称", "u": "计量单位", "c": "代码", "s": "序号"}
WITHOUT_CELL = "——"
DIFFERENT = [
    name
    for at, (name, layout) in enumerate(LAYOUTS.items())
    if layout not in list(LAYOUTS.values())[:at]
]


@dataclass(frozen=True)
class Case:
    """A block, the cell it is pasted at, and the cells its figures belong to."""

    layout: str
    ref: str
    block: list[list[str]]
    belongs: dict[str, str]
    must_land: bool
    what: str


def figure(row: int, column: int) -> str:
    return f"{1000 + row}.{column:02d}"


def label(layout: dict[str, Any], place: int, kind: str) -> str:
    row = layout["rows"][place]
    title = row.get("title")
    if kind == "s":
        return str(place + 1)
    if kind == "c":
        return WITHOUT_CELL if title and layout["form"] != "1" else row["code"]
    return row["names"][0] if kind == "n" else WITHOUT_CELL if title else row["unit"]


def block_of(
    layout: dict[str, Any],
    places: list[int],
    labels: str,
    heads: int,
    columns: list[int],
    mark: str,
) -> list[list[str]]:
    """The rows of a printed sheet as a spreadsheet copies them."""
    block = []
    if heads:
        names = [layout["columns"][column]["head"] for column in columns]
        block.append([*(HEADS[kind] for kind in labels), *names])
    if heads == 2:
        block.append([*"甲乙丙丁"[: len(labels)], *(str(column + 1) for column in columns)])
    for place in places:
        row = layout["rows"][place]
        pieces = [label(layout, place, kind) for kind in labels]
        for column in columns:
            has = not row.get("title") and layout["columns"][column]["key"] in row["columns"]
            pieces.append(figure(place, column) if has else mark)
        block.append(pieces)
    return block


def cases_of(name: str) -> Iterator[Case]:
    layout = LAYOUTS[name]
    rows = layout["rows"]
    width = len(layout["columns"])
    every = list(range(len(rows)))
    figures = [place for place in every if not rows[place].get("title")]
    ranges = {"all": every, "plain": figures, "part": every[: len(every) * 2 // 3]}
    ranges["part plain"] = [place for place in ranges["part"] if place in figures]
    chosen = [[0], list(range(min(width, 3)))] + ([[1]] if width > 1 else [])
    starts = [(p, c) for p in figures for c, each in enumerate(layout["columns"])
              if each["key"] in rows[p]["columns"]]  # fmt: skip
    for (told, places), labels, heads, columns, mark in product(
        ranges.items(), LABELS, (0, 1, 2), chosen, ("", WITHOUT_CELL)
    ):
        if layout["form"] == "1" and "u" in labels:
            continue  # it prints no units
        block = block_of(layout, places, labels, heads, columns, mark)
        first = next(place for place in places if place in figures)
        some = (
            starts if labels in {"", "nuc"} and heads == 0 else starts[:: max(1, len(starts) // 5)]
        )
        for place, column in some:
            if told.startswith("part") and not set("cn") & set(labels) and place != first:
                continue  # part of a plain column, pasted elsewhere: nobody could tell
            keyed = bool(set("cn") & set(labels))
            single = len(columns) == 1
            target = columns if heads or not single else [column]
            if not keyed and not heads:
                target = [column + index for index in range(len(columns))]
            belongs = {
                f"{layout['form']}.{rows[p]['key']}.{layout['columns'][to]['key']}": figure(p, c)
                for p in places
                for c, to in zip(columns, target, strict=True)
                if p in figures and to < width
                and layout["columns"][c]["key"] in rows[p]["columns"]
            }  # fmt: skip
            whole = told in {"all", "plain"} and place == first and column == columns[0]
            unique = layout["form"] != "1" or ("c" in labels and "n" in labels)
            must = (
                whole and not (keyed and not unique) and (keyed or "u" not in labels or heads == 0)
            )
            yield Case(name, f"{layout['form']}.{rows[place]['key']}.{layout['columns'][column]['key']}",
                       block, belongs, must, f"{told} {labels!r} heads={heads} {columns} {mark!r}")  # fmt: skip


def planned(cases: list[Case]) -> list[dict[str, Any]]:
    asked = [{"layout": case.layout, "ref": case.ref, "block": case.block} for case in cases]
    done = subprocess.run(
        ["node", str(PLANNER)],
        input=json.dumps(
            {
                "layouts": {name: LAYOUTS[name] for name in {case.layout for case in cases}},
                "cases": asked,
            }
        ),
        capture_output=True,
        text=True,
        check=True,
    )
    outcomes: list[dict[str, Any]] = json.loads(done.stdout)
    return outcomes


@pytest.mark.parametrize("name", DIFFERENT)
def test_each_figure_lands_in_its_row_or_the_block_is_refused(name: str) -> None:
    cases = list(cases_of(name))
    outcomes = planned(cases)
    wrong = []
    landed = 0
    for case, outcome in zip(cases, outcomes, strict=True):
        if "refusal" in outcome:
            if case.must_land:
                wrong.append((case.what, case.ref, outcome["refusal"]))
            continue
        landed += 1
        got = {each["ref"]: each["text"] for each in outcome["assignments"] if each["text"]}
        fixed = set(outcome["fixed"])
        want = {ref: text for ref, text in case.belongs.items() if ref not in fixed}
        if got != want:
            differing = {ref: (got.get(ref), want.get(ref)) for ref in got.keys() | want.keys()
                         if got.get(ref) != want.get(ref)}  # fmt: skip
            wrong.append((case.what, case.ref, dict(list(differing.items())[:3])))
    assert wrong[:5] == [], f"{len(wrong)} of {len(cases)}"
    assert landed > 100
