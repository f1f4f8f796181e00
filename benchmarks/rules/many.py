"""A period of 10,000 returns and ten years of them, beside the same relations by hand in Polars."""

from __future__ import annotations

from typing import Any

import polars as pl

from benchmarks.rules import data, hand_polars, panel
from benchmarks.rules.clock import alternating, best
from benchmarks.rules.hand_periods import RULES
from benchmarks.rules.listed import failures
from ruantong.core.periods import Frequency
from ruantong.core.rules.executors.columns import evaluate
from ruantong.core.rules.executors.columns_frame import Frame, frame_of
from ruantong.core.rules.lowering.chain import FAIL
from ruantong.core.rules.ruleset import RuleSet
from ruantong.rulelab.trial import narrowed

PERIOD, TEN_YEARS = 10_000, 110_000  # ten years of eleven months with 1,000 units


def subset() -> RuleSet:
    """The relations that are also written by hand."""
    return narrowed(panel.ruleset(Frequency.MONTHLY), RULES)


def measure(count: int = PERIOD) -> dict[str, Any]:
    """Milliseconds; ``columnar_vs_polars`` is ours ÷ by hand, of the same run."""
    rules = subset()
    frame = data.large(rules, Frequency.MONTHLY, count)
    made = hand_polars.expressions()
    ours, by_hand = evaluate(rules, frame).outcomes, hand_polars.judge(frame.wide, made)
    for number, instance in enumerate(rules.instances):
        assert ours[str(number)].equals(by_hand[instance.key], check_names=False), instance.key
    seconds, limit = alternating(
        (lambda: evaluate(rules, frame), lambda: hand_polars.judge(frame.wide, made)), 30
    )
    listed = best(lambda: failures(evaluate(rules, frame)), 5)
    failed = int(by_hand.select((pl.all() == FAIL).sum()).sum_horizontal()[0])
    found = {
        "returns": count,
        "subset_instances": len(rules.instances),
        "subset_failures": failed,
        "subset_ms": round(seconds * 1e3, 2),
        "subset_listed_ms": round(listed * 1e3, 2),
        "polars_ms": round(limit * 1e3, 2),
        "columnar_vs_polars": round(seconds / limit, 2),
    }
    return found | _whole(count) | _reading()


def _whole(count: int) -> dict[str, Any]:
    """All relations of both frequencies, and ten years of monthly returns."""
    found: dict[str, Any] = {}
    for frequency in (Frequency.MONTHLY, Frequency.ANNUAL):
        rules = panel.ruleset(frequency)
        frame = data.large(rules, frequency, count)
        result = evaluate(rules, frame)
        found |= {
            f"{frequency}_ms": _ms(rules, frame, 25),
            f"{frequency}_failures": failures(result).height,
        }
    rules = panel.ruleset(Frequency.MONTHLY)
    frame = data.large(rules, Frequency.MONTHLY, TEN_YEARS)
    years = (pl.int_range(pl.len()) * 10 // pl.len() + 2015).alias("year")
    frame = Frame(frame.ruleset, frame.wide.with_columns(years), frame.lines)
    return found | {"ten_years_returns": TEN_YEARS, "ten_years_ms": _ms(rules, frame, 8)}


def _ms(rules: RuleSet, frame: Frame, times: int) -> float:
    return round(best(lambda: evaluate(rules, frame), times) * 1e3, 1)


def _reading() -> dict[str, float]:
    """Microseconds per return to make the columns of stored returns."""
    rules = panel.ruleset(Frequency.MONTHLY)
    texts = data.stored(data.monthly_dossiers() * 5)
    return {"from_stored_us": round(best(lambda: frame_of(rules, texts), 6) / len(texts) * 1e6, 1)}
