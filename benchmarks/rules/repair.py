"""What the smallest repair of a failing return costs, over several hundred realistic mistakes."""

from __future__ import annotations

import statistics
from itertools import islice
from time import perf_counter

from benchmarks.rules import panel
from ruantong.core.dossier import Dossier
from ruantong.core.periods import Frequency
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.localisation.search import advise
from ruantong.core.validation import judge

RETURNS = 400
_TOGETHER = 3  # every third return has two mistakes, so that sets of two cells are sought as well


def failing_returns(count: int = RETURNS) -> list[tuple[str, Dossier]]:
    """Planted returns in which a 强制性 rule fails, as the platform keeps them."""
    found = []
    for number, (name, dossier) in enumerate(islice(panel.planted(8 * count), 8 * count)):
        rules = panel.ruleset(dossier.period.frequency)
        made = panel.two_mistakes(dossier) if number % _TOGETHER == 0 else dossier
        settled = Model(rules, made).settled({})
        if panel.fails(rules, judge(rules, settled)[2]):
            found.append((name, settled))
        if len(found) == count:
            break
    return found


def measure(count: int = RETURNS) -> dict[str, float]:
    """``repair_ms_median`` and what belongs to it, in milliseconds."""
    returns = failing_returns(count)
    for frequency in (
        Frequency.MONTHLY,
        Frequency.ANNUAL,
    ):  # what is worked out once per rule set is not counted
        advise(
            panel.ruleset(frequency), next(d for _, d in returns if d.period.frequency is frequency)
        )
    took, sizes, complete = [], [], 0
    for _, dossier in returns:
        rules = panel.ruleset(dossier.period.frequency)
        began = perf_counter()
        advice = advise(rules, dossier)
        took.append((perf_counter() - began) * 1000)
        sizes += [len(r.refs) for p in advice.problems for r in p.repairs[:1]]
        complete += advice.complete
    took.sort()
    return {
        "repair_returns": len(took),
        "repair_ms_median": round(statistics.median(took), 2),
        "repair_ms_p95": round(took[int(len(took) * 0.95)], 2),
        "repair_ms_max": round(took[-1], 2),
        "repair_complete_share": round(complete / len(took), 3),
        "repair_of_two_or_more": sum(size > 1 for size in sizes),
    }
