"""Cumulative monthly figures (form 6, form 7) along one enterprise's path, every relation exact.

All amounts are integers in the indicator's last decimal place (0.01 万元, 0.01 万美元).
"""

from __future__ import annotations

import random
from functools import cached_property

from ruantong.core.dossier import FormData, Value
from ruantong.core.periods import Period
from ruantong.core.values import round_half_up
from ruantong.demo.names import FIRST_MONTH
from ruantong.demo.profile import TEN_THOUSAND, Profile

Figures = dict[str, int | None]

_SOFTWARE = ("2021", "2022", "2023")
_PART_OF = {
    "20211": "2021", "20212": "2021", "20221": "2022", "20222": "2022", "20223": "2022",
    "20224": "2022", "20225": "2022", "20231": "2023",
}  # fmt: skip
_CIRCUITS = ("3011", "3012", "3013", "3014", "3015", "3016", "3017", "3018", "3019")
_DEVICES = tuple(f"2023{number:02}" for number in range(1, 11))
# 增值系数 90 % and 行业平均毛利率 35 % of the official formulas (regime §7).
_MARKUP, _MARGIN, _PERCENT = 90, 35, 100


def embedded_revenue(main: int, software: int, cost: int, hardware_cost: int | None) -> int:
    """Automatic value of 2024 (and A4): the three official cases, never below zero."""
    if hardware_cost is not None:
        base = (main - software - hardware_cost) * _MARKUP * _PERCENT
    elif software:
        base = ((main - cost) * _PERCENT - software * _MARGIN) * _MARKUP
    else:
        base = (main - cost) * _MARKUP * _PERCENT
    return max(0, round_half_up(base, _PERCENT * _PERCENT))


def embedded_export(revenue: int, main: int, hardware_export: int) -> int:
    """Automatic value of 2042 (and A62): the share of 2024 in 2010, applied to 20421."""
    return round_half_up(revenue * hardware_export, main) if main else 0


