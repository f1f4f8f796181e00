"""How many returns are held up by rounding alone: numbers for the city, never what is in a draft."""

from __future__ import annotations

from collections import Counter

from ruantong.core.findings import findings_of
from ruantong.core.rules.words.speaking import WORDS
from ruantong.returns.reading.access import failed_reports

REMARK = WORDS["rounding"]


def blocked_by_rounding(period: str, regime_key: str) -> Counter[str]:
    """By rule, the returns of a period that did not pass their last 数据审核 because of a relation
    whose gap rounding from yuan can explain.
    """
    counts: Counter[str] = Counter()
    for report in failed_reports(period, regime_key).iterator(chunk_size=500):
        counts.update({f.rule for f in findings_of(report) if f.message.endswith(REMARK)})
    return counts
