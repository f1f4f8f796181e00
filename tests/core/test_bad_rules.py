"""Rules that cannot be judged are refused at every door of the command line, with place and reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ruantong.cli import main
from tests.bad_rules import BAD_RULES, BadRule

PACK = Path(__file__).parents[2] / "packs" / "miit_software_2021"

each = pytest.mark.parametrize("bad", BAD_RULES, ids=lambda bad: bad.name)


@each
def test_a_draft_is_refused(
    bad: BadRule, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "6.rules"
    draft.write_text(bad.text, encoding="utf-8")
    for action in (["lint", str(PACK)], ["dry-run", str(PACK), "nothing.json"]):
        assert main(["rules", *action, "--draft", str(draft), "--json"]) == 1
        fault = json.loads(capsys.readouterr().out)["faults"][0]
        assert (fault["line"], fault["column"]) == (bad.line, bad.column)
        assert bad.said in fault["message"]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(PACK, tmp_path_factory.mktemp("packs") / PACK.name))


@each
def test_a_pack_is_refused(bad: BadRule, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _without_its_computations((PACK / "rules" / "6.rules").read_text("utf-8"), bad)
    (pack / "rules" / "6.rules").write_text(before + bad.text, encoding="utf-8")
    assert main(["pack", "lint", str(pack), "--json"]) == 1
    faults = json.loads(capsys.readouterr().out)["faults"]
    told = [f for f in faults if f["line"] == before.count("\n") + bad.line]
    assert {Path(fault["file"]).name for fault in told} == {"6.rules"}
    assert any(
        fault["message"].startswith(f"第{bad.column}列：") and bad.said in fault["message"]
        for fault in told
    )


def _without_its_computations(text: str, bad: BadRule) -> str:
    """The rules of the pack, less the computed cells that the bad text computes in its own way."""
    heads = tuple(line.split("]")[0] + "]" for line in bad.text.split("\n") if line[:2] == "计算")
    kept = [block for block in text.split("\n\n") if not (heads and block.startswith(heads))]
    return "\n\n".join(kept).rstrip() + "\n\n"
