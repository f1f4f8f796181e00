"""Form 4: the year's software revenue as lines of the directory, adding up to form 3."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.dossier import FormData, Value
from ruantong.demo.months import Figures
from ruantong.demo.profile import TEN_THOUSAND, Profile

# 其中 item of form 6 → leaf of the directory.
_LEAF = {
    "20211": "E10102", "20212": "E10302", "20221": "E20503", "20222": "E20603",
    "20223": "E20701", "20224": "E2070201", "20225": "E20801", "20231": "E30105",
}  # fmt: skip
# Where the rest of an item goes: two leaves per unit out of these.
_REST = {
    "2021": ("E1040202", "E1040204", "E1040206", "E1040207", "E1040211", "E105", "E108"),
    "2022": ("E20101", "E20202", "E20302", "E20401", "E20901"),
    "2023": ("E30102", "E30103", "E30202"),
}
_HARDWARE = ("E4030102", "E4030201", "E40401", "E40403", "E405", "E406")
_COUNTRIES = ("USA", "JPN", "DEU", "SGP", "THA")


@dataclass(frozen=True)
class Line:
    """One line: revenue in 0.01 万元, export in 0.01 万美元, both of the year."""

    code: str
    amount: int
    export: int = 0
    country: str = ""


def lines_of(profile: Profile, december: Figures, factor: int) -> tuple[Line, ...]:
    """Lines whose classes add up to the December items times ``factor``/10,000."""

    def scaled(code: str) -> int:
        return (december[code] or 0) * factor // TEN_THOUSAND

    draw = profile.draws("lines")
    amounts: dict[str, int] = {}
    for item, choices in _REST.items():
        rest = scaled(item)
        for part in (code for code in _LEAF if code.startswith(item)):
            amounts[_LEAF[part]] = scaled(part)
            rest -= scaled(part)
        first, second = draw.sample(choices, 2)
        amounts[first] = rest * 6800 // TEN_THOUSAND
        amounts[second] = rest - amounts[first]
    exported = scaled("2041") + scaled("2043")
    largest = max(amounts, key=lambda code: amounts[code])
    country = draw.choice(_COUNTRIES)
    made = [
        Line(code, amount, *((exported, country) if code == largest and exported else ()))
        for code, amount in amounts.items()
        if amount
    ]
    if profile.embedded:
        software = sum(amounts.values())
        hardware, abroad = scaled("2010") - software, scaled("20421")
        made.append(Line(draw.choice(_HARDWARE), hardware, abroad, country if abroad else ""))
    return tuple(made)


def form4(lines: tuple[Line, ...]) -> FormData:
    """The lines as form 4; three quarters of an export go to the country named."""
    rows: list[dict[str, Value]] = []
    for line in lines:
        row: dict[str, Value] = {"code": line.code, "1": line.amount, "2": line.export}
        if line.export:
            row |= {"3": line.country, "4": line.export * 3 // 4}
        rows.append(row)
    return FormData(rows={"lines": tuple(rows)})
