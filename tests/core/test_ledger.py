"""Proposals for a trial balance: read from the pack, checked like the rest, no part of any judgement."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruantong.core.ledger import Measure
from ruantong.core.pack import PackError, load_pack
from tests.core.pack_sample import sound_pack

HEAD = "about,sign,names,codes,measure,source,note\n"
SOUND = "2/T1,-,甲科目；乙科目,6* 5*,本年累计贷方发生额,准则,\n"


def write(folder: Path, text: str) -> None:
    (folder / "ledger.csv").write_text(HEAD + text, "utf-8")


def test_a_proposal_fits_by_name_and_number_and_judges_nothing(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    before = load_pack(folder).content_hash
    write(folder, SOUND)
    regime = load_pack(folder)
    (proposal,) = regime.ledger
    assert (proposal.sign, proposal.measure) == (-1, Measure.YEAR_CREDIT)
    fits = [
        proposal.fits(*each) for each in (("6001", "乙 科目"), ("1001", "乙科目"), ("6001", "丙"))
    ]
    assert fits == [True, False, False]
    assert regime.content_hash == before


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (SOUND.replace(",-,", ",x,"), "sign“x”不对"),
        (SOUND.replace("本年累计贷方发生额", "贷方"), "measure“贷方”不对"),
        (SOUND.replace("甲科目；乙科目", "").replace("6* 5*", ""), "names和codes都为空"),
        (SOUND.replace("6* 5*", "*"), "codes“*”不对"),
        (SOUND.replace("准则", ""), "source为空"),
        (SOUND.replace("2/T1", "2/T99"), "“2/T99”不是任何表的数字指标"),
    ],
)
def test_a_faulty_proposal_is_named(tmp_path: Path, line: str, message: str) -> None:
    folder = sound_pack(tmp_path)
    write(folder, line)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert any(message in str(fault) for fault in caught.value.faults), caught.value
