"""Colours come from one file, and what is written in them can be read (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, name, sources

TOKENS = dict(
    re.findall(
        r"--([a-z-]+):\s*(#[0-9a-f]{6})",
        (ROOT / "ruantong/site/static/css/tokens.css").read_text(encoding="utf-8"),
    )
)
STYLES = [
    path
    for path in sources(".css", under="ruantong")
    if path.name != "tokens.css" and "print" not in path.name  # paper is black on white
]
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")

TEXT = [  # ink on ground: 4.5 to 1
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint", "accent") for ground in ("paper", "sheet", "sheet-alt", "head-row")),
    *((tone, f"{tone}-wash") for tone in ("ok", "warn", "danger", "neutral", "accent")),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("on-accent-soft", "accent-deep"),
    ("clock", "accent-deep"),
    ("danger", "sheet"),
    ("ink", "mark"),
    ("ink", "field"),
    ("ink-faint", "neutral-wash"),
]  # fmt: skip
SHAPES = [  # rings and boxes: 3 to 1
    ("focus", "paper"),
    ("focus", "sheet"),
    ("focus", "field"),
    ("clock", "accent-deep"),
    ("field-border", "field"),
    ("field-border", "sheet"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("line", "ground"), SHAPES)
def test_rings_and_boxes_can_be_seen(line: str, ground: str) -> None:
    assert contrast(line, ground) >= 3


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_no_other_style_names_a_colour(path: Path) -> None:
    assert COLOUR.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_every_used_token_exists(path: Path) -> None:
    declared = set(
        re.findall(
            r"(--[a-z0-9-]+)\s*:",
            "".join(p.read_text(encoding="utf-8") for p in sources(".css", under="ruantong")),
        )
    )
    used = set(re.findall(r"var\((--[a-z0-9-]+)", path.read_text(encoding="utf-8")))
    assert used <= declared
