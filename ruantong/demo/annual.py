"""Annual forms 2, 3 and 5, held against the December month of the same enterprise.

Every amount is the December cumulative figure times one factor near 1, so that the annual return
differs from the monthly one as real ones do (within 10 %) and all relations stay exact.
"""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.dossier import FormData, Value
from ruantong.demo import lines
from ruantong.demo.months import Books, Figures, embedded_export, embedded_revenue
from ruantong.demo.profile import TEN_THOUSAND, Profile

_USD = (7, 1)  # parameter usd: the larger of 6.4 (2021 edition) and 7 (2024 edition)


@dataclass(frozen=True)
class Year:
    """One enterprise's year before it is laid out in forms."""

    profile: Profile
    year: int
    december: Figures
    factor: int
    lines: tuple[lines.Line, ...]

    def of(self, code: str) -> int:
        """A December figure of form 6 at the level of the annual return."""
        return (self.december[code] or 0) * self.factor // TEN_THOUSAND

    def line_total(self, prefix: str) -> int:
        return sum(line.amount for line in self.lines if line.code.startswith(prefix))


def year_of(books: Books, year: int) -> Year:
    """Settle the year: December figures, the factor, and the lines of form 4."""
    profile, december = books.profile, books.month(year, 12)
    factor = profile.draws(f"annual/{year}").randint(9850, 10200)
    return Year(profile, year, december, factor, lines.lines_of(profile, december, factor))


def annual_forms(books: Books, year: int) -> dict[str, FormData]:
    """Forms 2 to 5 of a year (form 5 only with AI business); form 1 is made in ``facts``."""
    settled = year_of(books, year)
    two, three = _form2(settled), _form3(settled)
    forms = {"2": _form(two), "3": _form(three), "4": lines.form4(settled.lines)}
    if settled.profile.ai:
        forms["5"] = _form(_form5(settled, two, three), {"5095": "01;06"})
    return forms


def _form(figures: dict[str, int | None], texts: dict[str, str] | None = None) -> FormData:
    cells: dict[str, dict[str, Value]] = {code: {"A": value} for code, value in figures.items()}
    cells |= {code: {"A": text} for code, text in (texts or {}).items()}
    return FormData(cells=cells)


def _share(amount: int, share: int) -> int:
    return amount * share // TEN_THOUSAND


def _form2(settled: Year) -> dict[str, int | None]:
    """Profit and loss and balance sheet; B24 is the December profit times the factor."""
    main, cost = settled.of("2010"), settled.of("2050")
    profit = main - cost - settled.of("2080")
    research, wages = settled.of("2110"), settled.of("2111")
    tax, refund, capitalised = _share(main, 40), _share(main, 30), _share(research, 800)
    # what is left for selling, administration and finance after tax and expensed research
    overhead = main - cost - profit - tax - (research - capitalised) + refund
    selling, finance = _share(overhead, 3200), _share(overhead, 300)
    assets = _share(main, 12_500)
    current, fixed = _share(assets, 6200), _share(assets, 1900)
    hardware = settled.of("2051") if settled.december["2051"] is not None else None
    return {
        "B00": main + _share(main, 150),
        "B01": main,
        "B06": cost,
        "B061": hardware,
        "B09": tax,
        "B11": 0,
        "B12": selling,
        "B13": overhead - selling - finance,
        "B14": finance,
        "B16": 0,
        "B17": 0,
        "B18": 0,
        "B19": 0,
        "B20": refund,
        "B21": profit,
        "B24": profit,
        "B25": _share(max(profit, 0), 1500),
        "D01": wages,
        "B26": _share(main, 320),
        "A01": current,
        "A13": _share(assets, 4700),
        "A031": fixed,
        "A07": _share(fixed, 4100),
        "A08": _share(fixed, 900),
        "A09": assets,
        "C01": _share(main, 260),
        "C02": research,
        "C03": _share(main, 410),
        "C04": _share(main, 520),
        "C06": refund,
        "A02": _share(current, 3100),
    }


def _form3(settled: Year) -> dict[str, int | None]:
    profile, december = settled.profile, settled.december
    main = settled.of("2010")
    parts = {item: settled.line_total(item) for item in ("E1", "E2", "E3")}
    software = sum(parts.values())
    embedded = export = 0
    if profile.embedded:
        hardware = settled.of("2051") if december["2051"] is not None else None
        embedded = embedded_revenue(main, software, settled.of("2050"), hardware)
        products = sum(line.export for line in settled.lines if line.code.startswith("E4"))
        export = embedded_export(embedded, main, products)
    outsourced, other = settled.of("2041"), settled.of("2043")
    heads = (december["2112"] or 0) + (december["2112"] or 0) // 60
    domestic = _share(software, profile.draws("domestic").choice((0, 0, 300)))
    patents = heads // 6
    return {
        "A0": software + embedded,
        "A1": parts["E1"],
        "A2": parts["E2"],
        "A3": parts["E3"],
        "A4": embedded if profile.embedded else None,
        "A5": -(-outsourced * _USD[0] // _USD[1]) + domestic,
        "A6": outsourced + export + other,
        "A61": outsourced,
        "A62": export if profile.embedded else None,
        "A63": other,
        "D1": heads,
        "D11": heads * 45 // 100,
        "D12": heads * 20 // 100,
        "D15": heads * 14 // 100,
        "D16": heads * 70 // 100,
        "D17": 1 if heads > 800 else 0,
        "D2": december["2112"],
        "W1": heads // 3 + 2,
        "W2": patents,
        "W3": patents // 3,
        "W4": 1 if heads > 300 else 0,
    }


def _form5(
    settled: Year, two: dict[str, int | None], three: dict[str, int | None]
) -> dict[str, int | None]:
    """Artificial intelligence cuts across the revenue of form 3."""

    def known(figures: dict[str, int | None], code: str) -> int:
        return figures[code] or 0

    draw = settled.profile.draws("ai")
    figures: dict[str, int | None] = {}
    software = _share(known(three, "A1"), draw.randint(800, 3000)) + 100
    services = _share(known(three, "A2"), draw.randint(500, 2500)) + 100
    software = min(software, known(three, "A1") + known(three, "A3") + known(three, "A4"))
    services = min(services, known(three, "A2"))
    products = _share(known(two, "B01") - known(three, "A0"), 1500)
    figures["5010"] = software + services + products
    for head, total, codes in (
        ("5020", software, ("5022", "5023", "5024", "5025", "5026", "5029")),
        ("5030", services, ("5031", "5034", "5035", "5036", "5037", "5038", "5039")),
        ("5040", products, ("5041", "5042", "5043", "5045", "5046", "5047", "5049")),
    ):
        figures[head] = total
        figures |= dict.fromkeys(codes, 0)
        first, second = draw.sample(codes, 2)
        figures[first] = _share(total, 6300)
        figures[second] = total - _share(total, 6300)
    figures["5050"] = software + services
    figures["5060"] = _share(known(three, "A6"), 1200)
    figures["5070"] = _share(known(two, "C02"), 3500)
    people = known(three, "D11") * 40 // 100
    figures["5080"] = people + known(three, "D12") // 10
    figures["5081"] = people
    figures["5082"] = min(people // 3, known(three, "D15"))
    figures["5090"] = known(three, "W2") // 4
    figures["5091"] = min(known(three, "W2") // 4, known(three, "W3")) // 2
    return figures
