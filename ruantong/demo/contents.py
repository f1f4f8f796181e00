"""Contents of a return between the figures and the rows: carried columns, half-done forms, JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from ruantong.core.dossier import Forms
from ruantong.core.regime import Regime
from ruantong.core.validation import Report
from ruantong.demo.plants import Content
from ruantong.demo.profile import Profile
from ruantong.returns.judging.audit import Judged, stored_report


def json_text(content: Any) -> str:
    """As the columns keep it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def report_text(report: Report, regime: Regime) -> str:
    """The report as revisions keep it: everything explained, and no word of the guard.

    The guard takes longer than the rules; those who review 14,000 returns do not need it.
    """
    queries = tuple(finding.key for finding in report.queries)
    return json_text(stored_report(Judged(report, (), queries, ()), regime))


def carried(content: Content, earlier: Forms | None, column: str) -> Content:
    """Column C as the platform brings it over from what was filed for the previous period."""
    if earlier is None:
        return content
    data = content["6"]
    cells = {
        code: {**row, column: earlier["6"].value(code, "A")} if column in row else row
        for code, row in data.cells.items()
    }
    return {**content, "6": replace(data, cells=cells)}


def overridden_cells(profile: Profile, content: Content) -> list[str]:
    """Carried cells in which the enterprise put a value of its own."""
    if profile.adjusts_year_ago and "6" in content:
        return ["6.2080.B", "6.2110.B"]
    return []


def half_done(content: Content) -> Content:
    """A form somebody is in the middle of: the second half of its own column is blank."""
    done: Content = {}
    for code, data in content.items():
        half = len(data.cells) // 2
        cells = {
            indicator: row
            if number < half
            else {column: value for column, value in row.items() if column not in {"A", "N"}}
            for number, (indicator, row) in enumerate(data.cells.items())
        }
        done[code] = replace(data, cells=cells, rows={} if code == "4" else data.rows)
    return done
