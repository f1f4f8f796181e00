"""Content hash of a regime: the same for the same content, whatever the files look like."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from ruantong.core.periods import Period
from ruantong.core.regime import Regime

_LEFT_OUT = {
    "source",
    "positions",
    "content_hash",
    "tables",
    "questions",
    "december",
    "starts",
    "notices",
    "unasked",
    "ledger",
}


def content_hash(regime: Regime) -> str:
    """``sha256:…`` over the canonical JSON of everything but what judges nothing (output tables,
    answered questions, notices, what is offered from other returns or from a balance), file names and
    line numbers."""
    text = json.dumps(_plain(regime), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Period):
        return str(value)
    if is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in _LEFT_OUT
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
