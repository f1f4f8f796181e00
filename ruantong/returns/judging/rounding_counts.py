"""How many returns are held up by rounding alone: numbers for the city, never what is in a draft."""

from __future__ import annotations

from collections import Counter

from django.db.models import F

from ruantong.core.lifecycle import State
from ruantong.core.rules.words.rounding import REMARK
from ruantong.returns.models import Draft


def blocked_by_rounding(period: str, regime_key: str) -> Counter[str]:
    """By rule, the returns of a period that did not pass their last 数据审核 because of a relation
    whose gap rounding from yuan can explain.
    """
    reports = Draft.objects.filter(
        owner__period=period,
        owner__regime=regime_key,
        owner__state=State.FAILED.value,
        report_version=F("version"),
    ).values_list("report", flat=True)
    counts: Counter[str] = Counter()
    for report in reports.iterator(chunk_size=500):
        counts.update(
            {f["rule"] for f in (report or {}).get("findings", ()) if f["message"].endswith(REMARK)}
        )
    return counts
