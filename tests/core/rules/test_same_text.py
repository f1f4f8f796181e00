"""A name written with other brackets, blanks or letters is the same name, in every executor."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from ruantong.core.interchange import parse_document
from ruantong.core.rules.executors.columns import evaluate
from ruantong.core.rules.executors.columns_frame import frame_of
from ruantong.core.validation import validate
from tests.differential.columns import results, stored_of
from tests.differential.returns import VECTORS, regimes, ruleset

NAME = "示例软件（重庆）有限公司"


def renamed(now: str, before: str) -> str:
    document: dict[str, Any] = json.loads((VECTORS / "annual_ok.json").read_text("utf-8"))
    document["year_ago"] = copy.deepcopy(document["forms"])
    document["year_ago"]["1"]["cells"]["102"]["A"] = before
    document["forms"]["1"]["cells"]["102"]["A"] = now
    return json.dumps(document)


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        (NAME, False),
        ("示例软件(重庆)有限公司", False),
        ("示例软件 （重庆） 有限公司", False),
        ("示例软件（重庆）科技有限公司", True),
    ],
)
def test_a_change_of_name_is_asked_about_only_when_it_is_one(now: str, asked: bool) -> None:
    read = parse_document(renamed(now, NAME), regimes())
    rules = ruleset(read.regime.key, read.period.frequency)
    report = validate(rules, read.dossier)
    told = [finding for finding in report.findings if finding.rule == "R1-13"]
    assert bool(told) is asked
    (columns,) = results(evaluate(rules, frame_of(rules, [stored_of(read.regime, read.dossier)])))
    assert columns["counts"][1] == report.counts.fail
