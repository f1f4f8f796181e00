"""One return: the rules alone, and the full report with its Chinese messages."""

from __future__ import annotations

from itertools import islice

from benchmarks.rules import panel
from benchmarks.rules.clock import best
from ruantong.core.dossier import Dossier
from ruantong.core.periods import Frequency
from ruantong.core.validation import judge, validate

RETURNS, TIMES = 60, 15


def measure() -> dict[str, float]:
    """Microseconds of one return, over different returns; mistakes and clean ones alike."""
    found: dict[str, float] = {}
    with_mistakes = [one for _, one in islice(panel.planted(4 * RETURNS), 4 * RETURNS)]
    for frequency in (Frequency.MONTHLY, Frequency.ANNUAL):
        rules = panel.ruleset(frequency)
        clean = [
            panel.monthly(n, 3 + n % 10) if frequency is Frequency.MONTHLY else panel.annual(n)
            for n in range(RETURNS)
        ]
        wrong = [one for one in with_mistakes if one.period.frequency is frequency][:RETURNS]
        findings = sum(len(validate(rules, one).findings) for one in wrong)
        found |= {
            f"{frequency}_rules_us": _each(lambda one, r=rules: judge(r, one), clean),
            f"{frequency}_report_us": _each(lambda one, r=rules: validate(r, one).to_dict(), wrong),
            f"{frequency}_findings": round(findings / len(wrong), 1),
            f"{frequency}_instances": len(rules.instances),
        }
    return found


def _each(run: object, returns: list[Dossier]) -> float:
    """Microseconds per return: each return's best time, and the mean of these."""
    assert callable(run)
    took = [best(lambda one=one: run(one), TIMES) for one in returns]  # type: ignore[misc]
    return round(sum(took) / len(took) * 1e6, 1)
