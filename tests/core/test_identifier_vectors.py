"""Texts of every format a rule may demand: what the platform says of them; the browser says the same."""

from __future__ import annotations

import json
from pathlib import Path

from ruantong.core.identifiers import FAULTS
from ruantong.core.rules.language.formats import FORMATS

VECTORS = Path(__file__).parents[1] / "vectors" / "identifiers.json"


def test_every_format() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    del vectors["about"]
    assert vectors.pop("words") == FAULTS
    assert set(vectors) == set(FORMATS)
    told = {
        name: {text: FORMATS[name](text) or "" for text in texts} for name, texts in vectors.items()
    }
    assert told == vectors
