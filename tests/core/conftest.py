"""The real packs, their rule sets and the two consistent returns, read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.interchange import parse_document
from ruantong.core.pack import load_packs
from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime
from ruantong.core.rules.ruleset import RuleSet, compile_rules

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors"

RuleSets = Callable[[str, Frequency], RuleSet]


@pytest.fixture(scope="session")
def regimes() -> Mapping[str, Regime]:
    return load_packs(ROOT / "packs")


@pytest.fixture(scope="session")
def regime(regimes: Mapping[str, Regime]) -> Regime:
    return regimes["miit_software_2021"]


@pytest.fixture(scope="session")
def monthly(regime: Regime) -> RuleSet:
    return compile_rules(regime, Frequency.MONTHLY)


@pytest.fixture(scope="session")
def annual(regime: Regime) -> RuleSet:
    return compile_rules(regime, Frequency.ANNUAL)


@pytest.fixture(scope="session")
def monthly_ok(regimes: Mapping[str, Regime]) -> Dossier:
    return parse_document((VECTORS / "monthly_ok.json").read_text(), regimes).dossier


@pytest.fixture(scope="session")
def annual_ok(regimes: Mapping[str, Regime]) -> Dossier:
    return parse_document((VECTORS / "annual_ok.json").read_text(), regimes).dossier
