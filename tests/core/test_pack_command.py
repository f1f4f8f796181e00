"""``ruantong pack``: lint, show and diff on the packs that come with the platform."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruantong.cli import main
from ruantong.core.pack_paths import packs_dir
from tests.core.pack_sample import later_edition, sound_pack

OLD, NEW = packs_dir() / "miit_software_2021", packs_dir() / "miit_software_2024"


@pytest.mark.parametrize("folder", [OLD, NEW])
def test_lint_of_the_packs_we_ship(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "lint", str(folder)]) == 0
    assert "没有错误" in capsys.readouterr().out


def test_lint_prints_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = sound_pack(tmp_path)
    path = folder / "codes/tree.csv"
    path.write_text(path.read_text("utf-8").replace("X2,", "X1,").replace(",是,I", ",x,I"), "utf-8")
    assert main(["pack", "lint", str(folder)]) == 1
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "base/codes/tree.csv:6",
        "base/codes/tree.csv:7",
    ]
    assert "2处错误" in shown.err


def test_lint_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = sound_pack(tmp_path)
    assert main(["pack", "lint", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["indicators"] == 5
    (folder / "forms/2.csv").unlink()
    assert main(["pack", "lint", str(folder), "--json"]) == 1
    content = json.loads(capsys.readouterr().out)
    assert content["passed"] is False
    assert content["faults"][0]["file"] == "base/forms/2.csv"


def test_show_as_json_is_what_other_programs_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show", str(OLD), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert [form["code"] for form in content["forms"]] == list("1234567")
    six = content["forms"][5]
    assert [column["key"] for column in six["columns"]] == list("ABCDE")
    row = {row["code"]: row for row in six["indicators"]}["20211"]
    assert (row["parent"], row["relation"], row["certainty"]) == ("2021", "of_which", "S")
    assert content["counts"]["certainty"]["6"] == {"S": 26, "I": 0, "G": 0}
    assert content["counts"]["certainty"]["7"] == {"S": 22, "I": 0, "G": 0}
    assert content["counts"]["certainty"]["5"] == {"S": 0, "I": 24, "G": 9}
    rules = {rule["id"]: rule for rule in content["rules"]}
    assert rules["R6-01"]["severity"] == "error"
    assert rules["R6-01"]["scope"] == "intra_form"


def test_show_prints_rows_as_in_the_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show", str(OLD)]) == 0
    printed = capsys.readouterr().out
    assert "批准文号 国统制〔2021〕136号" in printed
    assert "  ——\t（一）按业务类型分列\n" in printed
    assert "  2021\t  其中 1. 软件产品收入\t万元\n" in printed


def test_diff_names_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = sound_pack(tmp_path), later_edition(tmp_path)
    assert main(["pack", "diff", str(first), str(second)]) == 0
    printed = capsys.readouterr().out
    assert "修改 参数 usd\n  - 6.4\n  + 7\n" in printed
    assert "新增 示例2表 T3\n" in printed
    assert main(["pack", "diff", str(second), str(first), "--json"]) == 0
    changes = {item["what"]: item["change"] for item in json.loads(capsys.readouterr().out)}
    assert changes["示例2表 T3"] == "删去"


def test_diff_of_a_pack_with_itself_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "diff", str(OLD), str(OLD)]) == 0
    assert capsys.readouterr().out == "共0处不同\n"


@pytest.mark.parametrize(
    "arguments",
    [["weigh", str(OLD)], ["lint"], ["diff", str(OLD)], ["lint", "no/such/folder"]],
)
def test_a_wrong_call_is_one_chinese_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "应" in shown.err
