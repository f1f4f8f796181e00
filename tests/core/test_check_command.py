"""``ruantong check``: exit codes, the table and the JSON, and one clear line for a bad file."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from ruantong.cli import main

VECTORS = Path(__file__).parents[1] / "vectors"


@pytest.fixture
def monthly() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((VECTORS / "monthly_ok.json").read_text())
    return data


def write(folder: Path, content: object) -> str:
    path = folder / "return.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def test_passing_return(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(VECTORS / "monthly_ok.json")]) == 0
    out, err = capsys.readouterr()
    assert "2024年1—5月" in out
    assert out.rstrip().endswith("审核通过。")
    assert err == ""


def test_failing_return(
    tmp_path: Path, monthly: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    monthly["forms"]["6"]["cells"]["2020"]["A"] = "5701.00"
    assert main(["check", write(tmp_path, monthly)]) == 1
    out, _ = capsys.readouterr()
    assert "[R6-01 A] 强制性：软件业务收入合计(2020)本年本期累计为 5701.00" in out
    assert "审核未通过：强制性审核不符1项，核实性审核不符0项。" in out
    assert "    软统企6表 2021 软件产品收入 本年本期累计：上期 1200.00，上年同期 " in out


def test_queries_only(
    tmp_path: Path, monthly: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    monthly["forms"]["6"]["cells"]["2113"]["A"] = "2000"
    assert main(["check", write(tmp_path, monthly)]) == 0
    out, _ = capsys.readouterr()
    assert "审核通过。核实性审核不符1项，须写填写说明后上报。" in out


def test_what_waits_for_a_blank_cell_is_told_under_it(
    tmp_path: Path, monthly: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    del monthly["forms"]["6"]["cells"]["2010"]["A"]
    path = write(tmp_path, monthly)
    assert main(["check", path, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    failed = {finding["rule"] for finding in report["findings"] if finding["outcome"] == "fail"}
    assert {"R6-35", "R6-02"} <= failed, "a program is told every verdict"
    assert main(["check", path]) == 1
    out, _ = capsys.readouterr()
    assert "主营业务收入(2010)本年本期累计为空" in out
    assert "[R6-02" not in out
    assert "填写以后再核对与它有关的" in out


def test_a_form_nobody_has_touched_is_one_line(
    tmp_path: Path, monthly: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    monthly["forms"]["6"] = {"cells": {}}
    assert main(["check", write(tmp_path, monthly)]) == 1
    out, _ = capsys.readouterr()
    assert out.count("软统企6表 软件和信息技术服务业企业月报表还没有填写") == 1
    assert "为空" not in out


def test_json(tmp_path: Path, monthly: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    monthly["forms"]["6"]["cells"]["2020"]["A"] = "-5701.00"
    assert main(["check", write(tmp_path, monthly), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["passed"] is False
    told = {(finding["rule"], *finding["cells"][:1]) for finding in report["findings"]}
    assert {("R6-01", "6.2020.A"), ("R6-17", "6.2020.A")} <= told


def test_standard_input(
    monthly: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = json.dumps(monthly, ensure_ascii=False).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))
    assert main(["check", "-"]) == 0
    assert "审核通过" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("57x1", ["6.2020.A", "“57x1”", "数字，至多2位小数"]),
        ("1.234", ["6.2020.A", "“1.234”", "3位小数"]),
        ("10000000000000000", ["6.2020.A", "超出可填范围"]),
        ("1,23.0", ["6.2020.A", "千分位"]),
        (5, ["6.2020.A"]),
    ],
)
def test_a_cell_that_cannot_be_kept(
    tmp_path: Path,
    monthly: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    value: object,
    told: list[str],
) -> None:
    monthly["forms"]["6"]["cells"]["2020"]["A"] = value
    assert refused(main(["check", write(tmp_path, monthly)]), capsys, told)


def test_many_bad_cells_are_one_line(
    tmp_path: Path, monthly: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    for row in monthly["forms"]["6"]["cells"].values():
        row["A"] = "甲\n乙"
    assert refused(main(["check", write(tmp_path, monthly)]), capsys, ["6.2010.A", "另有"])


def change(**changes: Any) -> dict[str, Any]:
    return changes


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (change(period="2024-13"), ["13月"]),
        (change(period="2025-05"), ["2025年1—5月", "miit_software_2024"]),
        (change(regime="miit_1999"), ["miit_1999"]),
        (change(unit={"uscc": "1" * 18, "name": "甲", "district": "500112"}), ["统一社会信用代码"]),
        (change(extra=1), ["extra"]),
    ],
)
def test_a_document_that_is_no_return(
    tmp_path: Path,
    monthly: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, Any],
    told: list[str],
) -> None:
    assert refused(main(["check", write(tmp_path, {**monthly, **changes})]), capsys, told)


def test_no_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(main(["check", write(tmp_path, "{不是")]), capsys, ["不是JSON"])


def test_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(main(["check", str(tmp_path / "没有")]), capsys, ["没有", "无法读取"])
    assert refused(main(["check", str(tmp_path)]), capsys, ["无法读取"])


def test_no_utf8(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gbk.json"
    path.write_bytes('{"regime": "软件"}'.encode("gbk"))
    assert refused(main(["check", str(path)]), capsys, ["UTF-8"])


def refused(code: int, capsys: pytest.CaptureFixture[str], told: list[str]) -> bool:
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert all(word in err for word in told), err
    return code == 2
