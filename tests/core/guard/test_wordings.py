"""The guard against a body of sentences that officials write, and by what it reads them.

``wordings/`` holds the sentences: ``seen`` was looked at while the grammar was made, the others were
written before they were measured (ADR 0129 has the figures of the first look). What is promised here
is what holds for all of them today.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from ruantong.core.guard import proposal_in, refusal
from ruantong.core.limits import REASON as LONGEST

TraceFunction = Callable[[FrameType, str, Any], Any]

WORDINGS = Path(__file__).parent / "wordings"
SETS = sorted(path.stem for path in WORDINGS.glob("*.tsv"))
CODES = {"2010", "2011", "2020", "2021", "2022", "2023", "2024", "2030", "2040", "2050", "2110"}
STOPPED, FALSE_ALARMS = 98, 1  # per cent: at least, at most


def wordings(name: str) -> Iterator[tuple[bool, str]]:
    """Sentences with whether they are to be stopped; invisible characters are written ``\\\\u200b``."""
    for line in (WORDINGS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        verdict, text = line.split("\t")
        assert verdict in ("stop", "pass")
        yield verdict == "stop", json.loads('"' + text.replace('"', '\\"') + '"')


@pytest.mark.parametrize("name", SETS)
def test_proposals_are_stopped_and_questions_are_not(name: str) -> None:
    told = [text for stop, text in wordings(name) if stop]
    asked = [text for stop, text in wordings(name) if not stop]
    missed = [text for text in told if proposal_in(text, codes=CODES) is None]
    alarms = [text for text in asked if proposal_in(text, codes=CODES)]
    assert len(told) > 50
    assert len(asked) > 50
    assert 100 * len(missed) <= (100 - STOPPED) * len(told), missed
    assert 100 * len(alarms) <= FALSE_ALARMS * len(asked), alarms


def test_no_sentence_stands_in_two_sets() -> None:
    everything = [text for name in SETS for _, text in wordings(name)]
    assert len(everything) >= 700
    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请核实。改 为 ５ ０ ０ 万元，谢谢", "改 为 ５ ０ ０ 万元"),
        ("该项偏小，改\u200b成 wu bai wan 即可", "改\u200b成 wu bai wan"),
        ("数据不对，请填⑤⓪⓪万", "请填⑤⓪⓪万"),
    ],
)
def test_the_very_words_are_named_as_they_were_written(text: str, words: str) -> None:
    found = proposal_in(text)
    assert found is not None
    assert words in text[found.start : found.end]
    assert f"“{text[found.start : found.end]}”" in str(refusal(text))


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("请改为五百万元", "请核实计量单位"),
        ("从业人员不低于80人", "是否有漏报"),
        ("请在上期基础上加10%", "增减的原因"),
        ("数据往高了填", "与其他指标不一致"),
        ("请与税务数据保持一致", "差异的原因"),
    ],
)
def test_what_is_stopped_is_told_the_law_and_a_wording_that_asks(text: str, instead: str) -> None:
    told = str(refusal(text))
    assert "《中华人民共和国统计法》第七条" in told
    assert instead in told
    asks = told.rpartition("如“")[2].rstrip("”。")
    assert refusal(asks) is None


# ---- bounded work --------------------------------------------------------------------------------

HOSTILE = [
    "请按", "1-", "1.", "五百", "应在按与请把", "改为，", "去年以按照", "wu", "九多", "请把将增加较从",
    "按去年上期税务", "5 ", "（）", "第1", "百分之", "不要照抄", "好", "\u200b改",
]  # fmt: skip


def steps_of(text: str) -> int:
    """Lines of the guard that are run to judge a text."""
    count = 0

    def trace(frame: FrameType, event: str, arg: object) -> TraceFunction | None:
        nonlocal count
        if "core/guard" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        proposal_in(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_work_grows_with_the_length_of_the_text_only(unit: str) -> None:
    proposal_in(unit)  # the tables are read once
    short, long = (steps_of((unit * size)[:size]) for size in (LONGEST // 4, LONGEST))
    assert long <= 5 * short + 1_000
    assert long <= 300 * LONGEST
