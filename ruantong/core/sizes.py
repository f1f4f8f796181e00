"""Size class of an enterprise from employees and revenue (regime §9.8, 国统字〔2017〕213号)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

LARGE, MEDIUM, SMALL, MICRO = "1", "2", "3", "4"


@dataclass(frozen=True)
class SizeRule:
    """Lower bounds of 大型, 中型, 小型, in this order; revenue in 万元."""

    employees: tuple[int, int, int]
    revenue_wan: tuple[Decimal, Decimal, Decimal]


SOFTWARE_RULE = SizeRule((300, 100, 10), (Decimal(10000), Decimal(1000), Decimal(50)))


def software_size(
    employees: int | None, revenue_wan: Decimal | None, rule: SizeRule = SOFTWARE_RULE
) -> str | None:
    """Code 1 大型, 2 中型, 3 小型, 4 微型; ``None`` while a blank leaves it open.

    A class needs both bounds; missing one drops to the class below. One figure under the bound of
    小型 is enough for 微型, so the other may then be blank.
    """
    below_small = (employees is not None and employees < rule.employees[2]) or (
        revenue_wan is not None and revenue_wan < rule.revenue_wan[2]
    )
    if below_small:
        return MICRO
    if employees is None or revenue_wan is None:
        return None
    for code, people, money in zip(
        (LARGE, MEDIUM), rule.employees[:2], rule.revenue_wan[:2], strict=True
    ):
        if employees >= people and revenue_wan >= money:
            return code
    return SMALL
