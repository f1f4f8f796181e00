"""Code lists that registration and rosters offer, from the edition of the survey now in force."""

from __future__ import annotations

from ruantong.core.code_lists import CodeItem, CodeList
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.gateways import clock
from ruantong.registry.survey.packs import regimes


def edition() -> Regime:
    """The edition that serves this year's most frequent returns, else the newest one."""
    year = clock.today().year
    for frequency in reversed(Frequency):
        period = Period(frequency, year, frequency.last_of(year))
        for regime in regimes().values():
            if regime.serves_period(period) and regime.forms_for(frequency):
                return regime
    return max(regimes().values(), key=lambda regime: regime.validity.valid_to)


def code_list(key: str) -> CodeList:
    """A code list of the edition in force; ``KeyError`` when the pack has none of that name."""
    return edition().code_lists[key]


def choices(key: str) -> list[tuple[str, str]]:
    """Choosable items as (code, name) in the order of the pack."""
    return [(item.code, item.name) for item in code_list(key).items if item.leaf]


def grouped_choices(key: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choosable items with their codes, under the name of the first level above them."""
    listed = code_list(key)
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in listed.items:
        if item.leaf:
            groups.setdefault(_top(listed, item).name, []).append(
                (item.code, f"{item.code} {item.name}")
            )
    return list(groups.items())


def name_of(key: str, code: str) -> str:
    """Name of a code; the code itself when the list does not know it."""
    item = code_list(key).by_code.get(code)
    return item.name if item else code


def _top(listed: CodeList, item: CodeItem) -> CodeItem:
    while item.parent and item.parent in listed.by_code:
        item = listed.by_code[item.parent]
    return item
