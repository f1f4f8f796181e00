"""The two complete published tables of 2021, reproduced from synthetic returns (regime §11.3).

The unrounded sums in the vector are made up so that they print as published; they are dealt out
over as many returns as the table counts, and every level and growth must come back to the digit.
"""

import json
import random
from pathlib import Path

import pytest

from ruantong.core.aggregation import (
    Contribution,
    aggregate,
    base_values,
    growth_text,
    level_text,
    row_values,
)
from ruantong.core.dossier import FormData
from ruantong.core.pack import load_pack
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/published_2021.json").read_text())
CELLS = {
    "software_revenue": "2020",
    "products": "2021",
    "services": "2022",
    "security": "2023",
    "embedded": "2024",
    "exports": "2043",
    "profit": "2090",
    "payroll": "2111",
    "employees": "2112",
}


@pytest.fixture(scope="module")
def table():
    regime = load_pack(packs_dir() / "miit_software_2021")
    return regime.tables.of(Frequency.MONTHLY)[0]


def deal(total: int, hands: int, chance: random.Random) -> list[int]:
    """Split ``total`` into ``hands`` whole amounts of very different size."""
    weights = [chance.paretovariate(1.2) for _ in range(hands)]
    scale = sum(weights)
    amounts = [int(total * (weight / scale)) for weight in weights]
    amounts[0] += total - sum(amounts)
    return amounts


def returns_of(vector):
    """One form 6 per counted unit; units without a year-ago column are the newcomers."""
    chance = random.Random(2021)
    now, before = vector["units"]
    columns = {
        key: (deal(current, now, chance), deal(base, before, chance))
        for key, (current, base) in vector["sums"].items()
    }
    for index in range(now):
        cells = {}
        for key, (current, base) in columns.items():
            cells[CELLS[key]] = {"A": current[index]}
            if index < before:
                cells[CELLS[key]]["B"] = base[index]
        yield {"6": FormData(cells=cells)}


@pytest.mark.parametrize("period", sorted(VECTORS))
def test_the_published_table_comes_back_to_the_printed_digit(period, table):
    vector = VECTORS[period]
    contributions = [
        Contribution(
            return_id=number,
            unit=str(number),
            name="",
            district="",
            revision=1,
            current=row_values(table, forms),
            base=base_values(table, forms, None),
        )
        for number, forms in enumerate(returns_of(vector))
    ]
    lines = {line.row.key: line for line in aggregate(table, contributions)}
    assert (lines["units"].current, lines["units"].base) == tuple(vector["units"])
    assert growth_text(lines["units"]) == "-"
    printed = {
        key: [
            level_text(lines[key], published=True),
            level_text(lines[key], published=True, base=True),
            growth_text(lines[key]),
        ]
        for key in vector["published"]
    }
    assert printed == vector["published"]


def test_rounded_levels_would_not_reproduce_the_published_growth():
    """Why growth is taken on unrounded sums: 264/211 is 25.1 %, published was 24.8 % (§11.6)."""
    current, base, growth = VECTORS["2021-03"]["published"]["security"]
    assert f"{(int(current) / int(base) - 1) * 100:.1f}" != growth
