"""The regime packs as the web knows them: read once per process, shared by every app above."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.core.regime import Regime


@cache
def regimes() -> Mapping[str, Regime]:
    """Every edition by key."""
    return MappingProxyType(load_packs(packs_dir()))
