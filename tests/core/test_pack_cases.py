"""``ruantong pack test``: every rule of a pack passes once and fails once, as its cases say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ruantong.cli import main
from ruantong.core.identifiers import make_uscc
from ruantong.core.pack import load_pack
from ruantong.core.pack_paths import packs_dir
from ruantong.rulelab.pack_cases import run_pack_cases
from tests.core.pack_sample import later_edition, sound_pack

SOUND: dict[str, Any] = {
    "return": {
        "regime": "base",
        "period": "2030-05",
        "unit": {
            "uscc": make_uscc("91500112MA5U0000"),
            "name": "示例公司",
            "district": "1",
            "lists": ["key"],
        },
        "forms": {"2": {"cells": {"T": {"A": "5.00"}, "T1": {"A": "5.00"}}}},
    },
    "cases": [],
}
FAILING = {"forms": {"2": {"cells": {"T1": {"A": "6.00"}}}}}


def write_cases(folder: Path, content: Any) -> None:
    (folder / "cases").mkdir(exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "cases/monthly.json").write_text(text, "utf-8")


def problems(folder: Path) -> list[str]:
    return run_pack_cases(folder, load_pack(folder)).problems


@pytest.mark.parametrize("key", ["miit_software_2021", "miit_software_2024"])
def test_every_rule_of_the_packs_we_ship_passes_once_and_fails_once(
    key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "test", str(packs_dir() / key)]) == 0
    assert "116条审核关系" in capsys.readouterr().out


def test_cases_are_found_from_a_sound_return(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    write_cases(folder, SOUND)
    report = run_pack_cases(folder, load_pack(folder))
    assert report.passed
    assert (report.rules, report.cases) == (1, 2)


def test_a_later_edition_uses_the_cases_it_inherits_in_its_own_years(tmp_path: Path) -> None:
    write_cases(sound_pack(tmp_path), SOUND)
    assert problems(later_edition(tmp_path)) == []


def test_a_case_that_turns_out_otherwise_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sound_pack(tmp_path)
    written = [
        {"rule": "R2-01", "outcome": outcome, "patch": FAILING} for outcome in ("pass", "fail")
    ]
    write_cases(folder, {**SOUND, "cases": written})
    assert main(["pack", "test", str(folder)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed == [
        "base/cases/monthly.json: R2-01 的例子应为“通过”，实为“不符”",
        "base：1条审核关系，4个例子，1处不符",
    ]
    assert main(["pack", "test", str(folder), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["passed"] is False


def test_a_rule_that_can_never_fail_is_named(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    rules = folder / "rules/2.rules"
    rules.write_text(rules.read_text("utf-8").replace("[T1] <= [T]", "[T1] - [T1] = 0"), "utf-8")
    write_cases(folder, SOUND)
    assert problems(folder) == ["R2-01: 没有“不符”的例子，应补写在cases中"]


def test_a_return_with_findings_is_no_base(tmp_path: Path) -> None:
    folder = sound_pack(tmp_path)
    cells = {"T": {"A": "5.00"}, "T1": {"A": "7.00"}}
    write_cases(folder, {"return": {**SOUND["return"], "forms": {"2": {"cells": cells}}}})
    assert any("R2-01" in line and "7.00" in line for line in problems(folder))


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("{", "不是UTF-8编码的JSON文件"),
        ([], "应为对象"),
        ({"return": {}}, "缺少报告期"),
        ({**SOUND, "cases": {}}, "cases应为列表"),
        ({**SOUND, "cases": [3]}, "例子应为对象"),
        ({**SOUND, "cases": [{"rule": "R2-01", "outcome": "maybe"}]}, "例子应为对象"),
        ({**SOUND, "cases": [{"rule": "R9-01", "outcome": "pass"}]}, "没有审核关系“R9-01”"),
        (
            {**SOUND, "cases": [{"rule": "R2-01", "outcome": "pass", "patch": {"unit": None}}]},
            "unit应为对象",
        ),
        (
            {
                **SOUND,
                "cases": [{"rule": "R2-01", "outcome": "pass", "patch": {"forms": {"9": {}}}}],
            },
            "没有表“9”",
        ),
    ],
)
def test_case_files_that_cannot_be_used(tmp_path: Path, content: Any, part: str) -> None:
    folder = sound_pack(tmp_path)
    write_cases(folder, content)
    assert any(part in line for line in problems(folder)), problems(folder)


def test_a_pack_without_cases_says_so(tmp_path: Path) -> None:
    assert problems(sound_pack(tmp_path)) == ["base/cases: 没有用例，应至少有一份 .json"]