class Books:
    """The accounts of one enterprise: cumulative figures of any month of any year."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._years: dict[int, list[Figures]] = {}

    def month(self, year: int, month: int) -> Figures:
        """Figures of form 6, column A, cumulated from January to ``month``."""
        if year not in self._years:
            self._years[year] = _year(self.profile, year, self.turnover(year))
        return self._years[year][month - 1]

    def turnover(self, year: int) -> int:
        """Turnover of a whole year, grown from the base year."""
        amount, base = self.profile.turnover, self.profile.base_year
        for step in range(base + 1, year + 1):
            amount = amount * (TEN_THOUSAND + self.profile.growth[step]) // TEN_THOUSAND
        for step in range(base, year, -1):
            amount = amount * TEN_THOUSAND // (TEN_THOUSAND + self.profile.growth[step])
        return amount

    @cached_property
    def _stock(self) -> dict[str, int]:
        """Form 7 in the base year: yearly sales of chips, or the platform's size."""
        draw, profile = self.profile.draws("stock"), self.profile
        if profile.kind == "ic":
            lines = draw.sample(_CIRCUITS, 3)
            return {code: profile.turnover // draw.randint(40, 400) + 120 for code in lines}
        stock = {"3021": draw.randint(80, 900), "3022": draw.randint(20, 300)}
        stock |= {code: draw.randint(0, 4000) for code in draw.sample(_DEVICES, 5)}
        return stock

    def form6(self, period: Period) -> FormData:
        """Form 6 of a period: B is last year's A, C the previous period's A."""
        now = self.month(period.year, period.number)
        ago = self.month(period.year - 1, period.number)
        before = self.month(period.year, period.number - 1) if _has_previous(period) else {}
        cells: dict[str, dict[str, Value]] = {
            code: {"A": now[code], "B": ago[code], "C": before.get(code)} for code in now
        }
        if self.profile.adjusts_year_ago:
            for code in ("2080", "2110"):
                figure = ago[code] or 0
                cells[code]["B"] = figure - figure // 25
        growth = self.profile.growth[period.year]
        draw = self.profile.draws(f"orders/{period}")
        cells["2113"] = {"A": growth + draw.randint(-600, 600)}
        return FormData(head={"embedded": "1" if self.profile.embedded else "2"}, cells=cells)

    def form7(self, period: Period) -> FormData:
        """Form 7 of a period; only for units on the city's list."""
        now, ago = self._volumes(period), self._volumes(period.year_ago())
        cells: dict[str, dict[str, Value]] = {
            code: {"A": now[code], "B": ago[code]} for code in now
        }
        if self.profile.kind == "ic":
            draw = self.profile.draws("nanometres")
            for row in cells.values():
                row["N"] = draw.choice((14, 28, 40, 55, 90, 180))
        return FormData(cells=cells)

    def _volumes(self, period: Period) -> dict[str, int]:
        base = self.turnover(self.profile.base_year)
        scale = self.turnover(period.year) * TEN_THOUSAND // base
        done = sum(self.profile.months[: period.number])
        if self.profile.kind == "ic":
            return {
                code: amount * scale // TEN_THOUSAND * done // TEN_THOUSAND
                for code, amount in self._stock.items()
            }
        grown = scale * (TEN_THOUSAND + 50 * period.number) // TEN_THOUSAND
        volumes = {code: n * grown // TEN_THOUSAND for code, n in self._stock.items()}
        volumes |= {code: volumes.get(code, 0) for code in _DEVICES}
        volumes["3023"] = sum(volumes[code] for code in _DEVICES)
        return volumes


def _has_previous(period: Period) -> bool:
    return period.number > FIRST_MONTH


def _year(profile: Profile, year: int, turnover: int) -> list[Figures]:
    """Twelve cumulative months of one year."""
    draw = profile.draws(f"year/{year}")
    total: dict[str, int] = {}
    months: list[Figures] = []
    heads = _heads(profile, turnover)
    for month, share in enumerate(profile.months, start=1):
        for code, amount in _flows(profile, turnover * share // TEN_THOUSAND, draw).items():
            total[code] = total.get(code, 0) + amount
        months.append(_figures(profile, total, heads, month))
    return months


def _heads(profile: Profile, turnover: int) -> int:
    wages = turnover * profile.wages // TEN_THOUSAND
    return max(2, wages // (12 * profile.wage_per_head))


def _near(draw: random.Random, share: int, noise: int) -> int:
    """A share moved by up to ``noise``/10,000 of itself."""
    return share * (TEN_THOUSAND + draw.randint(-noise, noise)) // TEN_THOUSAND


def _flows(profile: Profile, turnover: int, draw: random.Random) -> dict[str, int]:
    """What one month adds to each additive indicator."""
    flows = {
        code: turnover * _near(draw, share, 150) // TEN_THOUSAND
        for code, share in profile.revenue.items()
    }
    for code, share in profile.parts.items():
        flows[code] = flows[_PART_OF[code]] * share // TEN_THOUSAND
    software = sum(flows[code] for code in _SOFTWARE)
    if profile.embedded:
        rest = turnover * profile.hardware_share // TEN_THOUSAND
    else:
        rest = software * profile.other_share // TEN_THOUSAND
    main = flows["2010"] = software + rest
    flows["2050"] = main * _near(draw, profile.cost, 25) // TEN_THOUSAND
    part = rest if profile.embedded else flows["2050"]
    flows["2051"] = min(flows["2050"], part * profile.hardware_cost // TEN_THOUSAND)
    flows["2080"] = main * _near(draw, profile.expense, 25) // TEN_THOUSAND
    flows["2090"] = main - flows["2050"] - flows["2080"]
    flows["2110"] = main * _near(draw, profile.research, 100) // TEN_THOUSAND
    flows["2111"] = main * _near(draw, profile.wages, 60) // TEN_THOUSAND
    flows["2041"] = software * profile.outsourcing_export // TEN_THOUSAND
    flows["2043"] = software * profile.other_export // TEN_THOUSAND
    flows["20421"] = rest * profile.hardware_export // TEN_THOUSAND
    return flows


def _figures(profile: Profile, total: dict[str, int], heads: int, month: int) -> Figures:
    """Cumulative figures in the order of the form, the computed cells included."""
    software = sum(total[code] for code in _SOFTWARE)
    hardware_cost = total["2051"] if profile.hardware_filled else None
    embedded = (
        embedded_revenue(total["2010"], software, total["2050"], hardware_cost)
        if profile.embedded
        else 0
    )
    figures: Figures = {
        "2010": total["2010"],
        "2020": software + embedded,
    }
    for code in _SOFTWARE:
        figures[code] = total[code]
        figures |= {part: total.get(part, 0) for part, of in _PART_OF.items() if of == code}
    # not applicable is blank, not zero
    figures["2024"] = embedded if profile.embedded else None
    figures["2041"] = total["2041"]
    figures["20421"] = total["20421"]
    export = embedded_export(embedded, total["2010"], total["20421"])
    figures["2042"] = export if profile.embedded else None
    figures["2043"] = total["2043"]
    figures["2050"] = total["2050"]
    figures["2051"] = hardware_cost
    for code in ("2080", "2090", "2110", "2111"):
        figures[code] = total[code]
    figures["2112"] = heads + heads * month // 300
    return figures
