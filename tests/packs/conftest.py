"""The two editions that come with the platform, loaded once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.regime import Regime


@pytest.fixture(scope="session")
def regimes() -> Mapping[str, Regime]:
    return load_packs(packs_dir())


@pytest.fixture(scope="session")
def old(regimes: Mapping[str, Regime]) -> Regime:
    return regimes["miit_software_2021"]


@pytest.fixture(scope="session")
def new(regimes: Mapping[str, Regime]) -> Regime:
    return regimes["miit_software_2024"]
