"""Random returns for comparing executors: seeded, deterministic, from consistent to nonsense.

A :class:`Sample` is one return in the interchange format with the dossier the platform reads from
it. Number ``n`` of a seed is always the same return, whatever was drawn before it, so that runs can
be split over processes and a difference can be looked at alone.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruantong.core.dossier import Dossier, Forms, UnitFacts
from ruantong.core.interchange import parse_document, parse_forms
from ruantong.core.pack import load_packs
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from tests.differential.disturb import KINDS, disturbed, times

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors"

#: Editions and frequencies in turn: sample n is of EDITIONS[n % 4].
EDITIONS = (
    ("miit_software_2021", Frequency.MONTHLY),
    ("miit_software_2021", Frequency.ANNUAL),
    ("miit_software_2024", Frequency.MONTHLY),
    ("miit_software_2024", Frequency.ANNUAL),
)
_BASES = {Frequency.MONTHLY: "monthly_ok", Frequency.ANNUAL: "annual_ok"}
_FIRST_YEAR = {"miit_software_2021": 2022, "miit_software_2024": 2025}
_SIZES = (1, 1, 2, 7, 40)
_OTHERS = ("previous", "year_ago", "december")


@dataclass(frozen=True)
class Sample:
    """One random return. ``document`` is JSON as the interchange format has it (``forms`` and the
    three returns it is compared with), with ``unit.uscc_unique`` added; ``unclear`` are the cells
    whose text cannot be read.
    """

    number: int
    kind: str
    regime: str
    frequency: Frequency
    document: Mapping[str, Any]
    dossier: Dossier
    unclear: tuple[str, ...]

    def line(self) -> str:
        """One line of NDJSON, as other executors read it."""
        head = {"number": self.number, "kind": self.kind, "frequency": self.frequency.value}
        return json.dumps({**head, **self.document}, ensure_ascii=False, separators=(",", ":"))


@cache
def regimes() -> Mapping[str, Regime]:
    """The packs of the repository."""
    return load_packs(ROOT / "packs")


@cache
def ruleset(regime: str, frequency: Frequency) -> RuleSet:
    """The compiled rules of one edition and frequency."""
    return compile_rules(regimes()[regime], frequency)


def ruleset_of(sample: Sample) -> RuleSet:
    """The rules a sample is judged by."""
    return ruleset(sample.regime, sample.frequency)


def samples(count: int, *, seed: str = "1", start: int = 0) -> Iterator[Sample]:
    """Samples ``start`` to ``start + count`` of a seed, all editions in turn."""
    return (sample(number, seed=seed) for number in range(start, start + count))


def samples_of(
    regime: str, frequency: Frequency, count: int, *, seed: str = "1", start: int = 0
) -> Iterator[Sample]:
    """Only samples of one edition and frequency."""
    place = EDITIONS.index((regime, frequency))
    numbers = (place + len(EDITIONS) * index for index in range(start, start + count))
    return (sample(number, seed=seed) for number in numbers)


def sample(number: int, *, seed: str = "1") -> Sample:
    """The return of that number."""
    draw = random.Random(f"{seed}/{number}")
    key, frequency = EDITIONS[number % len(EDITIONS)]
    kind = KINDS[number // len(EDITIONS) % len(KINDS)]
    period = _period(key, frequency, draw)
    content = _content(key, frequency, kind, period, draw)
    base = _base(key, frequency).unit
    unit = {
        "uscc": base.uscc,
        "name": base.name,
        "district": draw.choice(["500112", "500190", "500101"]),
        "lists": sorted(draw.sample(["form7", "monthly"], draw.randint(0, 2))),
        "uscc_unique": draw.choice([None, True, False]),
    }
    document = {"regime": key, "period": str(period), "unit": unit, **content}
    return read_sample(number, kind, frequency, period, document)


def _content(
    key: str, frequency: Frequency, kind: str, period: Period, draw: random.Random
) -> dict[str, Any]:
    """The forms of the return and of the returns it is compared with, some of them missing."""
    size = draw.choice(_SIZES)
    content: dict[str, Any] = {}
    for name in ("forms", *_OTHERS):
        given = _sized(key, frequency, name, size)
        missing = draw.random() < 0.15 or (name == "previous" and period.previous(2) is None)
        if given is None or (missing and name != "forms"):
            content[name] = None
        else:
            content[name] = disturbed(regimes()[key], given, kind, draw, whole=name == "forms")
    return content


def read_sample(
    number: int, kind: str, frequency: Frequency, period: Period, document: dict[str, Any]
) -> Sample:
    """A return of the interchange format as a sample."""
    regime, unclear = regimes()[document["regime"]], []
    read: dict[str, Forms | None] = {}
    for name in ("forms", *_OTHERS):
        read[name] = None
        if document[name] is not None:
            of = period.december() if name == "december" else period
            read[name], faults = parse_forms(regime, of, document[name])
            unclear += [fault.cell for fault in faults] if name == "forms" else []
    facts = dict(document["unit"])
    unit = UnitFacts(**{**facts, "lists": frozenset(facts["lists"])})
    dossier = Dossier(
        period, unit, read["forms"] or {}, read["previous"], read["year_ago"], read["december"]
    )
    return Sample(
        number, kind, document["regime"], frequency, document, dossier, tuple(sorted(set(unclear)))
    )


@cache
def _base(key: str, frequency: Frequency) -> Dossier:
    """The consistent return of a frequency, read by the edition."""
    text = (VECTORS / f"{_BASES[frequency]}.json").read_text()
    if key != json.loads(text)["regime"]:
        served = next(s for s in regimes()[key].serves if s.frequency is frequency)
        year = served.first.year
        period = str(year) if frequency is Frequency.ANNUAL else f"{year}-05"
        text = json.dumps({**json.loads(text), "regime": key, "period": period})
    return parse_document(text, regimes()).dossier


def _period(key: str, frequency: Frequency, draw: random.Random) -> Period:
    year = _FIRST_YEAR[key] + draw.randint(0, 2)
    if frequency is Frequency.ANNUAL:
        return Period(frequency, year - 1, 0)
    return Period(frequency, year, draw.choice([2, 3, 5, 8, 11, 12]))


@cache
def _sized(key: str, frequency: Frequency, name: str, size: int) -> Mapping[str, Any] | None:
    """One of the four returns of the consistent one, times a size."""
    forms: Forms | None = getattr(_base(key, frequency), name)
    return None if forms is None else times(regimes()[key], forms, size)


def write(path: Path, wanted: Iterable[Sample]) -> None:
    """Samples as NDJSON."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(one.line() + "\n" for one in wanted)
