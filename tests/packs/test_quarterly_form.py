"""The quarterly form about artificial intelligence: reconstructed, in the pack, in use by notice only."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from ruantong.core.certainty import Certainty
from ruantong.core.interchange import parse_document
from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime
from ruantong.core.rules.ruleset import compile_rules
from ruantong.core.validation import validate

NOTICE = """
[[notice]]
key = "quarters"
title = "某地2026年人工智能季报通知"
certainty = "G"
basis = "示例"

[[notice.periods]]
frequency = "quarterly"
first = "2026-Q1"
"""
CLAUSE = '\n[[clause]]\nfrequency = "quarterly"\nrole = "{role}"\nmonth_offset = 1\nday = {day}\nshifts = true\nsource = "示例"\n'


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Regime:
    """The later edition where a notice asks for quarters; nothing but data differs."""
    packs: Path = tmp_path_factory.mktemp("packs") / "packs"
    shutil.copytree(packs_dir(), packs)
    (packs / "miit_software_2024/notices.toml").write_text(NOTICE, "utf-8")
    with (packs / "miit_software_2021/deadlines.toml").open("a", encoding="utf-8") as file:
        for role, day in (("enterprise", 15), ("district", 18), ("city", 20)):
            file.write(CLAUSE.format(role=role, day=day))
    return load_packs(packs)["miit_software_2024"]


def test_nothing_of_it_is_in_use_without_a_notice(regimes: Mapping[str, Regime]) -> None:
    new = regimes["miit_software_2024"]
    assert [form.code for form in new.unasked] == ["5Q"]
    for regime in regimes.values():
        assert regime.forms_for(Frequency.QUARTERLY) == ()
        assert all(rule.form != "5Q" for rule in regime.rules)
        assert all(r.frequency is not Frequency.QUARTERLY for r in regime.survey.rosters)


def test_a_notice_brings_it_into_use_marked_as_reconstructed(asked: Regime, new: Regime) -> None:
    (form,) = asked.forms_for(Frequency.QUARTERLY)
    assert asked.unasked == ()
    assert asked.content_hash != new.content_hash
    assert (form.certainty, form.official) == (Certainty.GUESSED, False)
    assert form.note == "依据公开资料还原，待以官方表式校准"
    annual = [row for row in asked.form["5"].indicators if row.code < "5050"]
    assert [(r.code, r.name, r.parent) for r in form.indicators] == [
        (r.code, r.name, r.parent) for r in annual
    ]
    assert all(row.code_certainty is Certainty.GUESSED for row in form.indicators)
    assert asked.survey.roster_name("quarterly") == "季报名录"


@pytest.mark.parametrize(
    ("chips", "failed"), [("40.00", set()), ("41.00", {"R5Q-01"}), ("-1.00", {"R5Q-01", "R5Q-02"})]
)
def test_its_sums_are_audited(asked: Regime, chips: str, failed: set[str]) -> None:
    cells = {"5010": "100.00", "5020": "60.00", "5022": "60.00", "5040": "40.00", "5041": chips}
    document = parse_document(
        json.dumps(
            {
                "regime": asked.key,
                "period": "2026-Q1",
                "unit": {"uscc": "91500112MA5U00003P", "name": "示例", "district": "500112"},
                "forms": {"5Q": {"cells": {code: {"A": value} for code, value in cells.items()}}},
            }
        ),
        {asked.key: asked},
    )
    report = validate(compile_rules(asked, Frequency.QUARTERLY), document.dossier)
    assert {finding.rule for finding in report.findings} == failed
