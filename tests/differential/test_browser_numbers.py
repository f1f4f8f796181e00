"""Whatever is typed or pasted, the page and the platform read the same number or say the same."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

from ruantong.core.values import ValueFault, format_number, parse_number

READER = Path(__file__).with_name("numbers.js")
PIECES = [
    "0",
    "1",
    "2",
    "9",
    "00",
    "123",
    ",",
    ".",
    "。",
    "-",
    "−",
    "–",
    "—",
    "‐",
    "+",
    "(",
    ")",
    "（",
    "）",
    "￥",
    "¥",
    "$",
    "%",
    "％",
    "E",
    "e",
    "万",
    "亿元",
    "人",
    "#",
    "/0!",
    "REF",
    "N/A",
]
PIECES += [" ", "\u00a0", "\u3000", "\t", "\n", "\u2028", "𠮷", "\u200e", ",000", ",234", " 567"]


def read(text: str, decimals: int) -> str:
    try:
        value = parse_number(text, decimals=decimals, negative=True)
    except ValueFault as fault:
        return f"{fault.code}: {fault.message}"
    return format_number(value, decimals)


def test_random_texts_are_read_alike() -> None:
    chance = random.Random(20240531)
    asked = [
        ("".join(chance.choices(PIECES, k=chance.randint(1, 7))), chance.choice((0, 2)))
        for _ in range(20_000)
    ]
    here = [read(text, decimals) for text, decimals in asked]
    done = subprocess.run(
        ["node", str(READER)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    there = json.loads(done.stdout)
    assert [(a, h, t) for a, h, t in zip(asked, here, there, strict=True) if h != t] == []
    assert sum(":" not in answer for answer in here) > 1_000  # enough of them are numbers
