"""``ruantong rules``: what it prints, and 0 fine, 1 something found, 2 a wrong call."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruantong.cli import main

ROOT = Path(__file__).parents[2]
PACK = str(ROOT / "packs" / "miit_software_2021")
NEWER = str(ROOT / "packs" / "miit_software_2024")
RETURN = str(ROOT / "tests" / "vectors" / "monthly_ok.json")
DRAFT = "[R6-13] 成本\n级别 强制性\n来源 G\n范围 表内\n列 A\n公式 [2050] <= [2010] × {share}\n"


def draft(folder: Path, share: str) -> str:
    path = folder / "6.rules"
    path.write_text(DRAFT.format(share=share), encoding="utf-8")
    return str(path)


def test_lint_tells_what_it_proves(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "lint", PACK, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert {f["kind"] for f in report["monthly"]["findings"]} == {"redundant"}
    assert report["monthly"]["undecided"] == []


def test_lint_of_a_sound_draft_finds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "lint", PACK, "--draft", draft(tmp_path, "0.9")]) == 0
    assert "未发现" in capsys.readouterr().out


def test_lint_of_a_faulty_draft_names_line_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "lint", PACK, "--draft", draft(tmp_path, "[9999]")]) == 1
    assert "6表草案 第6行第" in capsys.readouterr().out


def test_a_dry_run_lists_what_newly_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["rules", "dry-run", PACK, RETURN, "--json", "--draft"]
    assert main([*call, draft(tmp_path, "0.0001")]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["rules"]["R6-13"]["before"]["pass"] == 1
    assert found["rules"]["R6-13"]["after"]["fail"] == 1
    assert found["changes"][0]["file"] == "monthly_ok.json"
    assert "主营业务成本(2050)" in found["changes"][0]["message"]
    assert main([*call, draft(tmp_path, "99")]) == 0


def test_a_dry_run_says_why_something_could_not_be_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(draft(tmp_path, "99 ÷ ([2010] - [2010])"))
    assert main(["rules", "dry-run", PACK, RETURN, "--json", "--draft", str(path)]) == 0
    (row,) = json.loads(capsys.readouterr().out)["changes"]
    assert row["after"] == "not_evaluated"
    assert "主营业务收入(2010)" in row["message"]
    main(["rules", "dry-run", PACK, RETURN, "--draft", str(path)])
    assert row["message"] in capsys.readouterr().out


def test_a_new_rule_that_passes_is_counted_and_not_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(draft(tmp_path, "99"))
    path.write_text(path.read_text("utf-8").replace("R6-13", "R6-91"), encoding="utf-8")
    assert main(["rules", "dry-run", PACK, RETURN, "--json", "--draft", str(path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rules"]["R6-91"]["after"]["pass"] == 1
    assert found["changes"] == []


def test_the_sheet_prints_every_rule_of_a_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "sheet", PACK, "4"]) == 0
    printed = capsys.readouterr().out
    assert all(f"R4-{n:02}" in printed for n in range(1, 10))
    assert "本年出口×6.4" in printed


def test_diff_shows_rules_and_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "diff", PACK, NEWER]) == 0
    printed = capsys.readouterr().out
    assert "修改 R2-09" in printed
    assert "修改 参数 usd" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lint", "nowhere"], "不是目录"),
        (["sheet", PACK, "9"], "没有“9表”"),
        (["dry-run", PACK, "nothing.json", "--draft", "nothing.rules", "--form", "6"], "无法读取"),
        (["dry-run", PACK, RETURN, "--draft", "nothing.rules"], "--form"),
        ([], "应跟一种用法"),
    ],
)
def test_a_wrong_call_is_one_chinese_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", *arguments]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert said in lines[0]
