"""What a synthetic enterprise is: kind, size, growth and the shares its figures keep.

Everything is drawn once per unit from a generator seeded by (city seed, unit number), so the
same options always make the same city. Shares are in 1/10,000; amounts in 0.01 万元.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass

from ruantong.demo import names

TEN_THOUSAND = 10_000
_MEDIAN_TURNOVER = 400_000  # 0.01 万元 a year: 4000 万元, the middle enterprise
_SPREAD = 1.45  # of the logarithm: a few giants, many small ones
_LARGEST = 60_000_000  # 60 亿元
_SMALLEST = 12_000  # 120 万元

# Kinds of enterprise and their share of the city (in 1/1000).
KINDS = {"software": 330, "service": 475, "security": 25, "embedded": 80, "ic": 40, "platform": 50}

# Revenue of each kind by indicator of form 6, in 1/10,000 of the turnover.
_REVENUE: dict[str, dict[str, tuple[int, int]]] = {
    "software": {"2021": (5400, 7600), "2022": (1200, 2200), "2023": (0, 200)},
    "service": {"2021": (300, 1000), "2022": (7400, 8800), "2023": (0, 200)},
    "security": {"2021": (1000, 1800), "2022": (1000, 2000), "2023": (5200, 6400)},
    "embedded": {"2021": (200, 900), "2022": (300, 900), "2023": (0, 60)},
    "ic": {"2021": (200, 400), "2022": (8000, 9000), "2023": (0, 50)},
    "platform": {"2021": (600, 1200), "2022": (7000, 8400), "2023": (0, 200)},
}
# 其中 items, in 1/10,000 of the item they are part of.
_PARTS: dict[str, dict[str, tuple[int, int]]] = {
    "software": {"20211": (200, 1500), "20212": (300, 2500), "20221": (500, 2500)},
    "service": {"20221": (300, 2600), "20222": (300, 2600), "20224": (0, 1800)},
    "security": {"20221": (300, 900), "20231": (300, 2500)},
    "embedded": {"20212": (1000, 5000), "20222": (0, 1000)},
    "ic": {"20225": (8200, 9500)},
    "platform": {"20223": (4500, 8000), "20222": (400, 1500), "20212": (800, 3000)},
}


@dataclass(frozen=True)
class Profile:
    """One enterprise. ``revenue`` and ``parts`` are shares, ``growth`` is keyed by year.

    ``hardware_filled`` is False where an embedded enterprise leaves 2051 blank, which selects the
    other official formula. ``surge_year``: revenue jumps in that year (a query to explain).
    """

    number: int
    seed: str
    kind: str
    uscc: str
    name: str
    district: str
    division: str
    turnover: int
    base_year: int
    growth: Mapping[int, int]
    revenue: Mapping[str, int]
    parts: Mapping[str, int]
    other_share: int
    hardware_share: int
    hardware_cost: int
    hardware_filled: bool
    cost: int
    expense: int
    research: int
    wages: int
    wage_per_head: int  # 0.01 万元 a person and month
    outsourcing_export: int
    hardware_export: int
    other_export: int
    months: tuple[int, ...]
    ai: bool
    surge_year: int
    adjusts_year_ago: bool
    listed_form7: bool

    @property
    def embedded(self) -> bool:
        return self.kind == "embedded"

    def draws(self, topic: str) -> random.Random:
        """A generator of its own for one topic, independent of the order of the calls."""
        return random.Random(f"{self.seed}/{self.number}/{topic}")


def make_profile(
    number: int,
    *,
    seed: int,
    district: str,
    division: str,
    base_year: int,
    kind: str = "",
    typical: bool = False,
) -> Profile:
    """Draw one enterprise; ``base_year`` is the year whose turnover is drawn.

    ``typical``: of middling size, on every list its kind can be on, without any peculiarity.
    """
    draw = random.Random(f"{seed}/{number}/profile")
    kind = kind or draw.choices(list(KINDS), weights=list(KINDS.values()))[0]
    embedded = kind == "embedded"
    spread = 0.1 if typical else _SPREAD
    size = math.exp(draw.gauss(0.0, spread)) * (1.4 if kind in {"embedded", "ic"} else 1.0)
    turnover = min(_LARGEST, max(_SMALLEST, int(_MEDIAN_TURNOVER * size)))
    trend = draw.gauss(1150, 700)
    years = range(base_year - 4, base_year + 4)
    growth = {year: int(min(3300, max(-1800, draw.gauss(trend, 350)))) for year in years}
    surge = draw.random() < 0.02 and not typical
    surge_year = base_year if surge else 0
    if surge:
        growth[surge_year] = draw.randint(7000, 14000)
    loss = draw.random() < 0.09 and not typical
    margin = -draw.randint(300, 1500) if loss else draw.randint(700, 2100)
    cost = draw.randint(5600, 6400) if embedded else draw.randint(4600, 6600)
    expense = TEN_THOUSAND - cost - margin
    pays_per_head = draw.randint(90, 190)
    return Profile(
        number=number,
        seed=str(seed),
        kind=kind,
        uscc=names.uscc(number),
        name=names.unit_name(number, kind),
        district=district,
        division=division,
        turnover=turnover,
        base_year=base_year,
        growth=growth,
        revenue={code: draw.randint(*span) for code, span in _REVENUE[kind].items()},
        parts={code: draw.randint(*span) for code, span in _PARTS[kind].items()},
        other_share=0 if embedded else draw.choice((0, 0, draw.randint(100, 2400))),
        hardware_share=draw.randint(6200, 8600) if embedded else 0,
        hardware_cost=draw.randint(4500, 6400) if embedded else draw.randint(0, 700),
        hardware_filled=not embedded or draw.random() < 0.7,
        cost=cost,
        expense=expense,
        research=min(draw.randint(450, 1500), expense * 45 // 100),
        wages=draw.randint(900, 1900),
        wage_per_head=pays_per_head,
        outsourcing_export=draw.randint(60, 200) if draw.random() < 0.35 else 0,
        hardware_export=draw.randint(50, 500) if embedded and draw.random() < 0.5 else 0,
        other_export=draw.randint(5, 60) if draw.random() < 0.06 else 0,
        months=_months(draw),
        ai=draw.random() < 0.14 or typical,
        surge_year=surge_year,
        adjusts_year_ago=draw.random() < 0.01 and not typical,
        listed_form7=kind in {"ic", "platform"} and (typical or turnover > _MEDIAN_TURNOVER),
    )


def _months(draw: random.Random) -> tuple[int, ...]:
    """Shares of the twelve months in a year's turnover, adding up to 10,000."""
    usual = (690, 560, 880, 760, 790, 930, 760, 780, 900, 800, 890, 1260)
    weights = [month * draw.randint(930, 1070) for month in usual]
    shares = [weight * TEN_THOUSAND // sum(weights) for weight in weights]
    shares[-1] += TEN_THOUSAND - sum(shares)
    return tuple(shares)
