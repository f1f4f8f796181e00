"""Definitions and answered questions of a pack: told whose they are, and checked like the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruantong.core.help_texts import Standing, standing_of, unmarked
from ruantong.core.pack import PackError, load_pack
from tests.core.pack_sample import sound_pack

HEAD = "key,topic,question,answer,certainty,platform,source,about\n"
SOUND = "one,口径,问？,答。,S,,通知,2/T1\n"


def write(folder: Path, text: str) -> None:
    (folder / "questions.csv").write_text(HEAD + text, "utf-8")


def test_a_question_is_read_with_what_it_is_about(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    write(folder, SOUND)
    [question] = load_pack(folder).questions
    assert (question.question, question.rows, question.platform) == ("问？", (("2", "T1"),), False)


def test_questions_are_no_part_of_what_returns_are_judged_by(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    before = load_pack(folder).content_hash
    write(folder, SOUND)
    assert load_pack(folder).content_hash == before


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (SOUND.replace("one", "第一"), "key“第一”不对"),
        (SOUND + SOUND, "key“one”重复"),
        (SOUND.replace("答。", ""), "“answer”为空"),
        (SOUND.replace("通知", ""), "“source”为空"),
        (SOUND.replace(",S,", ",X,"), "certainty“X”不对"),
        (SOUND.replace(",S,,", ",S,yes,"), "platform“yes”不对"),
        (SOUND.replace("2/T1", "2/T99"), "“2/T99”不是任何表的指标"),
    ],
)
def test_a_faulty_question_is_named(tmp_path: Path, line: str, message: str) -> None:
    folder = sound_pack(tmp_path)
    write(folder, line)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert any(message in str(fault) for fault in caught.value.faults), caught.value


@pytest.mark.parametrize(
    ("text", "standing", "bare"),
    [
        ("原文。", Standing.OFFICIAL, "原文。"),
        ("意思（转述）", Standing.RETOLD, "意思"),
        ("意思（还原）", Standing.RECONSTRUCTED, "意思"),
        ("含税（自拟）", Standing.OWN, "含税"),
    ],
)
def test_whose_words_a_definition_is_in(text: str, standing: Standing, bare: str) -> None:
    assert (standing_of(text), unmarked(text)) == (standing, bare)


def test_words_that_are_not_our_own_need_a_source(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    path = folder / "forms" / "2.csv"
    lines = path.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("T2,"))
    lines[at] = lines[at].rpartition(",")[0] + ",原文里的话"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert any("没有出处" in str(fault) for fault in caught.value.faults)


def test_the_same_holds_for_a_column_of_lines(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    path = next(
        each
        for each in (folder / "forms").glob("*.toml")
        if "row_groups.columns" in each.read_text("utf-8")
    )
    head, sign, rest = path.read_text("utf-8").partition("[[row_groups.columns]]\n")
    path.write_text(f'{head}{sign}definition = "原文里的话"\n{rest}', "utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert any("没有出处" in str(fault) for fault in caught.value.faults)
