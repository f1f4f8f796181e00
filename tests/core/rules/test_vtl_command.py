"""``ruantong rules vtl``: text, structure, catalogue and data written."""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path

import pytest

from ruantong.cli import main
from ruantong.commands import rules_vtl
from tests.core.conftest import ROOT, VECTORS

PACK = str(ROOT / "packs" / "miit_software_2021")


def call(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    rules_vtl.add_arguments(parser)
    return rules_vtl.run(parser.parse_args(arguments))


def test_text_goes_to_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(PACK, "--frequency", "annual") == 0
    shown = capsys.readouterr().out
    assert "define datapoint ruleset RT_ANNUAL_RULES" in shown
    assert "check_datapoint(RT_ANNUAL, RT_ANNUAL_RULES all)" in shown


def test_files_and_data(tmp_path: Path) -> None:
    out, source = tmp_path / "rules.vtl", VECTORS / "monthly_ok.json"
    assert call(PACK, "--frequency", "monthly", "--out", str(out), "--returns", str(source)) == 0
    structure = json.loads((tmp_path / "rules.structure.json").read_text(encoding="utf-8"))
    (record,) = csv.DictReader(
        io.StringIO((tmp_path / "rules.RT_MONTHLY.csv").read_text(encoding="utf-8"))
    )
    assert list(record) == [c["name"] for c in structure["datasets"][0]["DataStructure"]]
    assert record["return_id"] == "monthly_ok"
    cell = json.loads(source.read_text(encoding="utf-8"))["forms"]["6"]["cells"]["2010"]["A"]
    assert record["C_6_2010_A"] == str(int(cell.replace(".", "")))
    assert record["F_C_6"] == "true"
    catalogue = (tmp_path / "rules.measures.csv").read_text(encoding="utf-8")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(catalogue))}
    assert rows["C_6_2010_A"]["reference"] == "[6表.2010.A]"
    assert (rows["C_6_2010_A"]["decimals"], rows["C_6_2010_A"]["unit"]) == ("2", "万元")
    assert rows["P_6_2010_A"]["title"].startswith("上期软统企6表")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing", "--frequency", "monthly"), "制度包有错"),
        ((PACK, "--frequency", "monthly", "--returns", "a.json"), "--returns 须与 --out 同用"),
        ((PACK, "--frequency", "monthly", "--out", "/dev/null/x"), "无法写入"),
    ],
)
def test_wrong_calls(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def test_returns_of_another_frequency_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = str(VECTORS / "annual_ok.json")
    out = str(tmp_path / "a.vtl")
    assert call(PACK, "--frequency", "monthly", "--out", out, "--returns", wrong) == 2
    assert "报表与--frequency不符" in capsys.readouterr().err


def test_both_frequencies_make_one_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_vtl.run_export(PACK) == 0
    shown = capsys.readouterr().out
    out = tmp_path / "all.vtl"
    sources = [str(VECTORS / "annual_ok.json"), str(VECTORS / "monthly_ok.json")]
    assert call(PACK, "--out", str(out), "--returns", *sources) == 0
    assert out.read_text(encoding="utf-8") == shown
    assert "RT_MONTHLY_RESULT <- " in shown
    assert "RT_ANNUAL_RESULT <- " in shown
    names = {path.name for path in tmp_path.glob("all.RT_*.csv")}
    assert {"all.RT_MONTHLY.csv", "all.RT_ANNUAL.csv", "all.RT_ANNUAL_4_lines.csv"} <= names


def test_the_short_option_does_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--vtl", PACK]) == 0
    short = capsys.readouterr().out
    assert main(["rules", "vtl", PACK]) == 0
    assert capsys.readouterr().out == short
